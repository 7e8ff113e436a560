// The camera reads tickets where the browser can read codes by itself, else by jsQR, which is gathered with the pages.
"use strict";

const Camera = (() => {
  let stream = null, isOn = false;

  async function reader() {
    if ("BarcodeDetector" in globalThis && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code", "code_128"] });
      return async (picture) => (await detector.detect(picture))[0]?.rawValue;
    }
    if (!(await fetched(document.getElementById("seen").dataset.reader))) return null;
    return async (picture, width, height) => jsQR(picture.getContext("2d").getImageData(0, 0, width, height).data, width, height)?.data;
  }

  // Fetched when a camera is used first; the page's worker keeps it for when there is no network.
  const fetched = (address) => new Promise((there) => {
    if (typeof jsQR === "function" || !address) return there(typeof jsQR === "function");
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onload = () => there(true);
    script.onerror = () => there(false);
    document.head.append(script);
  });

  function stop() {
    isOn = false;
    stream?.getTracks().forEach((one) => one.stop());
    stream = null;
    document.getElementById("camera").close();
  }

  async function look(heard, wrong, say) {
    const read = await reader();
    if (!read) return wrong(say("no_reader"));
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
    } catch {
      return wrong(say("no_camera"));
    }
    const shown = document.getElementById("seen"), picture = document.createElement("canvas");
    document.getElementById("camera").showModal();
    shown.srcObject = stream;
    await shown.play();
    isOn = true;
    while (isOn) {
      const [width, height] = [shown.videoWidth, shown.videoHeight];
      if (width) {
        Object.assign(picture, { width, height });
        picture.getContext("2d", { willReadFrequently: true }).drawImage(shown, 0, 0);
        const code = await read(picture, width, height).catch(() => null);
        if (code) { stop(); return heard(code); }
      }
      await new Promise((again) => setTimeout(again, 120));
    }
  }

  return {
    reader,
    ready(heard, wrong, say) {
      const button = document.getElementById("look");
      button.hidden = !navigator.mediaDevices;
      button.onclick = () => look(heard, wrong, say);
      document.getElementById("camera").addEventListener("close", () => { if (isOn) stop(); });
    },
  };
})();

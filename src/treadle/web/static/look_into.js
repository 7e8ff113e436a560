// Look into a picture: closer, farther, moved by the pointer. Without this script it is shown whole, and every form is a file.
"use strict";

(() => {
  const LEAST = 0.02;

  function begin(frame) {
    const svg = frame.querySelector("svg");
    if (!svg || svg.dataset.ready) return;
    svg.dataset.ready = "yes";
    const whole = svg.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    let seen = [...whole], grip = null;
    const show = () => svg.setAttribute("viewBox", seen.join(" "));

    // Keep the point at (fx, fy) of the picture where it is, and show so many times as much around it.
    function zoom(times, fx = 0.5, fy = 0.5) {
      const width = Math.min(whole[2], Math.max(whole[2] * LEAST, seen[2] * times)), height = (width / whole[2]) * whole[3];
      seen = [seen[0] + (seen[2] - width) * fx, seen[1] + (seen[3] - height) * fy, width, height];
      if (width === whole[2]) seen = [...whole];
      show();
    }

    const at = (event) => { const box = svg.getBoundingClientRect(); return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]; };
    frame.addEventListener("wheel", (event) => { if (!event.ctrlKey && !event.altKey) return; event.preventDefault(); zoom(event.deltaY > 0 ? 1.2 : 1 / 1.2, ...at(event)); }, { passive: false });
    svg.addEventListener("dblclick", (event) => zoom(0.5, ...at(event)));
    svg.addEventListener("pointerdown", (event) => { grip = { x: event.clientX, y: event.clientY, seen: [...seen] }; svg.setPointerCapture(event.pointerId); });
    svg.addEventListener("pointermove", (event) => {
      if (!grip || seen[2] === whole[2]) return;
      const box = svg.getBoundingClientRect();
      seen = [grip.seen[0] - ((event.clientX - grip.x) / box.width) * seen[2], grip.seen[1] - ((event.clientY - grip.y) / box.height) * seen[3], seen[2], seen[3]];
      show();
    });
    svg.addEventListener("pointerup", () => { grip = null; });
    frame.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, -0.1], ArrowDown: [0, 0.1] }[event.key];
      if (event.key === "+") zoom(1 / 1.4);
      else if (event.key === "-") zoom(1.4);
      else if (step && seen[2] !== whole[2]) { event.preventDefault(); seen[0] += step[0] * seen[2]; seen[1] += step[1] * seen[3]; show(); }
    });
    for (const button of document.querySelectorAll("[data-zoom]")) {
      button.hidden = false;
      button.onclick = () => (button.dataset.zoom === "all" ? zoom(1e9) : zoom(button.dataset.zoom === "in" ? 0.5 : 2));
    }
  }

  const all = () => document.querySelectorAll("[data-zoomable]").forEach(begin);
  document.addEventListener("htmx:after:swap", all);
  all();
})();

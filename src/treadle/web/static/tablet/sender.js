// Sends what waits in the outbox: at once, when the network is back, and again and again until the server has it. The page
// drives it, since not every browser sends in the background. One tab sends at a time.
"use strict";

const Sender = (() => {
  const AT_ONCE = 200, LEAST_MS = 1000, MOST_MS = 20000, PATIENCE_MS = 12000;
  let timer = 0, pause = LEAST_MS, running = null, me = null;
  // How it stands: "sent", "waiting" (no network), "out" (nobody is let in), "refused" (the server cannot take it now).
  const state = { kind: "sent", listeners: [] };

  const tell = (kind) => { state.kind = kind; state.listeners.forEach((one) => one(kind)); };
  const asked = (path, more = {}) => fetch(path, { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS), ...more });

  // Who is let in here; null where nobody is, and an error where the server is not reached.
  async function whoami(isAnew = false) {
    if (me && !isAnew) return me;
    const answer = await asked("/v1/me");
    if (answer.status === 401) return (me = null);
    if (!answer.ok) throw new Error(String(answer.status));
    me = await answer.json();
    await Outbox.keep("me", { brand_id: me.brand_id, name: me.name });
    return me;
  }

  async function post(scans) {
    const csrf = (await whoami())?.csrf_token;
    if (!csrf) return null;
    const body = JSON.stringify({ scans });
    return asked("/v1/scans", { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf } });
  }

  // One batch: true where more may follow.
  async function batch(most) {
    const brand = (await whoami())?.brand_id;
    if (!brand) return tell("out");
    const rows = await Outbox.first(brand, most);
    if (!rows.length) return tell("sent");
    let answer = await post(rows.map((row) => row.scan));
    if (answer?.status === 403) { await whoami(true); answer = await post(rows.map((row) => row.scan)); }
    if (!answer || answer.status === 401 || answer.status === 403) { me = null; return tell("out"); }
    if (answer.status === 422 && most > 1) return batch(1);
    if (answer.status === 422) {
      const told = await answer.json().catch(() => ({}));
      await Outbox.settle(rows, { new: [], known: [], refused: [{ scan_id: rows[0].scan.scan_id, why: told.detail ?? "422" }] });
      return true;
    }
    if (!answer.ok) return tell("refused");
    await Outbox.settle(rows, await answer.json());
    pause = LEAST_MS;
    return true;
  }

  async function run() {
    try {
      while (await batch(AT_ONCE));
    } catch {
      tell("waiting");
    }
    clearTimeout(timer);
    if (state.kind !== "sent") {
      timer = setTimeout(send, pause * (0.75 + Math.random() / 2));
      pause = Math.min(pause * 2, MOST_MS);
    }
  }

  const alone = () => (navigator.locks ? navigator.locks.request("treadle-outbox", run) : run());

  // Send now; whoever asks while it is being sent waits for that and for one more turn.
  function send() {
    running = (running ?? Promise.resolve()).then(alone, alone);
    return running;
  }

  function hurry() { pause = LEAST_MS; send(); }
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());

  return { send, hurry, whoami, asked, state, onChange: (one) => state.listeners.push(one) };
})();

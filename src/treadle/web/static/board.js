// The board under a pointer or the arrow keys: what a strip's new place would come to is asked for before it is let go.
"use strict";

(() => {
  const MINUTES = 1440;
  let held = null, asking = null, asked = "", kept = "";

  const board = () => document.getElementById("board");
  const facts = () => { const { top, row, day, first } = board().dataset; return { top: +top, row: +row, day: +day, first }; };
  const places = () => [...document.querySelectorAll("#move [name=line] option")].map((one) => one.value).filter(Boolean);
  const dayOf = (at) => { const day = new Date(`${facts().first}T00:00:00Z`); day.setUTCDate(day.getUTCDate() + at); return day.toISOString().slice(0, 10); };

  // Take a strip in hand: where it is, where it may go.
  function take(strip) {
    const { order, place, start, minutes, lines, fixed } = strip.dataset;
    if (fixed === "released" || !document.getElementById("move")) return null;
    const at = Math.floor(+start / MINUTES);
    return { strip, order, minutes: +minutes, able: lines.split(" "), from: { line: place, day: at }, to: { line: place, day: at }, offset: +start - at * MINUTES };
  }

  // Show where it would go, and ask what that comes to.
  function show() {
    const { top, row, day } = facts(), ghost = document.getElementById("ghost");
    const at = places().indexOf(held.to.line), isAble = held.able.includes(held.to.line);
    const isSame = held.to.line === held.from.line && held.to.day === held.from.day;
    const minute = held.to.day * MINUTES + (isSame ? held.offset : 480);
    ghost.setAttribute("x", (minute / MINUTES) * day);
    ghost.setAttribute("y", top + row * at + 7);
    ghost.setAttribute("width", Math.max((held.minutes / MINUTES) * day, 12));
    ghost.setAttribute("class", `ghost on${isAble ? "" : " no"}`);
    held.strip.classList.add("held");
    const told = `${held.order} ${held.to.line} ${held.to.day}`;
    if (isSame || told === asked) return;
    asked = told;
    clearTimeout(asking);
    asking = setTimeout(look, 60);
  }

  function fill() {
    const form = document.getElementById("move");
    form.elements.order_id.value = held.order;
    form.elements.line.value = held.to.line === held.from.line ? "" : held.to.line;
    form.elements.day.value = held.to.day === held.from.day && held.to.line !== held.from.line ? "" : dayOf(held.to.day);
    return form;
  }

  async function look() {
    if (!held) return;
    const form = fill(), mine = asked, begun = performance.now();
    const headers = { "HX-Request": "true", "X-CSRF-Token": form.elements.csrf.value };
    const answer = await fetch("/schedule/look", { method: "POST", headers, body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    if (!answer || mine !== asked) return;
    const told = document.getElementById("look");
    told.innerHTML = await answer.text();
    told.dataset.milliseconds = Math.round(performance.now() - begun);
    told.dataset.asked = mine;
  }

  function drop(isMeant) {
    clearTimeout(asking);
    const one = held;
    held = null;
    if (!one) return;
    one.strip.classList.remove("held");
    document.getElementById("ghost").setAttribute("class", "ghost");
    const isSame = one.to.line === one.from.line && one.to.day === one.from.day;
    if (!isMeant || isSame) { asked = ""; if (!isMeant) document.getElementById("look").replaceChildren(); return; }
    held = one; fill(); held = null; asked = "";
    kept = one.strip.id;
    document.getElementById("move").requestSubmit(document.getElementById("move-button"));
  }

  let from = null;
  document.addEventListener("pointerdown", (event) => {
    const strip = event.target.closest?.("#board .strip");
    if (!strip || event.button) return;
    from = { strip, x: event.clientX, y: event.clientY, id: event.pointerId };
  });
  document.addEventListener("pointermove", (event) => {
    if (!from || event.pointerId !== from.id) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!held && Math.hypot(dx, dy) > 6) {
      held = take(from.strip);
      if (!held) { from = null; return; }
      board().setPointerCapture?.(event.pointerId);
    }
    if (!held) return;
    event.preventDefault();
    const { row, day } = facts(), every = places();
    const at = every.indexOf(held.from.line) + Math.round(dy / row);
    held.to = { line: every[Math.max(0, Math.min(every.length - 1, at))], day: Math.max(0, held.from.day + Math.round(dx / day)) };
    show();
  }, { passive: false });
  document.addEventListener("pointerup", () => { const wasHeld = Boolean(held); from = null; if (wasHeld) drop(true); });
  document.addEventListener("pointercancel", () => { from = null; drop(false); });
  document.addEventListener("dragstart", (event) => event.target.closest?.("#board .strip") && event.preventDefault());
  document.addEventListener("click", (event) => {
    if (kept && event.target.closest?.("#board")) { event.preventDefault(); }
  }, true);

  document.addEventListener("keydown", (event) => {
    const strip = document.activeElement?.closest?.("#board .strip");
    if (!strip) return;
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (step) {
      event.preventDefault();
      held = held?.strip === strip ? held : take(strip);
      if (!held) return;
      const every = places(), at = every.indexOf(held.to.line) + step[0];
      held.to = { line: every[Math.max(0, Math.min(every.length - 1, at))], day: Math.max(0, held.to.day + step[1]) };
      show();
    } else if (held && event.key === "Enter") { event.preventDefault(); drop(true); } else if (held && event.key === "Escape") drop(false);
  });
  document.addEventListener("focusout", (event) => { if (held && !from && event.target === held.strip) drop(false); });
  document.addEventListener("htmx:after:swap", () => {
    if (kept) document.getElementById(kept)?.focus({ preventScroll: true });
    kept = "";
  });
})();

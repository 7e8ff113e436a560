// A station's tablet: scan a ticket, press what was done. Whatever is pressed is kept here first and sent when it can be.
"use strict";

const $ = (name) => document.getElementById(name);
const WORDS = JSON.parse($("words").textContent);
const say = (key, facts = {}) => (WORDS[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
const made = (tag, more = {}, ...children) => {
  const one = Object.assign(document.createElement(tag), more);
  one.append(...children);
  return one;
};

const here = { today: null, who: "", ticket: null, step: "", begun: new Set(), brand: "", station: "" };

// ---------------------------------------------------------------- what is kept, and what of it was sent

async function showBox() {
  const [waiting, told] = await Promise.all([Outbox.waiting(), Outbox.told()]);
  const refused = told.filter((row) => row.why);
  const count = waiting.length;
  const kind = refused.length ? "refused" : count ? (Sender.state.kind === "out" ? "out" : "waiting") : "sent";
  $("box").dataset.kind = kind;
  $("box-count").textContent = count ? say("waiting", { count }) : say("sent");
  $("box-why").textContent = kind === "out" ? say("out") : kind === "refused" ? say("refused", { count: refused.length }) : count && Sender.state.kind !== "sent" ? say("no_network") : "";
  $("come-in").hidden = Sender.state.kind !== "out";
  const voided = new Set([...waiting, ...told].filter((row) => row.scan.kind === "void").map((row) => row.scan.replaces));
  const rows = [...waiting.map((row) => ({ ...row, isWaiting: true })), ...told].sort((a, b) => b.made - a.made);
  $("done").replaceChildren(...rows.slice(0, 12).map((row) => doneRow(row, voided)));
  $("done-none").hidden = rows.length > 0;
}

function doneRow(row, voided) {
  const { scan } = row;
  const state = row.why ? "late" : row.isWaiting ? "risk" : "decided";
  const word = row.why ? say("not_taken") : row.isWaiting ? say("kept") : say("taken");
  const what = [say(`kind_${scan.kind}`), scan.defect && (WORDS[`defect_${scan.defect}`] ?? scan.defect), stepName(scan.operation_id)];
  const text = made("p", {}, made("span", { className: `tag ${state}`, textContent: word }), " ", made("b", { textContent: what.filter(Boolean).join(" · ") }));
  const more = made("p", { className: "muted", textContent: [scan.bundle_id, scan.units && say("pieces", { units: scan.units }), new Date(scan.happened_at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }), row.why].filter(Boolean).join(" · ") });
  const line = made("li", { className: "one-line" }, made("div", {}, text, more));
  if (row.why) {
    line.append(made("button", { className: "button", textContent: say("seen"), onclick: () => Outbox.forget(row.place).then(showBox) }));
  } else if (scan.kind !== "void" && !voided.has(scan.scan_id)) {
    const back = made("button", { className: "button", textContent: say("take_back"), onclick: () => keep({ kind: "void", bundle_id: scan.bundle_id, operation_id: scan.operation_id, replaces: scan.scan_id }) });
    back.setAttribute("aria-label", `${say("take_back")}: ${what.filter(Boolean).join(" ")} ${scan.bundle_id}`);
    line.append(back);
  }
  return line;
}

// Keep a scan: only when the disk has it is it told as done.
async function keep(told) {
  const scan = {
    scan_id: newId(), operation_id: "", station_id: here.station, operator_id: here.who, units: null, defect: "", replaces: "",
    happened_at: new Date().toISOString(), ...told,
  };
  try {
    await Outbox.add(scan, here.brand);
  } catch (error) {
    return tell(say("not_kept", { why: String(error?.message ?? error) }), true);
  }
  navigator.vibrate?.(60);
  tell([say(`done_${scan.kind}`), scan.bundle_id].join(" "));
  const mark = `${scan.bundle_id} ${scan.operation_id}`;
  if (scan.kind === "start") here.begun.add(mark);
  if (scan.kind === "finish") here.begun.delete(mark);
  await showBox();
  Sender.hurry();
}

function tell(text, isWrong = false) {
  $("heard").textContent = text;
  $("heard").dataset.kind = isWrong ? "wrong" : "good";
}

// ---------------------------------------------------------------- the ticket

const stepName = (id) => allSteps().find((one) => one.operation_id === id)?.name ?? id;

function allSteps() {
  const found = new Map();
  for (const one of here.today?.tickets ?? []) for (const step of one.steps) found.set(step.operation_id, step);
  return [...found.values()];
}

async function scanned(code) {
  const bundle_id = code.trim().split("|")[0];
  if (!bundle_id) return;
  const person = here.today?.people.includes(bundle_id);
  if (person) return choose(bundle_id);
  let found = here.today?.tickets.find((one) => one.bundle_id === bundle_id);
  if (!found && navigator.onLine) {
    found = await Sender.asked(`/v1/tickets?code=${encodeURIComponent(bundle_id)}`).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  }
  here.ticket = found ?? { bundle_id, goods: say("unknown_ticket"), size: "", units: 0, waits_for: [], steps: allSteps(), is_unknown: true };
  const { steps, waits_for } = here.ticket;
  const own = steps.filter((one) => one.is_own);
  const fits = own.filter((one) => waits_for.includes(one.operation_id));
  const next = fits[0] ?? own[0] ?? steps.find((one) => waits_for.includes(one.operation_id));
  here.step = steps.some((one) => one.operation_id === here.step && one.is_own) && own.length < 2 ? here.step : next?.operation_id ?? here.step;
  Outbox.keep("step", here.step);
  showTicket();
  if (!here.step) return tell(say("no_step"), true);
  if ($("at-once").checked) return keep({ kind: "finish", bundle_id, operation_id: here.step, units: here.ticket.units || null });
  tell(say("scanned", { bundle: bundle_id }));
}

function showTicket() {
  const one = here.ticket;
  $("ticket").hidden = !one;
  if (!one) return;
  $("ticket-goods").textContent = one.goods;
  $("ticket-size").textContent = one.size;
  $("ticket-units").textContent = one.units ? say("pieces", { units: one.units }) : "";
  $("ticket-id").textContent = one.bundle_id;
  $("ticket-held").hidden = !one.is_held;
  const order = [...one.steps].sort((a, b) => rank(a) - rank(b));
  const shown = order.filter((step) => rank(step) < 2 || step.operation_id === here.step);
  const few = shown.length ? shown.slice(0, 6) : order.slice(0, 6);
  $("steps").replaceChildren(...few.map(stepButton));
  $("all-steps").hidden = few.length >= one.steps.length;
  $("all-steps").onclick = () => { $("steps").replaceChildren(...one.steps.map(stepButton)); $("all-steps").hidden = true; };
  const begun = here.begun.has(`${one.bundle_id} ${here.step}`);
  for (const name of ["start", "finish", "defect", "rework"]) $(name).disabled = !here.step;
  $("finish").classList.toggle("primary", begun);
  $("start").classList.toggle("primary", !begun);
}

// Own steps that the bundle waits for come first, then other own ones, then what it waits for elsewhere.
const rank = (step) => (step.is_own ? 0 : 1) + (here.ticket.waits_for.includes(step.operation_id) ? 0 : 1) - (step.is_own && here.ticket.waits_for.includes(step.operation_id) ? 1 : 0);

function stepButton(step) {
  const isOn = step.operation_id === here.step;
  const waits = here.ticket.waits_for.includes(step.operation_id);
  const button = made("button", { type: "button", className: "button step", onclick: () => { here.step = step.operation_id; Outbox.keep("step", here.step); showTicket(); } },
    made("b", { textContent: step.name }), made("small", { textContent: waits ? say("waits_here") : say("not_waiting") }));
  button.setAttribute("aria-pressed", String(isOn));
  return button;
}

const done = (kind, more = {}) => keep({ kind, bundle_id: here.ticket.bundle_id, operation_id: here.step, ...more });
$("start").onclick = () => done("start").then(showTicket);
$("finish").onclick = () => done("finish", { units: here.ticket.units || null }).then(() => { here.ticket = null; showTicket(); $("code").focus(); refresh(); });

// ---------------------------------------------------------------- a defect: where, what, how many

const fault = { kind: "defect", place: "", defect: "", units: 1 };

function openFault(kind) {
  Object.assign(fault, { kind, place: here.step, defect: "", units: 1 });
  $("fault-title").textContent = say(`title_${kind}`);
  $("fault-kinds").hidden = kind !== "defect";
  showFault();
  $("fault").showModal();
}

function showFault() {
  const choice = (name, text, key) => {
    const one = made("button", { type: "button", className: "button", textContent: text, onclick: () => { fault[key] = name; showFault(); } });
    one.setAttribute("aria-pressed", String(fault[key] === name));
    return one;
  };
  $("fault-places").replaceChildren(...here.ticket.steps.map((one) => choice(one.operation_id, one.name, "place")));
  $("kinds").replaceChildren(...WORDS.defects.map(([name, text]) => choice(name, text, "defect")));
  $("fault-units").textContent = fault.units;
  $("fault-keep").disabled = fault.kind === "defect" && !fault.defect;
}

$("defect").onclick = () => openFault("defect");
$("rework").onclick = () => openFault("rework");
$("fewer").onclick = () => { fault.units = Math.max(1, fault.units - 1); showFault(); };
$("more").onclick = () => { fault.units = Math.min(here.ticket.units || 999, fault.units + 1); showFault(); };
$("fault-keep").onclick = () => { $("fault").close(); done(fault.kind, { operation_id: fault.place, units: fault.units, defect: fault.defect }); };

// ---------------------------------------------------------------- who stands here, what comes next

async function refresh() {
  const asked = await Sender.asked(`/v1/station?who=${encodeURIComponent(here.who)}`).catch(() => null);
  if (asked?.ok) {
    here.today = await asked.json();
    await Outbox.keep("today", here.today);
    checkClock(asked.headers.get("date"));
  }
  showToday();
}

// A tablet whose clock is wrong tells wrong times; it is said, not mended here.
function checkClock(date) {
  const minutes = date ? Math.round((Date.now() - Date.parse(date)) / 60000) : 0;
  $("clock").hidden = Math.abs(minutes) < 3;
  $("clock").textContent = say("clock", { minutes: Math.abs(minutes) });
}

function showToday() {
  if (!here.today) return;
  here.station = here.today.station;
  if (!here.who) here.who = here.today.operator_id;
  $("station").textContent = here.station;
  $("who").textContent = here.who ? say("who", { who: here.who }) : say("nobody");
  $("next").replaceChildren(...here.today.next.slice(0, 5).map((one) => {
    const take = made("button", { className: "button", textContent: say("take"), onclick: () => scanned(one.bundle_id).then(() => scrollTo({ top: 0 })) });
    take.setAttribute("aria-label", `${say("take")}: ${one.bundle_id}`);
    return made("li", { className: "one-line" }, made("div", {}, made("p", {}, made("b", { textContent: stepName(one.operation_id) }), ` ${one.bundle_id} · ${say("pieces", { units: one.units })}`), made("p", { className: "reason", textContent: one.why })), take);
  }));
  $("next-none").hidden = here.today.next.length > 0;
  showPeople();
  $("next-none").textContent = here.who ? say("nothing_next") : say("say_who");
}

function choose(who) {
  here.who = who;
  $("people").close?.();
  Outbox.keep("who", who);
  tell(say("who", { who }));
  refresh();
}

function showPeople() {
  $("people-list").replaceChildren(...(here.today?.people ?? []).map((one) => {
    const button = made("button", { type: "button", className: "button", textContent: one, onclick: () => choose(one) });
    button.setAttribute("aria-pressed", String(one === here.who));
    return button;
  }));
}

$("who").onclick = () => { showPeople(); $("people").showModal(); };

// ---------------------------------------------------------------- the code: by a scanner that types, by hand, by camera

$("scan").onsubmit = (event) => {
  event.preventDefault();
  const code = $("code").value;
  $("code").value = "";
  scanned(code);
};
// A scanner types wherever the focus is: its letters go to the field, a press of space or Enter stays with a button.
addEventListener("keydown", (event) => {
  const at = document.activeElement;
  const isField = at?.matches("input:not([type=checkbox]), select, textarea") || document.querySelector("dialog[open]");
  if (!isField && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) $("code").focus();
});
$("at-once").onchange = () => Outbox.keep("at_once", $("at-once").checked);
Camera.ready(scanned, (text) => tell(text, true), say);
for (const one of document.querySelectorAll("dialog [data-close]")) one.onclick = () => one.closest("dialog").close();

(async () => {
  const [me, today, who, step, atOnce] = await Promise.all(["me", "today", "who", "step", "at_once"].map(Outbox.kept));
  Object.assign(here, { today: today ?? null, who: who ?? "", step: step ?? "", brand: $("words").dataset.brand || me?.brand_id || "", station: me?.name ?? "" });
  $("at-once").checked = Boolean(atOnce);
  showToday();
  await showBox();
  Sender.onChange(showBox);
  navigator.serviceWorker?.register("/tablet/worker.js").catch(() => {});
  navigator.storage?.persist?.();
  document.documentElement.dataset.ready = "yes";
  $("code").focus();
  Sender.send();
  refresh();
  setInterval(() => document.visibilityState === "visible" && Sender.state.kind !== "out" && refresh(), 20000);
})();

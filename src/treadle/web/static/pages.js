// What pages do beside what forms do: the next decision gets the focus, and j and k walk through them.
"use strict";

const presses = () => [...document.querySelectorAll("main .press .primary")];

let place = 0;
document.addEventListener("htmx:before:request", () => {
  const at = presses().findIndex((one) => one.closest("li")?.contains(document.activeElement));
  place = at < 0 ? place : at;
  document.getElementById("told")?.replaceChildren();
});

document.addEventListener("htmx:after:swap", () => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const found = presses();
  found[Math.min(place, found.length - 1)]?.focus({ preventScroll: true });
});

document.addEventListener("htmx:error", () => {
  const told = document.getElementById("told");
  if (told) told.textContent = told.dataset.noAnswer;
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key !== "j" && event.key !== "k") return;
  const found = presses();
  const at = found.indexOf(document.activeElement);
  const next = found[Math.max(0, Math.min(found.length - 1, at + (event.key === "j" ? 1 : -1)))];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
});

// A list is narrowed while one types, and a file may be dropped where one is chosen.
document.addEventListener("input", ({ target }) => {
  const list = target.dataset?.find && document.querySelector(target.dataset.find);
  if (!list) return;
  const wanted = target.value.trim().toLowerCase();
  for (const row of list.querySelectorAll("tbody tr")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
});

for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const place = event.target.closest?.("#drop");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("is-over", kind === "dragover");
    if (kind !== "drop" || !event.dataTransfer.files.length) return;
    place.querySelector("input[type=file]").files = event.dataTransfer.files;
    place.requestSubmit();
  });
}

// The buy's sheet: arrows, ranges, paste and copy as in a spreadsheet. What a number means is told by the server:
// while one types it prices what is typed, and what is left or pasted is written there, all of it or nothing.
"use strict";

(() => {
  const TYPING_MS = 60;
  const sheet = () => document.getElementById("sheet");
  const cells = (row) => [...row.querySelectorAll("td input:not([type=hidden])")];
  const rowsOf = (cell) => [...cell.closest("tbody").rows].filter((row) => !row.hidden);
  const places = (cell) => {
    const rows = rowsOf(cell);
    const row = rows.findIndex((one) => one.contains(cell));
    return { rows, row, column: cells(rows[row]).indexOf(cell) };
  };
  const isSum = (cell) => cell.classList.contains("sum");
  const lineOf = (cell) => cell.name.slice(2);
  const whole = (text) => (/^\s*\d[\d,.\s']*\s*$/.test(text) ? Number(text.replace(/[,.\s']/g, "")) : text.trim() === "" ? 0 : NaN);
  const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const headers = () => ({ "Content-Type": "application/json", Accept: "application/json", ...JSON.parse(document.body.getAttribute("hx-headers:inherited") || "{}") });
  const ask = (path, body, signal) =>
    fetch(path, { method: "POST", headers: headers(), body: JSON.stringify({ plan_id: sheet().dataset.plan, ...body }), signal });

  // What the server says is put in its places; a cell that is being typed in keeps what is typed.
  const show = (told, isWritten) => {
    for (const [name, text] of Object.entries(told.facts)) {
      for (const place of document.querySelectorAll(`[data-fact="${name}"]`)) place.textContent = text;
    }
    const over = document.getElementById("over");
    over.hidden = told.is_within;
    over.querySelector("ul").replaceChildren(...told.over.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    const approve = document.getElementById("approve");
    if (approve) approve.disabled = !told.is_within;
    for (const [option, row] of Object.entries(told.rows)) {
      const at = sheet().querySelector(`tr[data-option="${CSS.escape(option)}"]`);
      if (!at) continue;
      at.classList.toggle("is-changed", row.is_changed);
      for (const name of ["cost", "profit", "next", "over"]) at.querySelector(`[data-row="${name}"]`).textContent = row[name];
      const sum = at.querySelector("input.sum");
      if (sum !== document.activeElement || isWritten) sum.value = row.units;
      if (!isWritten) continue;
      sum.dataset.was = row.units;
      for (const [line, [units, isChanged]] of Object.entries(row.cells)) {
        const cell = at.querySelector(`input[name="u.${CSS.escape(line)}"]`);
        if (!cell.dataset.typed) cell.value = units;
        cell.dataset.was = units;
        cell.classList.remove("clash");
        cell.parentElement.classList.toggle("is-changed", isChanged);
        at.querySelector(`input[name="w.${CSS.escape(line)}"]`).value = units;
      }
    }
    if (!isWritten) return;
    for (const [verb, can] of [["undo", told.can_undo], ["redo", told.can_redo]]) {
      sheet().querySelector(`button[value="${verb}"]`).disabled = !can;
    }
    document.getElementById("changed")?.setAttribute("hx-get", `/buy/changed?version=${told.version}&plan_id=${sheet().dataset.plan}`);
    const version = document.querySelector('.foot input[name="version"]');
    if (version) version.value = told.version;
  };

  // What the account comes to is told beside the price, not before it: the first time it is drawn takes a moment.
  let askedCash = null;
  const cash = (typed) => {
    const place = document.getElementById("cash");
    if (!place) return;
    askedCash?.abort();
    askedCash = new AbortController();
    ask("/buy/cash", { cells: typed.map(said) }, askedCash.signal)
      .then(async (answer) => {
        if (!answer.ok) return;
        const told = await answer.json();
        for (const [name, text] of Object.entries(told.facts)) place.querySelector(`[data-fact="${name}"]`).textContent = text;
        for (const name of ["now", "was"]) place.querySelector(`path.${name}`).setAttribute("d", told[name]);
        const over = document.getElementById("cash-over");
        over.hidden = !told.over.length;
        over.querySelector("ul").replaceChildren(...told.over.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
      })
      .catch(() => {});
  };

  const refuse = async (answer, touched) => {
    const told = await answer.json().catch(() => ({ detail: answer.statusText, problems: [] }));
    const place = document.getElementById("told");
    const text = [...(told.problems?.length ? told.problems.map((one) => `${one.what}. ${one.remedy}.`) : [told.detail])].join(" ");
    const again = Object.assign(document.createElement("a"), { className: "button", href: location.href, textContent: "↻" });
    again.setAttribute("aria-label", place.dataset.showNow);
    place.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }), again);
    for (const cell of touched) cell.classList.add("clash");
  };

  // Writes go one after the other, so that each says what the one before left.
  let queue = Promise.resolve();
  const write = (path, body, touched = []) => {
    const saved = document.getElementById("saved");
    saved.textContent = sheet().dataset.saving;
    for (const cell of touched) delete cell.dataset.typed;
    queue = queue.then(async () => {
      try {
        const answer = await ask(path, typeof body === "function" ? body() : body);
        if (!answer.ok) {
          saved.textContent = "";
          await refuse(answer, touched);
          return;
        }
        show(await answer.json(), true);
        cash([]);
        saved.textContent = sheet().dataset.saved;
        document.getElementById("told").replaceChildren();
      } catch {
        saved.textContent = "";
        document.dispatchEvent(new CustomEvent("htmx:error"));
        for (const cell of touched) cell.classList.add("clash");
      }
    });
    return queue;
  };
  const said = (cell) => ({ line_id: lineOf(cell), units: whole(cell.value), was: Number(cell.dataset.was) });
  const commit = (changed) => {
    const real = changed.filter((cell) => String(whole(cell.value)) !== cell.dataset.was);
    if (!real.length) return;
    const wrong = real.filter((cell) => Number.isNaN(whole(cell.value)));
    for (const cell of wrong) cell.classList.add("clash");
    if (wrong.length) return;
    const key = newKey();
    write("/buy/cells", () => ({ cells: real.map(said), key }), real);
  };
  const commitSum = (cell) => {
    const units = whole(cell.value);
    if (Number.isNaN(units)) return cell.classList.add("clash");
    if (String(units) === cell.dataset.was) return;
    const option = cell.closest("tr").dataset.option;
    write("/buy/total", { option_id: option, units, key: newKey() }, [cell]);
  };

  let typing = 0;
  let asked = null;
  const price = () => {
    const typed = [...sheet().querySelectorAll("input[data-typed]")].filter((cell) => !isSum(cell) && !Number.isNaN(whole(cell.value)));
    if (!typed.length) return;
    asked?.abort();
    asked = new AbortController();
    cash(typed);
    ask("/buy/price", { cells: typed.map(said) }, asked.signal)
      .then(async (answer) => answer.ok && show(await answer.json(), false))
      .catch(() => {});
  };

  // A range: from where it was begun to where it reaches.
  let anchor = null;
  const range = (cell) => {
    if (!anchor || anchor.closest("tbody") !== cell.closest("tbody")) return [[cell]];
    const [from, to] = [places(anchor), places(cell)];
    const rows = from.rows.slice(Math.min(from.row, to.row), Math.max(from.row, to.row) + 1);
    return rows.map((row) => cells(row).slice(Math.min(from.column, to.column), Math.max(from.column, to.column) + 1));
  };
  const mark = (cell) => {
    for (const one of sheet().querySelectorAll(".picked")) one.classList.remove("picked");
    const picked = range(cell);
    if (picked.length > 1 || picked[0].length > 1) for (const one of picked.flat()) one.classList.add("picked");
  };
  const move = (cell, down, right, isRange) => {
    const { rows, row, column } = places(cell);
    const next = cells(rows[Math.max(0, Math.min(rows.length - 1, row + down))])[Math.max(0, Math.min(cells(rows[row]).length - 1, column + right))];
    if (!next || next === cell) return;
    const kept = isRange ? anchor ?? cell : null;
    next.focus();
    anchor = kept ?? next;
    mark(next);
  };
  const set = (cell, units) => {
    cell.value = units;
    cell.dataset.typed = "1";
  };

  document.addEventListener("focusin", ({ target }) => target.matches?.("#sheet td input") && target.select());
  document.addEventListener("pointerdown", ({ target, shiftKey }) => {
    if (!target.matches?.("#sheet td input")) return;
    if (!shiftKey) anchor = target;
    setTimeout(() => mark(target));
  });
  document.addEventListener("input", ({ target }) => {
    if (target.id === "find") return find(target.value);
    if (!target.matches("#sheet td input")) return;
    target.dataset.typed = "1";
    target.classList.remove("clash");
    clearTimeout(typing);
    typing = setTimeout(price, TYPING_MS);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.matches("#sheet td input.sum")) commitSum(target);
    else if (target.matches("#sheet td input")) commit([target]);
  });
  document.addEventListener("paste", (event) => {
    const cell = event.target;
    if (!cell.matches?.("#sheet td input")) return;
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\r/g, "").replace(/\n$/, "");
    const pasted = text.split("\n").map((one) => one.split("\t"));
    const picked = range(cell);
    const isFill = pasted.length === 1 && pasted[0].length === 1 && picked.flat().length > 1;
    const from = places(picked[0][0]);
    const touched = [];
    if (isFill) touched.push(...picked.flat().filter((one) => !isSum(one)).map((one) => (set(one, pasted[0][0].trim()), one)));
    else pasted.forEach((values, down) => values.forEach((value, right) => {
      const row = from.rows[from.row + down];
      const one = row && cells(row)[from.column + right];
      if (one && !isSum(one)) touched.push((set(one, value.trim()), one));
    }));
    if (isSum(cell) && pasted.length === 1) { set(cell, pasted[0][0].trim()); commitSum(cell); }
    commit(touched);
  });
  document.addEventListener("copy", (event) => {
    const cell = document.activeElement;
    if (!cell?.matches?.("#sheet td input") || !sheet().querySelector(".picked")) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", range(cell).map((row) => row.map((one) => one.value).join("\t")).join("\n"));
  });
  document.addEventListener("keydown", (event) => {
    const cell = event.target;
    const isCell = cell.matches?.("#sheet td input");
    const verb = (event.ctrlKey || event.metaKey) && { z: event.shiftKey ? "redo" : "undo", y: "redo" }[event.key.toLowerCase()];
    if (verb && sheet() && (!isCell || !cell.dataset.typed) && !sheet().querySelector(`button[value="${verb}"]`)?.disabled) {
      event.preventDefault();
      write(`/buy/${verb}`, {});
      return;
    }
    if (!isCell) return;
    const isWhole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    const keys = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0] };
    if (isWhole || event.shiftKey) Object.assign(keys, { ArrowLeft: [0, -1], ArrowRight: [0, 1] });
    if (keys[event.key] && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      move(cell, ...keys[event.key], event.shiftKey && event.key !== "Enter");
    } else if ((event.key === "Delete" || event.key === "Backspace") && sheet().querySelector(".picked")) {
      event.preventDefault();
      const touched = range(cell).flat().filter((one) => !isSum(one));
      for (const one of touched) set(one, 0);
      commit(touched);
    } else if (event.key === "Escape") {
      cell.value = cell.dataset.was;
      delete cell.dataset.typed;
      cell.classList.remove("clash");
      anchor = cell;
      mark(cell);
      cash([]);
      ask("/buy/price", { cells: isSum(cell) ? [] : [said(cell)] }).then(async (answer) => answer.ok && show(await answer.json(), false)).catch(() => {});
    }
  });
  document.addEventListener("submit", (event) => {
    const verb = event.submitter?.value;
    if (event.target.id !== "sheet" || !event.submitter) { if (event.target.id === "sheet") event.preventDefault(); return; }
    if (verb !== "undo" && verb !== "redo") return;
    event.preventDefault();
    write(`/buy/${verb}`, {});
  });

  if (sheet()) cash([]);
  const find = (text) => {
    const wanted = text.trim().toLowerCase();
    for (const row of sheet().querySelectorAll("tbody tr")) row.hidden = !row.querySelector("th").textContent.toLowerCase().includes(wanted);
  };
})();

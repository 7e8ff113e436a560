// The scans of a tablet until the server has them. A scan counts as kept once the disk has it (a transaction of strict
// durability has ended); it leaves only with the server's answer for its id, in one transaction. So whatever dies in
// between, a scan is sent again, and the server knows it by its id: nothing is lost, nothing counts twice.
"use strict";

const Outbox = (() => {
  const NAME = "treadle-tablet";
  // So many scans that were sent are remembered, to be shown and taken back; refused ones until somebody has seen them.
  const REMEMBERED = 60;
  let opened = null;

  function open() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("waiting", { keyPath: "place", autoIncrement: true });
        asked.result.createObjectStore("told", { keyPath: "place" });
        asked.result.createObjectStore("kept");
      };
      asked.onsuccess = () => {
        asked.result.onclose = () => { opened = null; };
        resolve(asked.result);
      };
      asked.onerror = () => { opened = null; reject(asked.error); };
    });
    return opened;
  }

  // Do work within one transaction; resolves with what `work` gave, once the disk has it.
  async function within(mode, work) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const durability = mode === "readwrite" ? "strict" : "default";
      const turn = base.transaction(["waiting", "told", "kept"], mode, { durability });
      const given = { value: undefined };
      turn.oncomplete = () => resolve(given.value);
      turn.onabort = () => reject(turn.error ?? new Error("the browser's store refused"));
      work((name) => turn.objectStore(name), (value) => { given.value = value; });
    });
  }

  const read = (store, question, give) => { question(store).onsuccess = (event) => give(event.target.result); };

  return {
    // Keep a scan with the brand it is of; resolves once the disk has it.
    add: (scan, brand) => within("readwrite", (store, give) => {
      read(store("waiting"), (one) => one.add({ scan, brand, made: Date.now() }), give);
    }),
    // The oldest scans of a brand that wait, so many at most.
    first: (brand, most) => within("readonly", (store, give) => {
      read(store("waiting"), (one) => one.getAll(), (rows) => give(rows.filter((row) => row.brand === brand).slice(0, most)));
    }),
    count: () => within("readonly", (store, give) => read(store("waiting"), (one) => one.count(), give)),
    waiting: () => within("readonly", (store, give) => read(store("waiting"), (one) => one.getAll(), give)),
    told: () => within("readonly", (store, give) => read(store("told"), (one) => one.getAll(), give)),
    // What the server said of rows that were sent: those it names leave the box, the others stay in it.
    settle: (rows, answer) => within("readwrite", (store) => {
      const there = new Set([...answer.new, ...answer.known]);
      const why = new Map(answer.refused.map((one) => [one.scan_id, one.why]));
      for (const row of rows) {
        const name = row.scan.scan_id;
        if (!there.has(name) && !why.has(name)) continue;
        store("waiting").delete(row.place);
        store("told").put({ ...row, why: why.get(name) ?? "" });
      }
      read(store("told"), (one) => one.getAll(), (told) => {
        told.filter((row) => !row.why).slice(0, -REMEMBERED).forEach((row) => store("told").delete(row.place));
      });
    }),
    // Somebody has seen that a scan was refused.
    forget: (place) => within("readwrite", (store) => { store("told").delete(place); }),
    keep: (name, value) => within("readwrite", (store) => { store("kept").put(value, name); }),
    kept: (name) => within("readonly", (store, give) => read(store("kept"), (one) => one.get(name), give)),
  };
})();

// A UUID, also where the browser makes none by itself (a page that is not served by https).
function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

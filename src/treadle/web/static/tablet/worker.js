// The tablet's page without a network: it and what it is made of are kept, and shown again after a reload or a restart.
// Scans are none of this worker's business: the page keeps and sends them.
"use strict";

// The server writes FILES (addresses with digests of their contents) and PAGE before this line.
const CACHE = "tablet";
const PATIENCE_MS = 2500;

addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(FILES);
    const answer = await fetch(PAGE);
    // Where nobody is let in the answer is the door, which must not be shown in place of the page.
    if (!answer.ok || answer.redirected) throw new Error("nobody is let in");
    await cache.put(PAGE, answer);
    await skipWaiting();
  })());
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    for (const one of await cache.keys()) {
      const { pathname, search } = new URL(one.url);
      if (pathname + search !== PAGE && !FILES.includes(pathname + search)) await cache.delete(one);
    }
    await clients.claim();
  })());
});

// The newest page where the server answers soon, else the one that was kept.
async function page(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status >= 500) throw new Error(String(answer.status));
    if (answer.ok && answer.type === "basic") await cache.put(PAGE, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(PAGE);
    if (kept) return kept;
    throw error;
  }
}

addEventListener("fetch", (event) => {
  const { origin, pathname, search } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (event.request.mode === "navigate" && pathname === PAGE) event.respondWith(page(event.request));
  else if (FILES.includes(pathname + search)) {
    event.respondWith(caches.match(event.request).then((kept) => kept ?? fetch(event.request)));
  }
});

// The desk without a network. Keeps one page and its files, by release; never a page with anybody in it.
// RELEASE, SHELL and FILES come from /reception/worker.js, whose bytes change with every release.
const CACHE = `reception ${RELEASE}`;
const PATIENCE_MS = 3000;
const DESK = /^\/reception\/([0-9A-Za-z]{5}|offline)$/;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([SHELL, ...FILES])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("reception ") && name !== CACHE;
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && DESK.test(url.pathname)) event.respondWith(page(request));
  else if (FILES.includes(url.pathname)) event.respondWith(file(request));
});

// A line that accepts and never answers is no line: after three seconds the kept page opens.
async function page(request) {
  const silence = new Promise((_, reject) => setTimeout(reject, PATIENCE_MS));
  try {
    const answer = await Promise.race([fetch(request), silence]);
    if (answer.status < 500) return answer;
  } catch { /* no network, or silent */ }
  return (await caches.match(SHELL, { cacheName: CACHE })) || Response.error();
}

async function file(request) {
  return (await caches.match(request, { cacheName: CACHE })) || fetch(request);
}

// The page's worker: it keeps what it takes to say "not running" in words. The
// server is on this machine, so everything is asked of it first: a new version
// shows at once, and what is kept is for when no one answers.

interface Told {
  name: string // of the cache; another bundle, another name
  keep: string[]
}

interface Waiting extends Event {
  waitUntil(p: Promise<unknown>): void
}

interface Asked extends Event {
  readonly request: Request
  respondWith(r: Promise<Response>): void
}

const here = self as unknown as {
  readonly striate: Told
  readonly location: Location
  readonly clients: { claim(): Promise<void> }
  skipWaiting(): Promise<void>
  addEventListener(type: "install" | "activate", f: (e: Waiting) => void): void
  addEventListener(type: "fetch", f: (e: Asked) => void): void
}

const { name, keep } = here.striate

here.addEventListener("install", (e) => {
  e.waitUntil(
    caches
      .open(name)
      .then((c) => c.addAll(keep.map((path) => new Request(path, { cache: "reload" }))))
      .then(() => here.skipWaiting()),
  )
})

here.addEventListener("activate", (e) => {
  e.waitUntil(
    caches
      .keys()
      .then((all) => Promise.all(all.filter((k) => k.startsWith("striate-") && k !== name).map((k) => caches.delete(k))))
      .then(() => here.clients.claim()),
  )
})

here.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url)
  if (e.request.method !== "GET" || url.origin !== here.location.origin) return
  if (e.request.mode === "navigate") e.respondWith(first(e.request, "/offline"))
  else if (keep.includes(url.pathname)) e.respondWith(first(e.request, url.pathname))
})

/** The server's answer, or what was kept of it. */
async function first(request: Request, path: string): Promise<Response> {
  try {
    return await fetch(request)
  } catch {
    return (await caches.match(path)) ?? Response.error()
  }
}

export {}

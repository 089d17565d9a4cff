// Keeps the till's page and files, so that it opens at once and without a network. What it asks the gateway passes it by.

const cacheName = "footbridge-staff"
const page = "/staff"
// The gateway writes its version into this, below which a file never changes.
const folder = "/assets/"
const files = [
  "camera.js", "favicon.svg", "gateway.js", "languages.js", "markup.js", "shopper.css", "staff-192.png", "staff-account.js", "staff-answer.css",
  "staff-answers.js", "staff-camera.js", "staff-chinese.js", "staff-code.js", "staff-database.js", "staff-device.js",
  "staff-english.js", "staff-gateway.js", "staff-german.js", "staff-lists.js", "staff-offline.js", "staff-outbox.js",
  "staff-panel.js", "staff-redeeming.js", "staff-signal.js", "staff-signature.js", "staff-signing-in.js", "staff-till.js",
  "staff-words.js", "staff.css", "staff.js", "staff.webmanifest",
]
const types = { css: "text/css", js: "text/javascript", png: "image/png", svg: "image/svg+xml", webmanifest: "application/manifest+json" }

addEventListener("install", (event) => {
  event.waitUntil(renew().then(() => skipWaiting()))
})

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim())
})

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request
  const { origin, pathname } = new URL(url)
  const path = keptAs(pathname)
  if (method !== "GET" || origin !== location.origin || path === null) return
  event.respondWith(kept(path).then((response) => response ?? fetch(event.request)))
  // Shown is what was kept; each opening fetches the page and its files anew, for the next one.
  if (mode === "navigate") event.waitUntil(renew().catch(() => {}))
})

/** Where something is kept, whatever version it is asked for by: all that is kept is of one. Null for what is not kept. */
function keptAs(pathname) {
  if (pathname === page) return page
  const name = /^\/assets\/(?:[0-9a-f]+\/)?([\w.-]+)$/.exec(pathname)?.[1]
  return files.includes(name) ? `/assets/${name}` : null
}

async function kept(path) {
  return (await caches.open(cacheName)).match(path, { ignoreVary: true })
}

/** Fetches everything, and keeps it once all of it is there: files of two versions do not fit together. */
async function renew() {
  const fetched = await Promise.all([page, ...files.map((name) => folder + name)].map(async (path) => {
    // What has a version in its name need not be fetched twice.
    const response = await fetch(path, { cache: path === page ? "reload" : "default", redirect: "error" })
    const expected = path === page ? "text/html" : types[path.split(".").at(-1)]
    // A captive portal answers 200 with a page of its own; a newer gateway has a worker of its own, which keeps its page.
    const isOurs = response.ok && (response.headers.get("Content-Type") ?? "").startsWith(expected)
      && (path === page ? (await response.clone().text()).includes(`${folder}staff.js`)
        // A gateway of another version gives its own file, and does not promise to keep it so.
        : (response.headers.get("Cache-Control") ?? "").includes("immutable"))
    if (!isOurs) throw new Error(`${path} was not answered`)
    return [keptAs(path), response]
  }))
  const cache = await caches.open(cacheName)
  await Promise.all(fetched.map(([path, response]) => cache.put(path, response)))
}

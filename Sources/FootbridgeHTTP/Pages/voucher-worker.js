// Keeps the voucher pages that this browser has opened, and their files, for a shop without reception.
// Its scope is /v/; everything else passes it by.

const pagesName = "footbridge-voucher-pages"
const filesName = "footbridge-voucher-files"
const files = ["/assets/shopper.css", "/assets/voucher.css", "/assets/voucher.js", "/assets/directions.js", "/assets/favicon.svg"]
/** How long the network may take before what was kept is shown, in milliseconds. */
const patience = 3_000

const isVoucherPage = (path) => /^\/v\/vou_[0-9a-z]+$/.test(path)

addEventListener("install", (event) => {
  event.waitUntil(caches.open(filesName).then((cache) => cache.addAll(files)).then(() => skipWaiting()))
})

addEventListener("activate", (event) => {
  event.waitUntil(dropExpired().then(() => clients.claim()))
})

addEventListener("fetch", (event) => {
  const { method, url } = event.request
  const { origin, pathname } = new URL(url)
  if (method !== "GET" || origin !== location.origin) return
  const file = fileOf(pathname)
  if (isVoucherPage(pathname)) answer(event, () => dropExpired(), () => askForPage(event.request, pathname), pagesName, pathname)
  else if (file !== null) answer(event, () => {}, () => askForFile(event.request, file), filesName, file)
})

/** Where a file is kept: pages of several versions are, each asking for its own, and a file of another is the best they get. */
function fileOf(pathname) {
  const plain = pathname.replace(/^\/assets\/[0-9a-f]+\//, "/assets/")
  return files.includes(plain) ? plain : null
}

/** Network first; what was kept when the network fails, is too slow, or has no usable answer. */
function answer(event, prepare, ask, cacheName, path) {
  const asked = ask()
  // A slow answer is still kept, for the next time.
  event.waitUntil(asked.catch(() => {}))
  event.respondWith((async () => {
    await prepare()
    const keptBefore = await kept(cacheName, path)
    if (!keptBefore) return (await asked).response
    const { response, isUsable } = await Promise.race([asked, pause(patience)]).catch(() => ({}))
    return isUsable ? response : keptBefore
  })())
}

/** `isUsable` is false of answers that say nothing of the voucher: an overloaded gateway, somebody else's log-in page. */
async function askForPage(request, path) {
  const response = await fetch(request)
  // Not ours (any more): from now on it is shown to nobody, network or not.
  if ([404, 410].includes(response.status)) {
    await (await caches.open(pagesName)).delete(path, { ignoreVary: true })
    return { response, isUsable: true }
  }
  if (response.status !== 200) return { response, isUsable: false }
  const expires = expiryOf(await response.clone().text())
  if (Number.isNaN(expires)) return { response, isUsable: false }
  if (expires > Date.now()) await keep(pagesName, path, response)
  return { response, isUsable: true }
}

async function askForFile(request, path) {
  const response = await fetch(request)
  if (response.status === 200) await keep(filesName, path, response)
  return { response, isUsable: response.status === 200 }
}

async function keep(cacheName, path, response) {
  await (await caches.open(cacheName)).put(path, response.clone())
}

async function kept(cacheName, path) {
  return (await caches.open(cacheName)).match(path, { ignoreVary: true })
}

async function dropExpired() {
  const cache = await caches.open(pagesName)
  for (const request of await cache.keys()) {
    const page = await cache.match(request, { ignoreVary: true })
    // Written so that a page without a readable expiry goes too.
    if (page && !(expiryOf(await page.text()) > Date.now())) await cache.delete(request, { ignoreVary: true })
  }
}

/** When the voucher of a page expires, in milliseconds since 1970; NaN where it is no voucher page. */
function expiryOf(html) {
  return Date.parse(/<html[^>]* data-expires="([^"]+)"/.exec(html)?.[1])
}

function pause(milliseconds) {
  return new Promise((resolve) => { setTimeout(() => resolve({}), milliseconds) })
}

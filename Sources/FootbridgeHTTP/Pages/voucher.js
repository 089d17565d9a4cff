// The voucher page at the till: keeps the screen awake, follows the voucher's state, and is kept for when there is no
// network. Everything it says is in the page already.

import { wayTo } from "./directions.js"

/** How often the state is asked for while the voucher is on the screen, in milliseconds: at first it is about to be used. */
const refreshEvery = { atFirst: 4_000, later: 30_000 }
/** How long "at first" is, from when the page came to the screen, in milliseconds. */
const freshFor = 300_000
const refreshPatience = 8_000
/** The longest delay that a timer takes, in milliseconds. */
const longestTimer = 2 ** 31 - 1

const page = document.documentElement
const isRedeemable = () => page.dataset.state === "issued"

function announce(text) {
  document.getElementById("announcement").textContent = text
}

// The screen

/** The browser lets go of the lock by itself whenever the page is hidden. */
async function keepAwake() {
  if (!("wakeLock" in navigator) || document.hidden || !isRedeemable()) return
  try {
    await navigator.wakeLock.request("screen")
  } catch {
    // The battery is low, or the browser has its reasons: then the screen sleeps as it always does.
  }
}

// The state

function showExpired() {
  page.dataset.state = "expired"
  document.getElementById("proof").hidden = true
  document.querySelector(".until").hidden = true
  const state = document.getElementById("state")
  state.replaceChildren(document.getElementById("expired").content.cloneNode(true))
  announce(state.textContent)
}

/** Lets a page that stays open, or was kept from yesterday, end when its voucher does. */
function watchExpiry() {
  if (!isRedeemable()) return
  const left = Date.parse(page.dataset.expires) - Date.now()
  if (left <= 0) showExpired()
  else setTimeout(watchExpiry, Math.min(left, longestTimer))
}

/** Asks for the page again and takes over what has changed; without an answer all stays as it is. */
async function refresh() {
  let answer
  let text
  try {
    answer = await fetch(location.pathname, {
      headers: { Accept: "text/html" }, cache: "no-store", signal: AbortSignal.timeout(refreshPatience),
    })
    text = await answer.text()
  } catch {
    return
  }
  if (answer.status === 404) location.reload()
  if (!answer.ok) return
  const next = new DOMParser().parseFromString(text, "text/html").documentElement
  // A captive portal answers 200 with a page of its own.
  if (!next.dataset.expires || next.dataset.state === page.dataset.state) return
  Object.assign(page.dataset, { state: next.dataset.state, expires: next.dataset.expires })
  document.querySelector("main").replaceWith(next.querySelector("main"))
  useOwnMap()
  announce(document.getElementById("state").textContent)
  watchExpiry()
}

let shownSince = performance.now()
let nextRefresh = 0

/** Asks again and again, each time after the last answer; a voucher that is over is looked at only when it is shown anew. */
function keepRefreshing() {
  clearTimeout(nextRefresh)
  const isFresh = performance.now() - shownSince < freshFor
  nextRefresh = setTimeout(async () => {
    if (!document.hidden && isRedeemable() && navigator.onLine !== false) await refresh()
    keepRefreshing()
  }, isFresh ? refreshEvery.atFirst : refreshEvery.later)
}

// The way

function useOwnMap() {
  for (const link of document.querySelectorAll("a[data-spot]")) {
    const [lat, lon] = link.dataset.spot.split(",").map(Number)
    link.href = wayTo(lat, lon, link.dataset.name).href
  }
}

// Without a network

/** The worker keeps what passes through it, so the first visit asks for the page once more, through the worker. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return
  const isKept = navigator.serviceWorker.controller !== null
  const controlled = new Promise((resolve) => {
    navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true })
  })
  try {
    await navigator.serviceWorker.register("/v/worker.js", { scope: "/v/" })
  } catch {
    return // Plain http, or a private window: the page works as long as it stays open.
  }
  if (isKept) return
  await controlled
  await refresh()
}

useOwnMap()
watchExpiry()
void keepAwake()
void keepPage()
keepRefreshing()

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return
  shownSince = performance.now()
  void keepAwake()
  void refresh()
  keepRefreshing()
})

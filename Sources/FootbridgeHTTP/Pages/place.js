// Where the shopper is: by the browser, by a typed place, or not at all. Only the choice is remembered.

import { findPlaces, GatewayError } from "./gateway.js"
import { element } from "./markup.js"
import { words } from "./words.js"

const memory = "footbridge.place"
/** How long a position may be waited for, and how old it may be, in milliseconds. */
const positionPatience = 10_000
const positionAge = 120_000
const typingPause = 300
/** Places that are listed at first, and with "more". */
const someChoices = 8
const mostChoices = 50

/** The panel that asks for a place, and the place chosen in it. */
export class PlaceChooser extends EventTarget {
  /** @type {{kind: "unset"|"here"|"typed"|"skipped", name: string, position: {lat: number, lon: number}|null}} */
  place = { kind: "unset", name: "", position: null }

  #locating = null
  #search = null
  #typing = 0
  #panel = document.getElementById("place")
  #title = document.getElementById("place-title")
  #name = document.getElementById("place-name")
  #chooser = document.getElementById("place-chooser")
  #change = document.getElementById("place-change")
  #skip = document.getElementById("place-skip")
  #field = document.getElementById("place-text")
  #message = document.getElementById("place-message")
  #choices = document.getElementById("place-choices")
  #locate = document.getElementById("locate")

  constructor() {
    super()
    this.#locate.addEventListener("click", () => { void this.#useLocation() })
    this.#skip.addEventListener("click", () => this.#choose({ kind: "skipped", name: "", position: null }))
    document.getElementById("place-form").addEventListener("submit", (event) => {
      event.preventDefault()
      void this.#find({ chooseOnly: true })
    })
    this.#field.addEventListener("input", () => {
      clearTimeout(this.#typing)
      this.#typing = setTimeout(() => { void this.#find({ chooseOnly: false }) }, typingPause)
    })
    this.#change.addEventListener("click", () => this.#setOpen(this.#chooser.hidden, { moveFocus: true }))
  }

  /** Takes up what was chosen on an earlier visit; never asks for permission by itself. */
  async restore() {
    const remembered = recall()
    if (remembered?.kind === "typed") this.#choose(remembered, { isRestored: true })
    else if (remembered?.kind === "skipped") this.#choose({ kind: "skipped", name: "", position: null }, { isRestored: true })
    else if (remembered?.kind === "here" && await isLocationGranted()) await this.#useLocation({ isRestored: true })
  }

  /** The position to search from, once a question to the browser under way has been answered; null without one. */
  async position() {
    if (this.#locating !== null) await this.#locating
    return this.place.position
  }

  /** Whether the browser is being asked for the position just now. */
  get isLocating() {
    return this.#locating !== null
  }

  async #useLocation({ isRestored = false } = {}) {
    if (this.#locating !== null) return
    this.#say(words.placeLocating)
    this.#panel.setAttribute("aria-busy", "true")
    this.#locating = currentPosition()
    const found = await this.#locating
    this.#locating = null
    this.#panel.removeAttribute("aria-busy")
    if (found.position) {
      this.#choose({ kind: "here", name: words.placeHere, position: found.position }, { isRestored })
      return
    }
    this.#say(found.isDenied ? words.placeDenied : words.placeUnavailable, { isProblem: true })
    if (!isRestored) this.#field.focus()
  }

  /** @param limit places at most; with more than at first, the first of the new ones takes the focus. */
  async #find({ chooseOnly, limit = someChoices }) {
    clearTimeout(this.#typing)
    this.#search?.abort()
    const text = this.#field.value.trim()
    if (text.length < 2) {
      this.#list([])
      this.#say(chooseOnly ? words.placeType : words.placeHint, { isProblem: chooseOnly })
      return
    }
    const search = new AbortController()
    this.#search = search
    this.#say(words.placeSearching)
    try {
      // The language's own tag says the shopper's country, where the last answer was near says it better.
      const asked = { lang: navigator.language?.slice(0, 35) ?? null, near: this.place.position, limit }
      const { places, hasMore } = await findPlaces(text, asked, { signal: search.signal })
      if (this.#search !== search) return
      if (chooseOnly && places.length === 1) {
        this.#choose({ kind: "typed", name: places[0].name, position: { lat: places[0].lat, lon: places[0].lon } })
        return
      }
      this.#list(places, { hasMore: hasMore && limit < mostChoices })
      if (limit > someChoices) this.#choices.children[someChoices]?.querySelector("button").focus()
      this.#say(places.length > 0 ? words.placeChoices(places.length) : words.placeNone)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      if (error.kind === "cancelled") return
      this.#list([])
      this.#say(error.kind === "offline" ? words.offlineTitle : error.isBusy ? words.busy : words.unreachable, { isProblem: true })
    }
  }

  #list(places, { hasMore = false } = {}) {
    const choices = places.map(({ name, lat, lon }) => element("li", {},
      element("button.choice", {
        type: "button",
        click: () => this.#choose({ kind: "typed", name, position: { lat, lon } }),
      }, name)))
    if (hasMore) {
      choices.push(element("li", {}, element("button.choice.more", {
        type: "button",
        click: () => { void this.#find({ chooseOnly: false, limit: mostChoices }) },
      }, words.placeMore)))
    }
    this.#choices.replaceChildren(...choices)
    this.#choices.hidden = places.length === 0
  }

  #choose(place, { isRestored = false } = {}) {
    this.#search?.abort()
    this.#search = null
    this.place = place
    if (!isRestored) remember(place)
    const isNamed = place.position !== null
    this.#title.querySelector(".place-lead").textContent = isNamed ? words.placeLead : words.placeSkippedLead
    this.#name.textContent = isNamed ? place.name : ""
    this.#field.value = ""
    this.#list([])
    this.#say(words.placeHint)
    const hadFocus = this.#panel.contains(document.activeElement)
    this.#setOpen(false)
    if (hadFocus) this.#change.focus()
    this.dispatchEvent(new CustomEvent("change", { detail: place }))
  }

  #setOpen(isOpen, { moveFocus = false } = {}) {
    this.#chooser.hidden = !isOpen
    this.#change.hidden = this.place.kind === "unset"
    this.#skip.hidden = !isOpen || this.place.kind === "skipped"
    this.#change.setAttribute("aria-expanded", String(isOpen))
    this.#change.textContent = isOpen ? words.close : words.change
    if (isOpen && moveFocus) this.#locate.focus()
  }

  #say(text, { isProblem = false } = {}) {
    this.#message.textContent = text
    this.#message.classList.toggle("problem", isProblem)
  }
}

/** Asks the browser; resolves always, with a position or with why there is none. */
function currentPosition() {
  return new Promise((resolve) => {
    if (!("geolocation" in navigator)) {
      resolve({ position: null, isDenied: false })
      return
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ position: { lat: coords.latitude, lon: coords.longitude } }),
      (error) => resolve({ position: null, isDenied: error.code === error.PERMISSION_DENIED }),
      { enableHighAccuracy: false, timeout: positionPatience, maximumAge: positionAge })
  })
}

async function isLocationGranted() {
  try {
    return (await navigator.permissions.query({ name: "geolocation" })).state === "granted"
  } catch {
    return false // Older browsers cannot tell; then the shopper's tap asks.
  }
}

function remember({ kind, name, position }) {
  try {
    // Of the shopper's own position only the wish to use it is kept.
    localStorage.setItem(memory, JSON.stringify(kind === "typed" ? { kind, name, position } : { kind }))
  } catch {
    // Storage is off or full: the place holds for this visit.
  }
}

function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(memory) ?? "null")
    if (kept?.kind !== "typed") return kept
    const { lat, lon } = kept.position ?? {}
    return typeof kept.name === "string" && Number.isFinite(lat) && Number.isFinite(lon) ? kept : null
  } catch {
    return null // Storage is off, or holds something that is not ours.
  }
}

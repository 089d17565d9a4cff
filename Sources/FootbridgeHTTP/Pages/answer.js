// A book and where to get it: the product, nearby shops, online offers.

import { spacedISBN } from "./isbn.js"
import { element, icon, webAddress } from "./markup.js"
import { promotionFacts } from "./vouchers.js"
import {
  formatAge, formatDistance, formatMoney, formatNumber, formatPublished, formatShopTime, languageName, words,
} from "./words.js"

const listingsShownFirst = 4

/** The panel of a book that was found. */
export class AnswerPanel {
  element
  /** Where the place chooser sits while this panel is shown. */
  placeSlot = element("div.place-slot")
  #shops = element("div.shops", { id: "shops", "aria-live": "off" })
  #photo = null
  /** What a voucher is issued for: the scan, or the number that was typed. */
  #subject

  /**
   * @param {{id?: string, product: object, listings?: object[]}} answer `id` of a scan; a look-up has none.
   * @param {Blob|null} picture the shopper's photo, shown small beside the title.
   */
  constructor({ id, product, listings }, picture) {
    this.#subject = typeof id === "string" ? { scan_id: id } : { gtin: product.gtin }
    const offers = Array.isArray(listings) ? listings : []
    this.element = element("article.answer", {},
      this.#book(product, offers, picture),
      element("section.shops-section", { "aria-labelledby": "shops-title" },
        element("h2", { id: "shops-title" }, words.shopsTitle), this.placeSlot, this.#shops),
      element("section.listings-section", { "aria-labelledby": "listings-title", id: "listings" },
        element("h2", { id: "listings-title", tabindex: "-1" }, words.listingsTitle), listingsOf(offers)))
  }

  /** Shops were not asked for: no position. */
  showShopsNeedPlace() {
    this.#shops.replaceChildren(element("p.empty", {}, words.shopsNeedPlace))
  }

  showShopsUpdating() {
    this.#shops.setAttribute("aria-busy", "true")
    this.#shops.replaceChildren(element("p.empty", {}, words.shopsUpdating))
  }

  /**
   * @param {object[]} stores as the gateway ranked them.
   * @param {{radius: number, further: {radius: number, look: () => void}|null}} search
   */
  showShops(stores, { radius, further }) {
    this.#shops.removeAttribute("aria-busy")
    const list = Array.isArray(stores) ? stores : []
    const more = further && element("button.button.secondary.wide", { type: "button", click: further.look },
      words.shopsFurther(formatDistance(further.radius)))
    if (list.length === 0) {
      this.#shops.replaceChildren(element("p.empty", {}, words.shopsNoneWithin(formatDistance(radius))), ...(more ? [more] : []))
    } else {
      this.#shops.replaceChildren(element("ol.shop-list", { role: "list" }, ...list.map((store) => shopItem(store, this.#subject))))
    }
  }

  showShopsProblem(text, retry) {
    this.#shops.removeAttribute("aria-busy")
    this.#shops.replaceChildren(element("p.empty.problem", {}, `${words.shopsFailed} ${text}`),
      element("button.button.secondary.wide", { type: "button", click: retry }, words.tryAgain))
  }

  release() {
    if (this.#photo !== null) URL.revokeObjectURL(this.#photo)
    this.#photo = null
  }

  #book(product, offers, picture) {
    if (picture) this.#photo = URL.createObjectURL(picture)
    const isbn = product.isbn13 ?? product.gtin ?? ""
    const people = namesOf(product.contributors)
    const { average, count } = product.rating ?? {}
    return element("header.book", {},
      this.#photo
        ? element("img.book-photo", { src: this.#photo, alt: words.photoAlt })
        : drawnCover(product.title ?? "", isbn),
      element("div.book-text", {},
        element("h1", { tabindex: "-1", id: "book-title" }, product.title ?? isbn),
        product.subtitle && element("p.subtitle", {}, product.subtitle),
        people && element("p.people", {}, words.by(people)),
        Number.isFinite(average) && Number.isFinite(count) && count > 0
          && element("p.rating", {}, element("span.star", { "aria-hidden": "true" }, "★"),
            element("span", { "aria-hidden": "true" }, `${formatNumber(average, 1)} (${formatNumber(count)})`),
            element("span.visually-hidden", {}, words.rating(formatNumber(average, 1), formatNumber(count)))),
        element("p.imprint", {}, [product.publisher, formatPublished(product.published), languageName(product.language)]
          .filter(Boolean).join(" · ")),
        isbn && element("p.isbn", {}, `ISBN ${spacedISBN(isbn)}`),
        fromPrice(offers)))
  }
}

/** The lowest offer that can be bought, as a way to the list of offers. */
function fromPrice(offers) {
  const buyable = offers.filter(({ price, availability }) => formatMoney(price) && availability !== "out_of_stock")
  const same = buyable.filter(({ price }) => price.currency === buyable[0].price.currency)
  if (same.length === 0) return null
  const lowest = same.map(({ price }) => price).reduce((low, price) => (isLess(price.amount, low.amount) ? price : low))
  return element("a.from-price", { href: "#listings", click: showListings }, words.onlineFrom(formatMoney(lowest)))
}

/** The fragment names a book in this page's addresses, so the way to a section is gone by script. */
function showListings(event) {
  event.preventDefault()
  const title = document.getElementById("listings-title")
  title?.scrollIntoView({ block: "start" })
  title?.focus({ preventScroll: true })
}

/** Compares decimal strings exactly. */
function isLess(one, other) {
  const scaled = (text) => {
    const [whole, fraction = ""] = text.split(".")
    return BigInt(whole + fraction.padEnd(4, "0"))
  }
  return scaled(one) < scaled(other)
}

function namesOf(contributors) {
  const people = (Array.isArray(contributors) ? contributors : []).filter(({ name }) => typeof name === "string")
  const authors = people.filter(({ role }) => role === "author")
  return (authors.length > 0 ? authors : people).slice(0, 4).map(({ name }) => name).join(", ")
}

/** A plain cover with the title on it: pictures from elsewhere are never loaded. */
function drawnCover(title, isbn) {
  const shade = Array.from(isbn).reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % 5
  return element(`div.book-cover.shade-${shade}`, { "aria-hidden": "true" }, element("span", {}, title))
}

function shopItem(store, subject) {
  const name = store.name ?? store.merchant?.name ?? ""
  const owner = store.merchant?.name && !name.includes(store.merchant.name) ? store.merchant.name : null
  const distance = formatDistance(store.distance_m)
  const price = formatMoney(store.stock?.price)
  return element("li.card.shop", {},
    element("div.shop-head", {},
      element("h3", {}, name),
      distance && element("p.distance", {},
        element("span", { "aria-hidden": "true" }, distance),
        element("span.visually-hidden", {}, words.away(distance)))),
    element("p.address", {}, [owner, store.address].filter(Boolean).join(" · ")),
    element("ul.facts", { role: "list" },
      stockFact(store.stock ?? {}),
      openFact(store.open, store.time_zone),
      ...promotionFacts(store, subject)),
    reasons(store.why),
    element("div.shop-foot", {},
      price ? element("p.price", {}, price, " ", element("span.quiet-text", {}, words.inShop)) : element("span"),
      directions(store, name)))
}

function stockFact({ status, quantity, collected_at: collectedAt }) {
  const count = Number.isInteger(quantity) && quantity > 0 ? formatNumber(quantity) : null
  const text = {
    in_stock: count ? words.copies(count) : words.inStock,
    limited: count ? words.limitedCopies(count) : words.limited,
    out_of_stock: words.outOfStock,
  }[status] ?? words.stockUnknown
  const tone = { in_stock: "good", limited: "fair", out_of_stock: "poor" }[status] ?? "unknown"
  const age = formatAge(collectedAt)
  return element("li.fact", { class: `fact stock ${tone}` }, element("span.dot", { "aria-hidden": "true" }),
    element("span", {}, element("strong", {}, text),
      age && element("span.age", {}, ", ", element("time", { datetime: collectedAt }, words.checked(age)))))
}

function openFact(open, zone) {
  if (typeof open?.now !== "boolean") {
    return element("li", { class: "fact hours unknown" }, icon("clock"), element("span", {}, words.hoursUnknown))
  }
  const time = open.changes_at ? formatShopTime(open.changes_at, zone) : null
  const text = open.now
    ? (time ? words.openUntil(time) : words.openNow)
    : (time ? words.closedUntil(time) : words.closed)
  return element("li", { class: `fact hours ${open.now ? "good" : "poor"}` }, icon("clock"), element("span", {}, text))
}

/** Why something is where it is in the list; reasons the facts already say are left out. */
function reasons(why) {
  const said = new Set(["in_stock", "limited", "open", "open_now", "promotion", "closed", "stock_unknown"])
  const texts = (Array.isArray(why) ? why : [])
    .filter((reason) => !said.has(reason) && Object.hasOwn(words.why, reason))
    .map((reason) => words.why[reason])
  if (texts.length === 0) return null
  return element("ul.reasons", { role: "list" }, ...[...new Set(texts)].map((text) => element("li", {}, text)))
}

function directions({ lat, lon }, name) {
  if (!Number.isFinite(lat) || !Number.isFinite(lon)) return null
  const spot = `${lat.toFixed(6)},${lon.toFixed(6)}`
  // Android hands geo: to the shopper's own map; elsewhere nothing may be registered for it.
  const hasMap = /\bAndroid\b/.test(navigator.userAgent)
  const href = hasMap
    ? `geo:${spot}?q=${spot}(${encodeURIComponent(name)})`
    : `https://www.openstreetmap.org/directions?to=${encodeURIComponent(spot)}`
  return element("a.button.secondary.directions", {
    href, target: "_blank", rel: "noopener noreferrer",
    "aria-label": hasMap ? words.opensInMap(name) : words.directionsTo(name),
  }, icon("walk"), words.directions)
}

function listingsOf(offers) {
  if (offers.length === 0) return element("p.empty", {}, words.listingsNone)
  const items = offers.map(listingItem)
  const list = element("ul.card.listing-list", { role: "list" }, ...items.slice(0, listingsShownFirst))
  const rest = items.slice(listingsShownFirst)
  if (rest.length === 0) return list
  const more = element("button.button.link", {
    type: "button",
    click: () => {
      list.append(...rest)
      rest[0].querySelector("a")?.focus()
      more.remove()
    },
  }, words.listingsMore(formatNumber(rest.length)))
  return element("div", {}, list, more)
}

function listingItem({ merchant, url, price, availability, why }) {
  const name = merchant?.name ?? ""
  const cost = formatMoney(price)
  const address = webAddress(url)
  return element("li.listing", {},
    element("div.listing-text", {},
      element("p.merchant", {}, name),
      element("p.quiet-text", {}, words.availability[availability] ?? words.availability.unknown),
      reasons(why)),
    element("p.price", {}, cost ?? words.priceUnknown),
    address && element("a.button.secondary", {
      href: address, target: "_blank", rel: "noopener", "aria-label": words.buyFrom(name, cost),
    }, words.buy, icon("out")))
}

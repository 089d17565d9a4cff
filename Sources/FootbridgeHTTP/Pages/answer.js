// A product and where to get it: nearby shops, online offers.

import { coverOf, namesOf } from "./covers.js"
import { wayTo } from "./directions.js"
import { element, icon, webAddress } from "./markup.js"
import { promotionFacts } from "./vouchers.js"
import {
  formatAge, formatDistance, formatMoney, formatNumber, formatPublished, formatShopTime, languageName, numberText, words,
  wordsOf,
} from "./words.js"

const listingsShownFirst = 4

/** The panel of a book that was found. */
export class AnswerPanel {
  element
  /** Where the place chooser sits while this panel is shown. */
  placeSlot = element("div.place-slot")
  #shops = element("div.shops", { id: "shops", "aria-live": "off" })
  #photo = null
  #question = null
  /** What a voucher is issued for: the scan, or the number that was typed. */
  #subject
  /** What it is called in sentences. */
  #words

  /**
   * @param {{id?: string, product: object, listings?: object[], online_from?: object}} answer `id` of a scan; a look-up has
   *   none.
   * @param {{picture: Blob|null, also: Node|null, question?: {element: Node, release: () => void}|null}} photo the shopper's,
   *   shown small beside the title where the book has no picture of its own; `also` offers what else was in it, `question`
   *   asks whether it is this book.
   */
  constructor({ id, product, listings, online_from: onlineFrom }, { picture, also, question = null }) {
    this.#question = question
    this.#words = wordsOf(product)
    this.#subject = typeof id === "string" ? { scan_id: id } : { gtin: product.gtin }
    const offers = Array.isArray(listings) ? listings : []
    this.element = element("article.answer", {},
      question?.element, this.#book(product, onlineFrom, picture), also,
      element("section.shops-section", { "aria-labelledby": "shops-title" },
        element("h2", { id: "shops-title" }, words.shopsTitle), this.placeSlot, this.#shops),
      element("section.listings-section", { "aria-labelledby": "listings-title", id: "listings" },
        element("h2", { id: "listings-title", tabindex: "-1" }, words.listingsTitle), listingsOf(offers, this.#words)))
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
      this.#shops.replaceChildren(element("p.empty", {}, this.#words.shopsNoneWithin(formatDistance(radius))), ...(more ? [more] : []))
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
    this.#question?.release()
    if (this.#photo !== null) URL.revokeObjectURL(this.#photo)
    this.#photo = null
  }

  #book(product, onlineFrom, picture) {
    if (picture && !product.cover && !this.#question) this.#photo = URL.createObjectURL(picture)
    const number = numberText(product.number)
    const people = namesOf(product.contributors)
    const { average, count } = product.rating ?? {}
    return element("header.book", {},
      this.#photo
        ? element("img.book-photo", { src: this.#photo, alt: words.photoAlt })
        : !this.#question && coverOf(product),
      element("div.book-text", {},
        element("h1", { tabindex: "-1", id: "book-title" }, product.title ?? number),
        product.subtitle && element("p.subtitle", {}, product.subtitle),
        people && element("p.people", {}, words.by(people)),
        Number.isFinite(average) && Number.isFinite(count) && count > 0
          && element("p.rating", {}, element("span.star", { "aria-hidden": "true" }, "★"),
            element("span", { "aria-hidden": "true" }, `${formatNumber(average, 1)} (${formatNumber(count)})`),
            element("span.visually-hidden", {}, words.rating(formatNumber(average, 1), formatNumber(count)))),
        element("p.imprint", {}, [product.publisher, formatPublished(product.published), languageName(product.language)]
          .filter(Boolean).join(" · ")),
        number && element("p.isbn", {}, number),
        fromPrice(onlineFrom)))
  }
}

/** The lowest price it can be ordered for, as a way to the list of offers. */
function fromPrice(price) {
  const text = formatMoney(price)
  return text && element("a.from-price", { href: "#listings", click: showListings }, words.onlineFrom(text))
}

/** The fragment names a book in this page's addresses, so the way to a section is gone by script. */
function showListings(event) {
  event.preventDefault()
  const title = document.getElementById("listings-title")
  title?.scrollIntoView({ block: "start" })
  title?.focus({ preventScroll: true })
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
  const { href, isOwnMap } = wayTo(lat, lon, name)
  return element("a.button.secondary.directions", {
    href, target: "_blank", rel: "noopener noreferrer",
    "aria-label": isOwnMap ? words.opensInMap(name) : words.directionsTo(name),
  }, icon("walk"), words.directions)
}

function listingsOf(offers, own) {
  if (offers.length === 0) return element("p.empty", {}, own.listingsNone)
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

/**
 * Further products of the photo, to choose from.
 * @param {object[]} also as the gateway names them.
 * @param {(gtin: string) => void} choose
 * @returns {Node|null} null where there are none.
 */
export function alsoInPhoto(also, choose) {
  const products = (Array.isArray(also) ? also : []).filter(({ gtin }) => /^\d{14}$/.test(gtin ?? ""))
  if (products.length === 0) return null
  return element("section.also", { "aria-labelledby": "also-title" },
    element("h2", { id: "also-title" }, words.alsoTitle),
    element("ul.card.choices", { role: "list" }, ...products.map(({ gtin, title, number }) => element("li", {},
      element("button.choice", { type: "button", click: () => choose(gtin) },
        element("strong", {}, title ?? numberText(number) ?? gtin),
        element("span.quiet-text", {}, title ? numberText(number) : words.alsoUnlisted))))))
}

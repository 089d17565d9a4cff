// Books by the picture on their front: covers, and what the page asks where a front has been recognised.

import { element, icon } from "./markup.js"
import { Frame } from "./panels.js"
import { formatPublished, languageName, numberText, words } from "./words.js"

/** A product's picture from this origin; drawn where there is none, or where it cannot be fetched. */
export function coverOf(product) {
  const address = coverAddress(product?.cover)
  if (address === null) return drawnCover(product)
  const { width, height } = product.cover
  const picture = element("img.book-cover-picture", { src: address, width, height, alt: words.coverAlt(product.title ?? "") })
  picture.addEventListener("error", () => picture.replaceWith(drawnCover(product)), { once: true })
  return picture
}

/** The path of a stored cover. Whatever host it is said to be at, pictures are fetched from this page's own. */
function coverAddress(cover) {
  if (typeof cover?.url !== "string" || !URL.canParse(cover.url, location.href)) return null
  const { pathname, search } = new URL(cover.url, location.href)
  return /^\/covers\/\d{14}\.jpg$/.test(pathname) ? pathname + search : null
}

/** A plain cover with the title on it, or a tag for what is no book. */
function drawnCover({ title, isbn13, gtin }) {
  const shade = Array.from(gtin ?? "").reduce((sum, digit) => sum + digit.charCodeAt(0), 0) % 5
  return isbn13
    ? element(`div.book-cover.shade-${shade}`, { "aria-hidden": "true" }, element("span", {}, title ?? ""))
    : element(`div.article-cover.shade-${shade}`, { "aria-hidden": "true" }, icon("tag"))
}

/** Those who wrote it, or else those who did something else for it. */
export function namesOf(contributors) {
  const people = (Array.isArray(contributors) ? contributors : []).filter(({ name }) => typeof name === "string")
  const authors = people.filter(({ role }) => role === "author")
  return (authors.length > 0 ? authors : people).slice(0, 4).map(({ name }) => name).join(", ")
}

/** Whether a front alone led to the answer's product, so that the shopper should compare the two. */
export function isByFront({ recognised_by: recognisedBy }) {
  return recognisedBy === "cover"
}

/**
 * Whether a photo in which no code was read was looked at for fronts, and none in it is known. What kept a code from being
 * read does not count: of a front something is often taken for one.
 */
export function isFrontUnknown({ outcome, covers, timings_us: timings }) {
  return outcome === "no_symbol" && timings?.covers > 0 && !(covers?.length > 0)
}

/** What a scan offers to choose from; empty where it does not. */
export function candidatesOf(answer) {
  return (Array.isArray(answer?.cover_candidates) ? answer.cover_candidates : [])
    .filter(({ gtin }) => /^\d{14}$/.test(gtin ?? ""))
}

/** Whether one front was recognised for sure, and only the edition is open. */
export function isEditions(answer) {
  const candidates = candidatesOf(answer)
  return candidates.length > 1 && candidates.every(({ band }) => band === "sure")
}

/** "Is it this one?": the photo with the front framed in it, and beside it the cover that was recognised. */
export class FrontQuestion {
  element
  #frame = new Frame()

  /**
   * @param {object} answer
   * @param {Blob|null} picture the shopper's own.
   * @param {() => void} another the shopper says that it is not.
   */
  constructor(answer, picture, another) {
    if (picture) this.#frame.show(picture, placeOf(answer), answer.image)
    this.element = element("div.card.front-question", { role: "group", "aria-labelledby": "front-question" },
      element("div.front-pair", {}, picture && this.#frame.element, coverOf(answer.product)),
      element("p.front-question-title", { id: "front-question" }, words.frontTitle),
      element("p.quiet-text", {}, words.frontText),
      element("button.button.secondary", { type: "button", id: "another-book", click: another }, words.frontAnother))
  }

  release() {
    this.#frame.release()
  }
}

/** Books that a front may be of, for the shopper to choose from. */
export class CandidatesPanel {
  element
  #frame = new Frame()
  #message = element("p.problem.candidates-message", { hidden: true })
  #isBusy = false

  /**
   * @param {object} answer
   * @param {{picture: Blob|null, also: Node|null}} photo the shopper's; `also` offers what else was in it.
   * @param {{choose: (gtin: string) => Promise<void>, another: () => void, explain: (error: unknown) => string}} actions
   *   `choose` rejects where the choice could not be told, and `explain` words why, aloud too.
   */
  constructor(answer, { picture, also }, { choose, another, explain }) {
    if (picture) this.#frame.show(picture, placeOf(answer), answer.image)
    const editions = isEditions(answer)
    this.element = element("div.card.candidates-panel", {},
      picture && this.#frame.element,
      element("h1", { tabindex: "-1" }, editions ? words.editionsTitle : words.candidatesTitle),
      element("p", {}, editions ? words.editionsText : words.candidatesText),
      element("ul.candidates", { role: "list" },
        ...candidatesOf(answer).map((candidate) => element("li", {}, this.#button(candidate, choose, explain)))),
      this.#message,
      element("button.button.secondary.wide", { type: "button", id: "another-book", click: another }, words.candidatesNone),
      also)
  }

  #button({ gtin, product }, choose, explain) {
    const known = product ?? unknownProduct(gtin)
    const people = namesOf(known.contributors)
    const pick = () => { void this.#choose(button, gtin, choose, explain) }
    const button = element("button.candidate", { type: "button", click: pick },
      coverOf(known),
      element("span.candidate-text", {},
        element("strong", {}, known.title ?? numberText(known.number) ?? gtin),
        known.subtitle && element("span", {}, known.subtitle),
        people && element("span", {}, words.by(people)),
        element("span.quiet-text", {},
          [known.publisher, languageName(known.language), formatPublished(known.published?.slice(0, 4))].filter(Boolean).join(" · ")),
        known.title && numberText(known.number) && element("span.quiet-text", {}, numberText(known.number))))
    return button
  }

  /** Tells the gateway; a second tap meanwhile is none. */
  async #choose(button, gtin, choose, explain) {
    if (this.#isBusy) return
    this.#isBusy = true
    button.setAttribute("aria-busy", "true")
    this.#message.hidden = true
    try {
      await choose(gtin)
    } catch (error) {
      this.#message.textContent = explain(error)
      this.#message.hidden = false
    } finally {
      this.#isBusy = false
      button.removeAttribute("aria-busy")
    }
  }

  release() {
    this.#frame.release()
  }
}

/** A product of which only the number is known. */
function unknownProduct(gtin) {
  const isBook = /^0978|^0979(?!0)/.test(gtin)
  return {
    gtin,
    isbn13: isBook ? gtin.slice(1) : null,
    number: isBook
      ? { kind: "isbn", text: `${gtin.slice(1, 4)}-${gtin.slice(4)}` }
      : { kind: "gtin", text: gtin.replace(/^0+/, "") },
  }
}

/** It was another book: the barcode and the number tell, for which the ways stand below. */
export class AnotherBookPanel {
  element = element("div.card.diagnosis-panel", {},
    element("h1", { tabindex: "-1" }, words.anotherTitle),
    element("p.diagnosis", { id: "diagnosis" }, words.anotherText),
    element("p.quiet-text", {}, words.tip))

  release() {}
}

/** Where the most prominent front is in the photo: four corners, or null. */
export function placeOf({ covers }) {
  const seen = Array.isArray(covers) ? covers : []
  return (seen.find(({ primary }) => primary) ?? seen[0])?.corners ?? null
}

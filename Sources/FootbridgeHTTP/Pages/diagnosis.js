// What the page shows of a photo that led to no book: what was seen, in plain words, and what to do next.

import { isFrontUnknown } from "./covers.js"
import { element } from "./markup.js"
import { Frame } from "./panels.js"
import { numberText, words, wordsOf } from "./words.js"

/** A photo in which nothing was read, or something that is no product. */
export class DiagnosisPanel {
  element
  #frame = new Frame()

  constructor(answer, picture) {
    const { title, text, tip } = diagnosisOf(answer)
    if (picture) this.#frame.show(picture, answer.diagnosis?.place, answer.image)
    const read = primarySymbol(answer)?.text
    this.element = element("div.card.diagnosis-panel", {},
      picture && this.#frame.element,
      element("h1", { tabindex: "-1" }, title),
      element("p.diagnosis", { id: "diagnosis" }, text),
      isFrontUnknown(answer) && element("p", { id: "front-unknown" }, words.frontUnknown),
      // What was read is shown as text and never opened: it may be anybody's address.
      read && element("p.read-text", {}, words.readText(read.slice(0, 200))),
      tip && element("p.quiet-text", {}, tip))
  }

  release() {
    this.#frame.release()
  }
}

function primarySymbol(answer) {
  const symbols = Array.isArray(answer.symbols) ? answer.symbols : []
  return symbols.find((symbol) => symbol?.primary && typeof symbol.text === "string") ?? null
}

function diagnosisOf({ outcome, diagnosis }) {
  // The gateway words it in the page's language.
  const text = typeof diagnosis?.message === "string" ? diagnosis.message : ""
  switch (outcome) {
    case "voucher": return { title: words.voucher, text: words.voucherText, tip: null }
    case "store": return { title: words.storeVisit, text: words.storeVisitText, tip: null }
    case "not_a_product": return { title: words.notProduct, text, tip: words.tip }
    default: return { title: words.none, text, tip: words.tip }
  }
}

/** A product that nobody here lists, typed or scanned: its number, and where else to look. */
export class UnlistedPanel {
  element
  #frame = new Frame()

  /**
   * @param {{number: object, isbn13: string|null}} product only its numbers are known.
   * @param {{picture: Blob|null, also: Node|null}} photo `also` offers what else was in it.
   */
  constructor(product, { picture, also }) {
    if (picture) this.#frame.show(picture)
    const own = wordsOf(product)
    this.element = element("div.card.diagnosis-panel.unlisted-panel", {},
      picture && this.#frame.element,
      element("h1", { tabindex: "-1" }, own.unlisted),
      element("p.read-text", {}, numberText(product.number)),
      element("p.diagnosis", { id: "diagnosis" }, own.notListed),
      element("section", { "aria-labelledby": "elsewhere-title" },
        element("h2", { id: "elsewhere-title" }, words.elsewhereTitle),
        element("p", {}, words.elsewhereAsk),
        element("ul.elsewhere", { role: "list" }, ...elsewhere(product).map(({ name, href }) => element("li", {},
          element("a", { href, target: "_blank", rel: "noopener noreferrer", "aria-label": words.opensTab(name) }, name))))),
      also)
  }

  release() {
    this.#frame.release()
  }
}

/** Public catalogues that know a number; nothing is asked of them before the shopper goes there. */
function elsewhere({ number, isbn13 }) {
  if (isbn13) {
    return [
      { name: words.elsewhere.bookSources, href: `https://${words.wikipedia}/wiki/Special:BookSources/${isbn13}` },
      { name: words.elsewhere.libraries, href: `https://search.worldcat.org/search?q=bn:${isbn13}` },
    ]
  }
  if (number?.kind === "issn") {
    return [{ name: words.elsewhere.serials, href: `https://portal.issn.org/resource/ISSN/${number.text}` }]
  }
  return []
}

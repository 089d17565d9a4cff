// A shop's promotions, and getting a voucher for one of them.

import { freshKey, GatewayError, issueVoucher, longestWait } from "./gateway.js"
import { element, icon } from "./markup.js"
import { patiently } from "./search.js"
import { formatLastDay, words } from "./words.js"

const promotionsShown = 3

/**
 * A shop's promotions as facts about it.
 * @param {object} store as the gateway sent it.
 * @param {{scan_id: string}|{gtin: string}} subject what the shopper asked about; a voucher is issued for it.
 */
export function promotionFacts(store, subject) {
  return (Array.isArray(store.promotions) ? store.promotions : [])
    .filter((promotion) => typeof promotion?.title === "string" && promotion.title !== "")
    .slice(0, promotionsShown)
    .map((promotion) => {
      const day = promotion.ends_at ? formatLastDay(promotion.ends_at, store.time_zone) : null
      return element("li", { class: "fact promotion" }, icon("tag"),
        element("div.promotion-text", {},
          element("span", {}, day ? words.promotionUntil(promotion.title, day) : promotion.title),
          promotion.value && new VoucherRequest(promotion, store, subject).element))
    })
}

/** The button that gets a voucher, and what came of the last tap. */
class VoucherRequest {
  element
  #button
  #message = element("p.hint.voucher-message", { role: "status" })
  #order
  /** Of the tap that has not been answered yet: a repeat after a lost answer gets that answer, not a second voucher. */
  #key = null

  constructor({ id, title }, store, subject) {
    this.#order = { ...subject, promotion_id: id, store_id: store.id }
    this.#button = element("button.button.quiet.voucher-button", {
      type: "button", click: () => { void this.#get() },
      "aria-label": words.voucherGetFor(title, store.name ?? ""),
    }, words.voucherGet)
    this.element = element("div.voucher-request", {}, this.#button, this.#message)
  }

  async #get() {
    this.#button.disabled = true
    this.#say(words.voucherGetting)
    this.#key ??= freshKey()
    try {
      const { page } = await patiently(this, () => issueVoucher(this.#order, { key: this.#key }))
      this.#open(page)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      if (error.code === "already-issued") this.#open(`/v/${error.voucherId}`)
      else this.#fail(error)
    }
  }

  /** For `patiently`: the gateway's wish to wait is said and sat out. */
  wait(seconds, error) {
    this.#say(`${error.status === 429 ? words.tooMany : words.voucherBusy} ${words.waiting(seconds)}`)
    return new Promise((resolve) => { setTimeout(resolve, seconds * 1000) })
  }

  /** Goes to a voucher; who comes back finds the way there instead of the button. */
  #open(page) {
    if (!/^\/v\/vou_[0-9a-z]+$/.test(page)) {
      this.#fail(new GatewayError("unreachable"))
      return
    }
    this.#say("")
    this.#button.replaceWith(element("a.button.quiet.voucher-button", { href: page }, words.voucherShow))
    location.assign(page)
  }

  #fail(error) {
    // What was refused for good would be refused again under its key; what was lost may have been done.
    if (error.kind === "refused" && !error.isBusy && error.status < 500) this.#key = null
    this.#button.disabled = false
    // A disabled button loses the focus in some browsers.
    if (document.activeElement === document.body) this.#button.focus()
    this.#say(problemText(error), { isProblem: true })
  }

  #say(text, { isProblem = false } = {}) {
    this.#message.textContent = text
    this.#message.classList.toggle("problem", isProblem)
  }
}

/** A refused voucher in plain words. */
function problemText(error) {
  if (error.kind === "offline") return words.voucherOffline
  if (error.kind !== "refused" || error.status === 408) return words.unreachable
  if (Object.hasOwn(words.voucherProblems, error.code)) return words.voucherProblems[error.code]
  if (error.isBusy && error.waitSeconds > longestWait) {
    return `${error.status === 429 ? words.tooMany : words.voucherBusy} ${words.laterMinutes(Math.ceil(error.waitSeconds / 60))}`
  }
  switch (error.status) {
    case 401: return words.sessionLost
    case 403: return words.refused
    case 404: return words.voucherProblems["not-found"]
    case 429: return words.tooMany
    case 409:
    case 503: return words.voucherBusy
    default: return error.status < 500 ? words.badRequest : words.voucherFailed
  }
}

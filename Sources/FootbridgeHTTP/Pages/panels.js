// What the page shows instead of a book: work in progress, a photo without a barcode, a request that failed.

import { GatewayError, longestWait } from "./gateway.js"
import { spacedISBN } from "./isbn.js"
import { element, icon } from "./markup.js"
import { PhotoError } from "./photo.js"
import { formatNumber, words } from "./words.js"

/** The picture of a panel: the shopper's own photo, or an empty frame of the same size. */
class Frame {
  element = element("div.frame", {}, icon("picture"))
  #address = null

  show(picture) {
    this.release()
    this.#address = URL.createObjectURL(picture)
    this.element.replaceChildren(element("img", { src: this.#address, alt: words.photoAlt }))
  }

  release() {
    if (this.#address !== null) URL.revokeObjectURL(this.#address)
    this.#address = null
  }
}

/** A search under way, with its progress; also the Reporter that search.js speaks to. */
export class ProgressPanel {
  element
  #frame = new Frame()
  #bar = element("progress", { max: "1", "aria-labelledby": "progress-step" })
  #step = element("p.step", { id: "progress-step" })
  #actions = element("div.actions")
  #announce
  #signal
  #lastStep = ""

  /**
   * @param {{title: string, detail?: string, hasPhoto: boolean, signal: AbortSignal}} search
   * @param {{cancel: () => void, announce: (text: string) => void}} actions
   */
  constructor({ title, detail = "", hasPhoto, signal }, { cancel, announce }) {
    this.#announce = announce
    this.#signal = signal
    this.#actions.append(element("button.button.secondary", { type: "button", click: cancel }, words.cancel))
    this.element = element("div.card.progress-panel", {},
      hasPhoto && this.#frame.element,
      element("h1", { tabindex: "-1" }, title),
      detail && element("p.quiet-text", {}, detail),
      this.#bar, this.#step, this.#actions)
    this.#step.textContent = hasPhoto ? words.preparing : words.lookingUp
  }

  step(name, fraction) {
    const percent = fraction === null ? "" : `${formatNumber(Math.floor(fraction * 100))} %`
    const word = words[name]
    this.#step.textContent = typeof word === "function" ? word(percent) : word
    if (fraction === null) this.#bar.removeAttribute("value")
    else this.#bar.value = fraction
    // A screen reader hears each step once, not each percent.
    if (name !== this.#lastStep) this.#announce(typeof word === "function" ? word("").trim() : word)
    this.#lastStep = name
  }

  picture(blob) {
    this.#frame.show(blob)
  }

  /** Counts down; the shopper may go on at once. */
  wait(seconds, error) {
    const reason = error?.status === 429 ? words.tooMany : words.busy
    this.#announce(`${reason} ${words.waiting(seconds)}`)
    this.#bar.value = 0
    return new Promise((resolve, reject) => {
      const begun = performance.now()
      const now = element("button.button.primary", { type: "button", click: () => finish(resolve) }, words.tryNow)
      const show = () => {
        const passed = (performance.now() - begun) / 1000
        if (passed >= seconds) finish(resolve)
        else {
          this.#step.textContent = `${reason} ${words.waiting(Math.ceil(seconds - passed))}`
          this.#bar.value = passed / seconds
        }
      }
      const timer = setInterval(show, 250)
      const cancelled = () => finish(() => reject(new GatewayError("cancelled")))
      const finish = (then) => {
        clearInterval(timer)
        this.#signal.removeEventListener("abort", cancelled)
        now.remove()
        this.#lastStep = ""
        then()
      }
      this.#signal.addEventListener("abort", cancelled)
      this.#actions.prepend(now)
      show()
    })
  }

  release() {
    this.#frame.release()
  }
}

/** A photo whose code led to no book: what was seen, in plain words, and what to do next. */
export class DiagnosisPanel {
  element
  #frame = new Frame()

  constructor(answer, picture) {
    if (picture) this.#frame.show(picture)
    const { title, text, tip } = diagnosisOf(answer)
    const read = primarySymbol(answer)?.text
    this.element = element("div.card.diagnosis-panel", {},
      picture && this.#frame.element,
      element("h1", { tabindex: "-1" }, title),
      element("p.diagnosis", { id: "diagnosis" }, text),
      // What was read is shown as text and never opened: it may be anybody's address.
      read && element("p.read-text", {}, /^\d{8,14}$/.test(read)
        ? words.readIsbn(spacedISBN(read))
        : words.readText(read.slice(0, 200))),
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
  const own = words.hints[diagnosis?.hint]
  const sentence = (fallback) => (typeof diagnosis?.message === "string" && diagnosis.message ? diagnosis.message : own ?? fallback)
  switch (outcome) {
    case "voucher": return { title: words.voucher, text: words.voucherText, tip: null }
    case "store": return { title: words.storeVisit, text: words.storeVisitText, tip: null }
    case "unlisted": return { title: words.unlisted, text: sentence(words.hints.not_listed), tip: null }
    case "not_a_product": return { title: words.notProduct, text: sentence(words.hints.not_a_product), tip: words.tip }
    default: return { title: words.none, text: sentence(words.hints.none_found), tip: words.tip }
  }
}

/** A request or a photo that failed, with the way on. */
export class ProblemPanel {
  element

  /** @param {unknown} error @param {{retry: (() => void)|null}} actions */
  constructor(error, { retry }) {
    const { title, text, canRetry = true, reload = false } = problemOf(error)
    this.element = element("div.card.problem-panel", { id: "problem" },
      element("h1", { tabindex: "-1" }, title),
      element("p", {}, text),
      error instanceof GatewayError && error.status >= 500 && error.traceId
        && element("p.quiet-text", {}, words.reference(error.traceId.slice(0, 64))),
      element("div.actions", {},
        canRetry && retry && element("button.button.primary", { type: "button", click: retry }, words.tryAgain),
        reload && element("button.button.primary", { type: "button", click: () => location.reload() }, words.reload)))
  }

  release() {}
}

/** An error in plain words; `canRetry` is whether the same request has a chance. */
function problemOf(error) {
  const title = words.problemTitle
  if (error instanceof PhotoError) return { title, text: words[error.word], canRetry: false }
  if (!(error instanceof GatewayError)) return { title, text: words.serverFault }
  if (error.kind === "offline") return { title: words.offlineTitle, text: words.offline }
  if (error.kind === "unreachable") return { title, text: words.unreachable }
  if (error.kind === "timeout" || error.status === 408) return { title, text: words.timedOut }
  switch (error.status) {
    case 400: return { title, text: error.isLookUp ? words.notIsbn : words.badRequest, canRetry: false }
    case 401: return { title, text: words.sessionLost, canRetry: false, reload: true }
    case 403: return { title, text: words.refused, canRetry: false, reload: true }
    case 413: return { title, text: words.tooLarge, canRetry: false }
    case 415: return { title, text: words.unsupported, canRetry: false }
    case 422: return { title, text: error.code === "photo-undecodable" ? words.damaged : words.badRequest, canRetry: false }
    case 429: return { title: words.busyTitle, text: `${words.tooMany}${later(error)}` }
    case 409:
    case 503: return { title: words.busyTitle, text: `${words.busy}${later(error)}` }
    default: return { title, text: error.status < 500 ? words.badRequest : words.serverFault }
  }
}

function later({ waitSeconds }) {
  return waitSeconds !== null && waitSeconds > longestWait ? ` ${words.laterMinutes(Math.ceil(waitSeconds / 60))}` : ""
}

/** The same sentence alone, for places too small for a panel. */
export function problemText(error) {
  return problemOf(error).text
}

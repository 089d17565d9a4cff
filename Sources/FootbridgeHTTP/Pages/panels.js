// What the page shows instead of a book: work in progress, a request that failed.

import { GatewayError, longestWait } from "./gateway.js"
import { element, icon } from "./markup.js"
import { PhotoError } from "./photo.js"
import { formatNumber, words } from "./words.js"

/** The picture of a panel: the shopper's own photo, or an empty frame of the same size. */
export class Frame {
  element = element("div.frame", {}, icon("picture"))
  #address = null

  /**
   * @param {Blob} picture
   * @param {[number, number][]|null} [place] four corners of what is to be seen in it, in pixels of a picture of `size`.
   * @param {{width: number, height: number}} [size] upright.
   */
  show(picture, place = null, size = null) {
    this.release()
    this.#address = URL.createObjectURL(picture)
    this.element.replaceChildren(element("img", { src: this.#address, alt: words.photoAlt }))
    if (!Array.isArray(place) || !(size?.width > 0) || !(size?.height > 0)) return
    const outline = document.createElementNS("http://www.w3.org/2000/svg", "svg")
    outline.setAttribute("class", "frame-place")
    outline.setAttribute("aria-hidden", "true")
    // Scaled as the picture below it is.
    outline.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`)
    const polygon = document.createElementNS("http://www.w3.org/2000/svg", "polygon")
    polygon.setAttribute("points", place.map(([x, y]) => `${Number(x)},${Number(y)}`).join(" "))
    outline.append(polygon)
    this.element.append(outline)
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

/** Instead of the whole page where it cannot work. */
export class NeedsHttpsPanel {
  element = element("div.card.problem-panel", { id: "needs-https" },
    element("h1", { tabindex: "-1" }, words.httpsTitle), element("p", {}, words.httpsText))

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

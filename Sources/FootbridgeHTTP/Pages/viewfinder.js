// Scanning while aiming: the camera's picture, in which codes are read by themselves, and fronts recognised. Where the browser
// has a reader of its own only the frame in which that saw something is sent, and one a second for the front; else a few small
// ones a second.

import { Camera } from "./camera.js"
import { candidatesOf, isEditions, placeOf } from "./covers.js"
import { GatewayError } from "./gateway.js"
import { element, icon } from "./markup.js"
import { looksForFronts, words } from "./words.js"

/** In BarcodeDetector's words. */
const formats = ["ean_13", "ean_8", "upc_a", "upc_e", "qr_code", "itf", "code_128"]
/** Milliseconds from the begin of one look to that of the next: at first, and at most once the gateway has been busy. */
const lookEvery = { detector: 120, frame: 400, slowest: 5_000 }
/** Fronts take the gateway longer than codes: they are looked for no more often, in milliseconds. */
const frontEvery = 1_000
/** How long it is offered to see what a front may be, after it was last seen, in milliseconds. */
const offeredFor = 8_000
const frame = { longestSide: 960, quality: 0.75 }
/** After a code that is no product's, so that what it says can be read, in milliseconds. */
const noProductPause = 2_500
const unreachablePause = 3_000
/** So often the gateway may see nothing where the browser's reader saw a number; then the number is looked up. */
const patienceForDetector = 3
/** How long the found code stays framed, and how long the frame takes to get there, in milliseconds. */
const shownFor = 450
const snapTime = 160

/** The viewfinder on the stage; it ends by itself once something was found. */
export class ViewfinderPanel {
  element
  #video = element("video", { playsinline: true, muted: true, "aria-label": words.scanView })
  #outline = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  #hint = element("p.viewfinder-hint", { id: "viewfinder-hint" }, words.scanStarting)
  #offered = element("div.viewfinder-offer")
  #controls = element("div.viewfinder-controls")
  #camera = new Camera(this.#video, formats)
  #hooks
  #looking = null
  #isOver = false
  #pause = lookEvery.frame
  #detected = { text: null, unread: 0 }
  #frontsSoughtAt = -Infinity
  #offerEnds = 0
  #whenHidden = () => (document.hidden ? this.#rest() : void this.start())

  /**
   * @param {{send: (picture: Blob, how: {covers: boolean, signal: AbortSignal}) => Promise<object|null>, found: (answer:
   *   object, picture: Blob) => void, typed: (number: string) => void, close: () => void, failed: (text: string) => void,
   *   announce: (text: string) => void}} hooks `send` asks the gateway what is in a frame, null for nothing; `typed` is for a
   *   number that the browser alone could read; `failed` is told why there is no camera.
   */
  constructor(hooks) {
    this.#hooks = hooks
    this.#outline.setAttribute("class", "viewfinder-outline")
    this.#outline.setAttribute("aria-hidden", "true")
    this.element = element("div.card.viewfinder", { "data-state": "starting" },
      element("h1", { tabindex: "-1" }, words.scanTitle),
      element("div.viewfinder-picture", {}, this.#video, element("div.viewfinder-aim", { "aria-hidden": "true" }), this.#outline),
      this.#hint, this.#offered, this.#controls)
    this.#offer({ torch: false, zoom: null })
    document.addEventListener("visibilitychange", this.#whenHidden)
  }

  /** Starts the camera and looks until something is found; a failure is told by the hook. */
  async start() {
    try {
      if (!await this.#camera.start()) return
    } catch (error) {
      // Whoever went on without waiting for the browser's question is not called back.
      if (this.#isOver) return
      this.#hooks.failed({ NotAllowedError: words.cameraDenied, NotReadableError: words.cameraBusy }[error.name] ?? words.cameraMissing)
      return
    }
    this.element.dataset.state = "looking"
    this.#say(words.scanLooking)
    this.#offer(this.#camera.abilities)
    this.#looking = new AbortController()
    void this.#look(this.#looking.signal)
  }

  release() {
    this.#isOver = true
    clearTimeout(this.#offerEnds)
    document.removeEventListener("visibilitychange", this.#whenHidden)
    this.#rest()
  }

  /** Nobody looks: the camera is given back, as others may want it. */
  #rest() {
    this.#looking?.abort()
    this.#looking = null
    this.#camera.stop()
  }

  /** One look after the other until `signal`, never two at once. */
  async #look(signal) {
    while (!signal.aborted) {
      let begun = performance.now()
      let pause = this.#camera.canDetect ? lookEvery.detector : this.#pause
      try {
        if (this.#camera.hasPicture && await this.#lookOnce(signal)) return
        if (this.#pause > lookEvery.frame) this.#pause = Math.max(lookEvery.frame, this.#pause / 2)
        if (this.element.dataset.state === "no-product") pause = noProductPause
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error
        if (error.kind === "cancelled") return
        pause = this.#slowDown(error)
        // What the gateway asks to wait counts from its answer.
        begun = performance.now()
      }
      await new Promise((resolve) => { setTimeout(resolve, Math.max(0, pause - (performance.now() - begun))) })
    }
  }

  /** Whether something was found. */
  async #lookOnce(signal) {
    const seen = this.#camera.canDetect ? (await this.#camera.detect())[0] ?? null : null
    const covers = looksForFronts && performance.now() - this.#frontsSoughtAt >= frontEvery
    if (seen === null) this.#detected = { text: null, unread: 0 }
    if (this.#camera.canDetect && seen === null && !covers) {
      this.#show("looking", words.scanLooking)
      return false
    }
    if (seen) this.#frameAt(seen.cornerPoints, { width: this.#video.videoWidth, height: this.#video.videoHeight })
    const picture = await this.#camera.frame(frame)
    // Only now: a slow frame would bring the next look nearer.
    if (covers) this.#frontsSoughtAt = performance.now()
    const answer = await this.#hooks.send(picture, { covers, signal })
    if (signal.aborted) return true
    if (answer === null) return this.#sawNothing(seen)
    const corners = answer.symbols?.find(({ primary }) => primary)?.corners ?? placeOf(answer)
    if (corners) this.#frameAt(corners.map(([x, y]) => ({ x, y })), answer.image)
    const candidates = candidatesOf(answer)
    if (candidates.length > 0 && !isEditions(answer)) {
      this.#offerToShow(answer, candidates, picture)
      return false
    }
    if (answer.outcome === "not_a_product" && candidates.length === 0) {
      this.#show("no-product", words.scanNoProduct)
      return false
    }
    this.#show("found", words.scanFound)
    navigator.vibrate?.(60)
    await new Promise((resolve) => { setTimeout(resolve, shownFor) })
    if (!signal.aborted) this.#hooks.found(answer, picture)
    return true
  }

  /** A front that is not sure does not stop anybody who aims at a barcode. */
  #offerToShow(answer, candidates, picture) {
    const title = candidates.length === 1 ? candidates[0].product?.title : null
    const text = title ? words.scanPerhaps(title) : words.scanCandidates
    clearTimeout(this.#offerEnds)
    this.#offerEnds = setTimeout(() => this.#offered.replaceChildren(), offeredFor)
    const show = () => this.#hooks.found(answer, picture)
    const [before] = this.#offered.children
    const button = element("button.button.primary.wide", { type: "button", id: "perhaps", click: show }, text)
    // Who is on the button stays on it.
    const isFocused = before !== undefined && before === document.activeElement
    this.#offered.replaceChildren(button)
    if (isFocused) button.focus()
    if (before?.textContent !== text) this.#hooks.announce(text)
  }

  /** Whether the browser's reader is to be believed, since it sees the same number again and again. */
  #sawNothing(seen) {
    if (seen === null) {
      this.#frameAt(null)
      this.#show("looking", words.scanLooking)
      return false
    }
    const isSame = seen.rawValue === this.#detected.text
    this.#detected = { text: seen.rawValue, unread: isSame ? this.#detected.unread + 1 : 1 }
    if (this.#detected.unread < patienceForDetector || !/^\d{8,14}$/.test(seen.rawValue)) return false
    this.#hooks.typed(seen.rawValue)
    return true
  }

  /** How long to pause for an error, in milliseconds: photos that were taken go before frames. */
  #slowDown(error) {
    if (error.kind !== "refused") {
      this.#show("looking", words.scanOffline)
      return unreachablePause
    }
    this.#pause = Math.min(lookEvery.slowest, this.#pause * 2)
    this.#show("looking", words.scanSlow)
    return Math.max(this.#pause, (error.waitSeconds ?? 0) * 1000)
  }

  #show(state, text) {
    this.element.dataset.state = state
    if (state === "looking" && text === words.scanLooking) this.#frameAt(null)
    this.#say(text)
  }

  #say(text) {
    if (this.#hint.textContent === text) return
    this.#hint.textContent = text
    // What is said again and again while somebody aims is for the eye; the rest is heard, too.
    if (text !== words.scanFound) this.#hooks.announce(text)
  }

  /** Lets the frame snap to four corners, in pixels of a picture of that size; null takes it away. */
  #frameAt(corners, size = null) {
    if (corners === null) {
      this.#outline.replaceChildren()
      return
    }
    const { width, height } = size
    this.#outline.setAttribute("viewBox", `0 0 ${width} ${height}`)
    // The video fills its box and is cut at the sides; the drawing over it does the same.
    this.#outline.setAttribute("preserveAspectRatio", "xMidYMid slice")
    const polygon = document.createElementNS("http://www.w3.org/2000/svg", "polygon")
    this.#outline.replaceChildren(polygon)
    const from = [[0.1, 0.3], [0.9, 0.3], [0.9, 0.7], [0.1, 0.7]].map(([x, y]) => ({ x: x * width, y: y * height }))
    const draw = (share) => polygon.setAttribute("points", corners.map(({ x, y }, index) => {
      const start = from[index] ?? { x, y }
      return `${start.x + (x - start.x) * share},${start.y + (y - start.y) * share}`
    }).join(" "))
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      draw(1)
      return
    }
    const begun = performance.now()
    const step = () => {
      const share = Math.min(1, (performance.now() - begun) / snapTime)
      draw(share)
      if (share < 1 && polygon.isConnected) requestAnimationFrame(step)
    }
    step()
  }

  /** The controls that this camera has. */
  #offer({ torch, zoom }) {
    const light = torch && element("button.button.secondary", {
      type: "button", "aria-pressed": "false", id: "torch",
      click: async () => {
        const isOn = light.getAttribute("aria-pressed") !== "true"
        if (await this.#camera.adjust({ torch: isOn })) light.setAttribute("aria-pressed", String(isOn))
      },
    }, icon("light"), words.torch)
    const slider = zoom && element("input", {
      type: "range", id: "zoom", min: zoom.min, max: zoom.max, step: zoom.step || "any", value: zoom.min,
      input: () => { void this.#camera.adjust({ zoom: Number(slider.value) }) },
    })
    const range = slider && element("label.zoom", {}, words.zoom, slider)
    this.#controls.replaceChildren(...[range, light,
      element("button.button.secondary", { type: "button", id: "viewfinder-close", click: this.#hooks.close }, words.scanStop)]
      .filter(Boolean))
  }
}

/** Whether scanning can be offered: there is a camera, and the page may ask for it. */
export async function hasCamera() {
  if (!navigator.mediaDevices?.getUserMedia) return false
  // A phone has one; asking which takes a moment, in which the page would move.
  if (matchMedia("(any-pointer: coarse)").matches) return true
  try {
    return (await navigator.mediaDevices.enumerateDevices()).some(({ kind }) => kind === "videoinput")
  } catch {
    return false // The browser tells nobody; then photos are left.
  }
}

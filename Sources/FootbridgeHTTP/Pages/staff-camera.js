// Looking for a voucher's QR code through the camera: with the browser's own reader where it has one, else with photos
// that the gateway reads.

import { StaffError } from "./staff-gateway.js"

/** Milliseconds between the begins of two looks. */
const lookEvery = { detector: 120, photo: 500 }
const longestSide = 1280
const photoQuality = 0.8
/** After an answer the same voucher is still in view; for so long it is not reported again, in milliseconds. */
const samePatience = 4_000
const unreachablePause = 3_000

/** Looks until it found a voucher and was paused. */
export class Scanner {
  #video
  #hooks
  #stream = null
  #starting = null
  #detector = null
  #looking = null
  #last = { id: null, dismissedAt: 0 }

  /**
   * @param {HTMLVideoElement} video
   * @param {{text: (text: string) => void, photo: (blob: Blob, signal: AbortSignal) => Promise<{id: string|null, report:
   *   () => void}>, seen: (hint: "nothing"|"same"|"offline"|"slow"|"delayed") => void}} hooks `photo` has one read and
   *   returns what was in it, null for nothing; `seen` is told after every look.
   */
  constructor(video, hooks) {
    this.#video = video
    this.#hooks = hooks
  }

  get isOn() { return this.#stream !== null }

  /**
   * Resolves once the picture runs, or it was stopped meanwhile.
   * @throws {DOMException} where the browser gives no camera.
   */
  async start() {
    if (this.isOn) return
    const starting = navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 960 } }, audio: false,
    })
    this.#starting = starting
    const stream = await starting
    // Stopped, or started once more, while the browser asked.
    if (this.#starting !== starting) {
      release(stream)
      return
    }
    this.#stream = stream
    this.#detector = await qrDetector()
    this.#video.srcObject = stream
    await this.#video.play()
    if (this.#stream === stream) this.resume()
  }

  stop() {
    this.pause()
    this.#starting = null
    if (this.#stream) release(this.#stream)
    this.#stream = null
    this.#video.srcObject = null
  }

  /** The picture goes on, nobody looks at it. */
  pause() {
    this.#looking?.abort()
    this.#looking = null
  }

  /** @param {string|null} [dismissed] the voucher whose answer was just put away. */
  resume(dismissed = null) {
    if (!this.isOn || this.#looking) return
    if (dismissed !== null) this.#last = { id: dismissed, dismissedAt: performance.now() }
    this.#looking = new AbortController()
    void this.#look(this.#looking.signal)
  }

  /** One look after the other until `signal`, never two at once. */
  async #look(signal) {
    const every = this.#detector ? lookEvery.detector : lookEvery.photo
    while (!signal.aborted) {
      let begun = performance.now()
      let pause = 0
      try {
        if (this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
          if (this.#detector) {
            await this.#detect(signal)
          } else {
            const frame = await this.#frame()
            // From its sending on: how long a picture takes to be written varies.
            begun = performance.now()
            await this.#photograph(frame, signal)
          }
        }
      } catch (error) {
        if (!(error instanceof StaffError)) throw error
        if (error.kind === "cancelled") return
        this.#hooks.seen(
          error.kind === "unreachable" ? "offline" : error.code === "code-delay" ? "delayed" : "slow")
        pause = error.waitSeconds !== null ? error.waitSeconds * 1000 : unreachablePause
      }
      await new Promise((resolve) => { setTimeout(resolve, Math.max(pause, every - (performance.now() - begun))) })
    }
  }

  async #detect(signal) {
    const found = await this.#detector.detect(this.#video)
    if (signal.aborted) return
    const text = found.map(({ rawValue }) => rawValue).find((value) => value.startsWith("FB1:")) ?? null
    if (this.#isNew(text)) this.#hooks.text(text)
  }

  async #photograph(frame, signal) {
    const { id, report } = await this.#hooks.photo(frame, signal)
    if (signal.aborted) return
    if (this.#isNew(id)) report()
  }

  #isNew(id) {
    if (id === null) {
      this.#hooks.seen("nothing")
      return false
    }
    if (id === this.#last.id && performance.now() - this.#last.dismissedAt < samePatience) {
      this.#hooks.seen("same")
      return false
    }
    return true
  }

  async #frame() {
    const { videoWidth, videoHeight } = this.#video
    const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight))
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(videoWidth * scale)), Math.max(1, Math.round(videoHeight * scale)))
    canvas.getContext("2d", { alpha: false }).drawImage(this.#video, 0, 0, canvas.width, canvas.height)
    return canvas.convertToBlob({ type: "image/jpeg", quality: photoQuality })
  }
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop()
}

/** The browser's own reader of QR codes, or null. */
async function qrDetector() {
  if (!("BarcodeDetector" in globalThis)) return null
  const formats = await BarcodeDetector.getSupportedFormats()
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null
}

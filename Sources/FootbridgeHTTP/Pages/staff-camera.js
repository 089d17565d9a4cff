// Looking for a voucher's QR code through the camera: with the browser's own reader where it has one, else with photos
// that the gateway reads.

import { Camera } from "./camera.js"
import { StaffError } from "./staff-gateway.js"

/** Milliseconds between the begins of two looks. */
const lookEvery = { detector: 120, photo: 500 }
const photo = { longestSide: 1280, quality: 0.8 }
/** After an answer the same voucher is still in view; for so long it is not reported again, in milliseconds. */
const samePatience = 4_000
const unreachablePause = 3_000

/** Looks until it found a voucher and was paused. */
export class Scanner {
  #camera
  #hooks
  #looking = null
  #last = { id: null, dismissedAt: 0 }

  /**
   * @param {HTMLVideoElement} video
   * @param {{text: (text: string) => void, photo: (blob: Blob, signal: AbortSignal) => Promise<{id: string|null, report:
   *   () => void}>, seen: (hint: "nothing"|"same"|"offline"|"slow"|"delayed") => void}} hooks `photo` has one read and
   *   returns what was in it, null for nothing; `seen` is told after every look.
   */
  constructor(video, hooks) {
    this.#camera = new Camera(video, ["qr_code"])
    this.#hooks = hooks
  }

  get isOn() { return this.#camera.isOn }

  /**
   * Resolves once the picture runs, or it was stopped meanwhile.
   * @throws {DOMException} where the browser gives no camera.
   */
  async start() {
    if (await this.#camera.start()) this.resume()
  }

  stop() {
    this.pause()
    this.#camera.stop()
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
    const every = this.#camera.canDetect ? lookEvery.detector : lookEvery.photo
    while (!signal.aborted) {
      let begun = performance.now()
      let pause = 0
      try {
        if (this.#camera.hasPicture) {
          if (this.#camera.canDetect) {
            await this.#detect(signal)
          } else {
            const frame = await this.#camera.frame(photo)
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
    const found = await this.#camera.detect()
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
}

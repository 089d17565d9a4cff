// The camera of a page that reads codes: its picture, its light and zoom, and the browser's own reader where it has one.

/** Opened where the device has it; a browser gives the nearest that it can. */
const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 960 } }

/** One camera, shown in a video element. */
export class Camera {
  #video
  #formats
  #stream = null
  #starting = null
  #detector = null

  /**
   * @param {HTMLVideoElement} video
   * @param {string[]} formats what the browser's own reader is to look for, in BarcodeDetector's words.
   */
  constructor(video, formats) {
    this.#video = video
    this.#formats = formats
  }

  get isOn() { return this.#stream !== null }

  /** Whether there is a picture to look at. */
  get hasPicture() { return this.isOn && this.#video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA }

  /** Whether the browser can read codes by itself. */
  get canDetect() { return this.#detector !== null }

  /**
   * Resolves once the picture runs, or it was stopped meanwhile.
   * @returns {Promise<boolean>} whether it is this start that the picture runs of.
   * @throws {DOMException} where the browser gives no camera.
   */
  async start() {
    if (this.isOn) return false
    const starting = navigator.mediaDevices.getUserMedia({ video: wanted, audio: false })
    this.#starting = starting
    const stream = await starting
    // Stopped, or started once more, while the browser asked.
    if (this.#starting !== starting) {
      release(stream)
      return false
    }
    this.#stream = stream
    this.#detector = await detectorOf(this.#formats)
    this.#video.srcObject = stream
    await this.#video.play()
    return this.#stream === stream
  }

  stop() {
    this.#starting = null
    if (this.#stream) release(this.#stream)
    this.#stream = null
    this.#video.srcObject = null
  }

  /** The codes that the browser's own reader sees now: `rawValue`, and `cornerPoints` in pixels of the picture. */
  detect() {
    return this.#detector.detect(this.#video)
  }

  /**
   * The picture of this moment as JPEG.
   * @param {{longestSide: number, quality: number}} size in pixels; 0 to 1.
   */
  async frame({ longestSide, quality }) {
    const { videoWidth, videoHeight } = this.#video
    const scale = Math.min(1, longestSide / Math.max(videoWidth, videoHeight))
    const canvas = new OffscreenCanvas(Math.max(1, Math.round(videoWidth * scale)), Math.max(1, Math.round(videoHeight * scale)))
    canvas.getContext("2d", { alpha: false }).drawImage(this.#video, 0, 0, canvas.width, canvas.height)
    return canvas.convertToBlob({ type: "image/jpeg", quality })
  }

  /** What this camera can be told: `torch` whether it has a light, `zoom` its range or null. */
  get abilities() {
    const { torch = false, zoom = null } = this.#track?.getCapabilities?.() ?? {}
    return { torch: torch === true, zoom: zoom && zoom.max > zoom.min ? zoom : null }
  }

  /** @param {{torch?: boolean, zoom?: number}} wish @returns {Promise<boolean>} whether the camera did it. */
  async adjust(wish) {
    try {
      await this.#track?.applyConstraints({ advanced: [wish] })
      return true
    } catch {
      return false // The device promised what it cannot do now; the picture goes on as it was.
    }
  }

  get #track() { return this.#stream?.getVideoTracks()[0] ?? null }
}

function release(stream) {
  for (const track of stream.getTracks()) track.stop()
}

/** The browser's own reader for those of the formats that it knows, or null where it knows none. */
async function detectorOf(formats) {
  if (!("BarcodeDetector" in globalThis)) return null
  const known = await BarcodeDetector.getSupportedFormats()
  const usable = formats.filter((format) => known.includes(format))
  return usable.length > 0 ? new BarcodeDetector({ formats: usable }) : null
}

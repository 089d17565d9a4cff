// The till's first tab: the camera and the typed code.

import { shownOf } from "./staff-answers.js"
import { Scanner } from "./staff-camera.js"
import { codeLength, groupedCode, readCode } from "./staff-code.js"
import { gateway } from "./staff-gateway.js"
import { words } from "./staff-words.js"

const byId = (id) => document.getElementById(id)
const unread = ["no-symbol"]

export class ScanTab {
  #redeeming
  #scanner
  #wantsCamera = false
  #field = byId("code")
  #message = byId("code-message")
  #hint = byId("scan-hint")

  /** @param {Redeeming} redeeming */
  constructor(redeeming) {
    this.#redeeming = redeeming
    this.#scanner = new Scanner(byId("video"), {
      text: (text) => {
        this.#scanner.pause()
        this.#say(words.checking)
        void redeeming.check(text)
      },
      photo: (blob, signal) => this.#readPhoto(blob, signal),
      seen: (what) => this.#say({
        nothing: words.cameraLooking, same: words.cameraSame, offline: words.cameraOffline, slow: words.cameraSlow,
        delayed: words.codeDelay,
      }[what]),
    })
    byId("camera").addEventListener("click", () => { void this.#toggleCamera() })
    byId("code-form").addEventListener("submit", (event) => {
      event.preventDefault()
      this.#submit()
    })
    this.#field.addEventListener("input", () => this.#typed())
    redeeming.addEventListener("idle", ({ detail }) => {
      this.#say("")
      if (!byId("scan").hidden) this.#scanner.resume(detail)
    })
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.#release()
      else if (this.#wantsCamera && this.#isShown) void this.#startCamera()
    })
  }

  get #isShown() { return byId("scan").checkVisibility() }

  /** The camera comes on by itself where the browser has been told that it may. */
  async show() {
    const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null)
    if (permission?.state === "granted" && this.#isShown) await this.#startCamera()
  }

  hide() {
    this.#release()
  }

  // The camera

  async #toggleCamera() {
    this.#wantsCamera = !this.#scanner.isOn
    if (this.#wantsCamera) await this.#startCamera()
    else this.#release()
  }

  async #startCamera() {
    try {
      await this.#scanner.start()
    } catch (error) {
      if (!(error instanceof DOMException) && !(error instanceof TypeError)) throw error
      // Stopped while it started.
      if (error.name === "AbortError") return
      this.#release()
      this.#say(error.name === "NotAllowedError" ? words.cameraDenied : words.cameraMissing)
      return
    }
    this.#wantsCamera = true
    // Another tab, or an answer, may have come up while the browser asked.
    if (!this.#isShown) this.#release()
    else if (document.querySelector("dialog[open]")) this.#scanner.pause()
    this.#showCamera()
  }

  #release() {
    this.#scanner.stop()
    this.#showCamera()
    this.#say("")
  }

  #showCamera() {
    byId("viewfinder").dataset.on = String(this.#scanner.isOn)
    byId("camera-label").textContent = this.#scanner.isOn ? words.cameraStop : words.cameraStart
  }

  async #readPhoto(blob, signal) {
    const check = await gateway.checkPhoto(blob, signal)
    if (unread.includes(check.reason)) return { id: null, report: () => {} }
    const id = shownOf(check.voucher ?? {}).code ?? check.reason
    return {
      id,
      report: () => {
        this.#scanner.pause()
        void this.#redeeming.showCheck(check, id)
      },
    }
  }

  #say(text) {
    if (this.#hint.textContent !== text) this.#hint.textContent = text
  }

  // The typed code

  /** Groups of four as on the voucher, with the caret after the same character as before. */
  #typed() {
    const { value, selectionStart } = this.#field
    const before = readCode(value.slice(0, selectionStart)).code.length
    const { code } = readCode(value)
    const grouped = groupedCode(code)
    if (grouped !== value) {
      this.#field.value = grouped
      const caret = groupedCode(code.slice(0, before)).length + (before > 0 && before % 4 === 0 && before < code.length ? 1 : 0)
      this.#field.setSelectionRange(caret, caret)
    }
    this.#judge({ isFinished: false })
  }

  /** @returns {string|null} the code, if it is one. */
  #judge({ isFinished }) {
    const { code, problem, character } = readCode(this.#field.value)
    const text = {
      empty: words.codeHint,
      character: words.codeCharacter(character),
      short: words.codeMore(code.length, codeLength),
      long: words.codeTooLong(codeLength),
      check: words.codeWrong,
    }[problem] ?? words.codeGood
    // What is only unfinished is no mistake before it is handed in.
    const isWrong = problem !== null && (isFinished || (problem !== "short" && problem !== "empty"))
    this.#message.textContent = text
    this.#message.className = `hint${isWrong ? " problem" : problem === null ? " good" : ""}`
    this.#field.setAttribute("aria-invalid", String(isWrong))
    return problem === null ? code : null
  }

  #submit() {
    const code = this.#judge({ isFinished: true })
    if (code === null) {
      this.#field.focus()
      return
    }
    this.#scanner.pause()
    this.#message.textContent = words.checking
    void this.#redeeming.check(code).then(() => {
      this.#field.value = ""
      this.#judge({ isFinished: false })
    })
  }
}

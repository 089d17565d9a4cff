// The panel that fills the screen with an answer, and stays until somebody puts it away.

import { element } from "./markup.js"
import { signal } from "./staff-signal.js"

const silentTones = ["busy", "undone"]

export class AnswerPanel {
  #dialog = document.getElementById("answer")
  #ticking = null
  #dismiss = null
  #isWanted = false
  /** What the answer is about; for the caller to know it again. */
  subject = null

  constructor() {
    // Escape, and Android's way back.
    this.#dialog.addEventListener("cancel", (event) => {
      event.preventDefault()
      this.#dismiss?.()
    })
    // A browser may insist on closing.
    this.#dialog.addEventListener("close", () => {
      if (this.#isWanted) this.#dismiss?.()
    })
  }

  get isOpen() { return this.#dialog.open }

  /**
   * Shows an answer in place of the one that is there.
   * @param {Answer} answer
   * @param {{subject: unknown, actions: Array<{label: string|(() => string|null), isMain?: boolean, act: () => void}>,
   *   dismiss: (() => void)|null}} options a label that is a function is asked every second, and its button is gone once
   *   it says null; `dismiss` is what Escape does.
   */
  show(answer, { subject, actions, dismiss }) {
    this.#stopTicking()
    this.#isWanted = true
    this.subject = subject
    this.#dismiss = dismiss
    this.#dialog.dataset.tone = answer.tone
    document.getElementById("answer-symbol").setAttribute("href", `#icon-${answer.tone}`)
    const title = document.getElementById("answer-title")
    title.textContent = answer.title
    document.getElementById("answer-next").textContent = answer.next
    document.getElementById("answer-facts").replaceChildren(
      ...answer.facts.map(({ text, kind }) => element(`p.${kind}`, {}, text)))
    document.getElementById("answer-actions").replaceChildren(...actions.map((action) => this.#button(action)))
    if (!this.#dialog.open) this.#dialog.showModal()
    this.#dialog.scrollTop = 0
    // The words come first, for whoever hears them; a key that is still down presses nothing.
    title.focus({ preventScroll: true })
    if (!silentTones.includes(answer.tone)) signal(answer.tone)
  }

  close() {
    this.#stopTicking()
    this.#isWanted = false
    this.subject = null
    this.#dismiss = null
    this.#dialog.close()
    // A field has its focus back, but Chromium takes no keys there before it has been focused anew.
    const field = document.activeElement
    if (field instanceof HTMLInputElement) {
      field.blur()
      field.focus()
    }
  }

  #button({ label, isMain = false, act }) {
    const button = element(isMain ? "button.button.main" : "button.button", { type: "button" })
    // Two taps do what one does.
    button.addEventListener("click", act, { once: true })
    if (typeof label === "string") button.textContent = label
    else this.#tick(button, label)
    return button
  }

  #tick(button, label) {
    const show = () => {
      const text = label()
      if (text !== null) button.textContent = text
      else if (button.isConnected) {
        const hadFocus = document.activeElement === button
        button.remove()
        if (hadFocus) document.getElementById("answer-title").focus()
      }
    }
    button.textContent = label()
    this.#ticking = setInterval(show, 1000)
  }

  #stopTicking() {
    clearInterval(this.#ticking)
    this.#ticking = null
  }
}

// Making a device known, and finding out who is at the till.

import { element, icon } from "./markup.js"
import { network, StaffError } from "./staff-gateway.js"
import { formatSpan, words } from "./staff-words.js"

const byId = (id) => document.getElementById(id)

export class EnrolView {
  #account
  #leave

  /** @param {(text: string) => void} leave once the device is set up, or stays what it was; `text` says so. */
  constructor({ account, leave }) {
    this.#account = account
    this.#leave = leave
    byId("enrol-back").addEventListener("click", () => leave(""))
    byId("enrol-form").addEventListener("submit", (event) => {
      event.preventDefault()
      void this.#enrol()
    })
  }

  /** @param {string} code of the address; "" where it has none. */
  show(code) {
    if (code !== "") byId("enrol-code").value = code
    if (byId("enrol-name").value === "") byId("enrol-name").value = words.enrolNameDefault
    byId("enrol-message").textContent = ""
    byId("enrol-back").hidden = !this.#account.isEnrolled
    byId(byId("enrol-code").value === "" ? "enrol-code" : "enrol-name").focus()
  }

  async #enrol() {
    const code = byId("enrol-code").value.trim()
    const name = byId("enrol-name").value.trim()
    if (code === "" || name === "") {
      this.#fail(words.enrolEmpty, code === "" ? "enrol-code" : "enrol-name")
      return
    }
    const button = byId("enrol-form").querySelector("button")
    button.disabled = true
    try {
      await this.#account.enrol(code, name)
    } catch (error) {
      if (!(error instanceof StaffError)) throw error
      this.#fail(error.status === 404 ? words.enrolUnknown : problemText(error), "enrol-code")
      return
    } finally {
      button.disabled = false
    }
    byId("enrol-code").value = ""
    // Kept redemptions are not to be thrown away when the device runs low on room.
    void navigator.storage?.persist?.()
    this.#leave(words.enrolled(this.#account.store.name))
  }

  #fail(text, field) {
    byId("enrol-message").textContent = text
    byId(field).focus()
  }
}

export class SignInView {
  #account
  #person = null
  #shown = ""
  #field = byId("pin")
  #waiting = null

  constructor({ account }) {
    this.#account = account
    const digit = (number) => element(number === 0 ? "button.button.secondary.zero" : "button.button.secondary", {
      type: "button", click: () => this.#type(String(number)),
    }, String(number))
    const erase = element("button.button.secondary", { type: "button", "aria-label": words.pinDelete, click: () => this.#erase() }, icon("delete"))
    byId("pad").append(...[1, 2, 3, 4, 5, 6, 7, 8, 9, 0].map(digit), erase)
    byId("pin-part").addEventListener("submit", (event) => {
      event.preventDefault()
      void this.#signIn()
    })
    byId("pin-back").addEventListener("click", () => this.show())
    network.addEventListener("change", () => this.#tellNetwork())
    account.addEventListener("change", () => {
      if (this.#person === null) this.#showPeople()
    })
  }

  show() {
    this.#person = null
    this.#field.value = ""
    this.#say("")
    byId("pin-part").hidden = true
    byId("people-part").hidden = false
    this.#showPeople()
    this.#tellNetwork()
    byId("people-part").querySelector("h1").focus()
  }

  #showPeople() {
    const { people } = this.#account
    if (JSON.stringify(people) === this.#shown) return
    this.#shown = JSON.stringify(people)
    byId("sign-in-text").textContent = people.length > 0 ? words.signInText : words.signInNobody
    byId("people").replaceChildren(...people.map((person) => element("li", {},
      element("button.button.secondary.wide.tall", { type: "button", "data-person": person.id, click: () => this.#choose(person) },
        person.name, element("span.role", {}, person.role === "lead" ? words.roleLead : words.roleTill)))))
  }

  #tellNetwork() {
    byId("sign-in-message").textContent = network.isThere ? "" : words.signInOffline
  }

  #choose(person) {
    this.#person = person
    byId("people-part").hidden = true
    byId("pin-part").hidden = false
    byId("pin-title").textContent = words.pinTitle(person.name)
    this.#field.focus()
  }

  #type(digit) {
    if (this.#field.value.length < this.#field.maxLength) this.#field.value += digit
  }

  #erase() {
    this.#field.value = this.#field.value.slice(0, -1)
  }

  async #signIn() {
    const pin = this.#field.value
    if (pin === "") {
      this.#say(words.pinEmpty)
      this.#field.focus()
      return
    }
    const button = byId("pin-part").querySelector("[type=submit]")
    button.disabled = true
    try {
      await this.#account.signIn(this.#person, pin)
    } catch (error) {
      if (!(error instanceof StaffError)) throw error
      this.#refused(error)
      return
    } finally {
      this.#field.value = ""
      button.disabled = this.#waiting !== null
    }
    this.#say("")
  }

  #refused(error) {
    if (error.code === "pin-delay" && error.waitSeconds !== null) this.#countDown(error.waitSeconds)
    else if (error.code === "device-locked") this.#say(words.deviceLocked)
    else if (error.code === "wrong-pin") this.#say(words.pinWrong(error.problem.tries_left ?? null))
    else this.#say(problemText(error))
    this.#field.focus()
  }

  #countDown(seconds) {
    const end = Date.now() + seconds * 1000
    const button = byId("pin-part").querySelector("[type=submit]")
    this.#say(words.pinDelay(formatSpan(seconds * 1000)))
    // On the button, where nobody is told of every second.
    const show = () => {
      const left = end - Date.now()
      if (left > 0) button.textContent = `${words.pinEnter} (${formatSpan(left)})`
      else this.#say("")
    }
    button.disabled = true
    this.#waiting = setInterval(show, 1000)
    show()
  }

  #say(text) {
    const button = byId("pin-part").querySelector("[type=submit]")
    if (this.#waiting !== null) button.disabled = false
    clearInterval(this.#waiting)
    this.#waiting = null
    button.textContent = words.pinEnter
    byId("pin-message").textContent = text
  }
}

function problemText(error) {
  if (error.kind === "unreachable") return words.unreachable
  if (error.status === 429) return words.tooMany(formatSpan((error.waitSeconds ?? 60) * 1000))
  return words.failed
}

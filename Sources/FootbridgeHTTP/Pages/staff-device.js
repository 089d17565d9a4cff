// The device's own tab: what it is, whose shift it is, and another device for a colleague.

import { element } from "./markup.js"
import { groupedCode } from "./staff-code.js"
import { gateway, StaffError } from "./staff-gateway.js"
import { formatMoment, words } from "./staff-words.js"

const byId = (id) => document.getElementById(id)

export class DeviceTab {
  #account
  #outbox

  constructor({ account, outbox }) {
    this.#account = account
    this.#outbox = outbox
  }

  async show() {
    const { device, store, merchant, person, offline, isLead } = this.#account
    const fact = (name, value) => [element("dt", {}, name), element("dd", {}, value)]
    const section = byId("device")
    section.className = "list-view"
    const waiting = await this.#waiting()
    section.replaceChildren(...[
      element("div.list-head", {}, element("h1", { id: "device-title", tabindex: "-1" }, words.deviceTitle)),
      element("div.card", {}, element("dl.facts", {},
        ...fact(words.deviceName, device.name), ...fact(words.deviceStore, store.name),
        ...fact(words.deviceMerchant, merchant.name),
        ...fact(words.devicePerson, `${person.name} · ${isLead ? words.roleLead : words.roleTill}`))),
      element("p.quiet-text", {}, offline.allowed
        ? words.deviceOfflineOn(Math.round(offline.grace_s / 3600)) : words.deviceOfflineOff),
      isLead && this.#enrolment(),
      this.#signOut(waiting),
    ].filter(Boolean))
  }

  hide() {
    // A code that works once is not left on the screen.
    byId("device").replaceChildren()
  }

  async #waiting() {
    return (await this.#outbox.entries()).filter((entry) => this.#outbox.isOwn(entry)).length
  }

  #signOut(waiting) {
    const message = element("p.message", { role: "alert" })
    const signOut = async () => {
      try {
        await this.#account.signOut()
      } catch (error) {
        if (!(error instanceof StaffError)) throw error
        message.textContent = error.kind === "unreachable" ? words.unreachable : words.failed
      }
    }
    return element("div.list-view", {},
      waiting > 0 && element("p.message", {}, words.signOutWaiting(waiting)),
      element("button.button.secondary.wide.tall", { type: "button", id: "sign-out", click: () => { void signOut() } },
        waiting > 0 ? words.signOutAnyway : words.signOut),
      message)
  }

  #enrolment() {
    const shown = element("div.enrolment", { role: "status" })
    const add = async () => {
      try {
        const { code, qr_svg: drawing, expires_at: end } = await gateway.newEnrolment()
        shown.replaceChildren(
          // As a picture, nothing in a drawing can run.
          element("img", { src: `data:image/svg+xml,${encodeURIComponent(drawing)}`, alt: words.addDeviceQR }),
          element("p.plain-code", { translate: "no" }, groupedCode(code)),
          element("p.quiet-text", {}, words.addDeviceUntil(formatMoment(end, this.#account.clock.now()))))
      } catch (error) {
        if (!(error instanceof StaffError)) throw error
        shown.replaceChildren(element("p.message", {}, error.kind === "unreachable" ? words.unreachable : words.failed))
      }
    }
    return element("div.card.list-view", {},
      element("p.quiet-text", {}, words.addDeviceText),
      element("button.button.secondary.wide", { type: "button", id: "add-device", click: () => { void add() } }, words.addDevice),
      shown)
  }
}

// The device's own tab: what it is, whose shift it is, and another device for a colleague.

import { element } from "./markup.js"
import { groupedCode } from "./staff-code.js"
import { gateway, StaffError } from "./staff-gateway.js"
import { formatMoment, words } from "./staff-words.js"

const byId = (id) => document.getElementById(id)

export class DeviceTab {
  #account
  #outbox
  /** The parts of the open tab that say something of the account or the outbox; null while it is closed. */
  #parts = null

  constructor({ account, outbox }) {
    this.#account = account
    this.#outbox = outbox
    for (const told of [account, outbox]) told.addEventListener("change", () => { void this.#redraw() })
  }

  async show() {
    const parts = {
      facts: element("dl.facts"), rule: element("p.quiet-text"), enrolment: element("div.card.list-view", { hidden: true }),
      ...this.#signOut(),
    }
    this.#parts = parts
    await this.#redraw()
    if (this.#parts !== parts) return
    const section = byId("device")
    section.className = "list-view"
    section.replaceChildren(
      element("div.list-head", {}, element("h1", { id: "device-title", tabindex: "-1" }, words.deviceTitle)),
      element("div.card", {}, parts.facts), parts.rule, parts.enrolment,
      element("div.list-view", {}, parts.waiting, parts.signOut, parts.failure))
  }

  hide() {
    // A code that works once is not left on the screen.
    this.#parts = null
    byId("device").replaceChildren()
  }

  /** Says what is so now. Buttons and a code on the screen stay the same elements: they may have the focus. */
  async #redraw() {
    const waiting = (await this.#outbox.entries()).filter((entry) => this.#outbox.isOwn(entry)).length
    const { device, store, merchant, person, offline, isLead } = this.#account
    // Closed, or about to be.
    if (this.#parts === null || !person) return
    const { facts, rule, enrolment, waiting: warning, signOut } = this.#parts
    const fact = (name, value) => [element("dt", {}, name), element("dd", {}, value)]
    facts.replaceChildren(
      ...fact(words.deviceName, device.name), ...fact(words.deviceStore, store.name),
      ...fact(words.deviceMerchant, merchant.name),
      ...fact(words.devicePerson, `${person.name} · ${isLead ? words.roleLead : words.roleTill}`))
    rule.textContent = offline.allowed ? words.deviceOfflineOn(Math.round(offline.grace_s / 3600)) : words.deviceOfflineOff
    if (enrolment.hidden === isLead) {
      if (enrolment.contains(document.activeElement)) byId("device-title").focus()
      enrolment.hidden = !isLead
      enrolment.replaceChildren(...(isLead ? this.#enrolment() : []))
    }
    warning.hidden = waiting === 0
    warning.textContent = words.signOutWaiting(waiting)
    signOut.textContent = waiting > 0 ? words.signOutAnyway : words.signOut
  }

  #signOut() {
    const failure = element("p.message", { role: "alert" })
    const leave = async () => {
      try {
        await this.#account.signOut()
      } catch (error) {
        if (!(error instanceof StaffError)) throw error
        failure.textContent = error.kind === "unreachable" ? words.unreachable : words.failed
      }
    }
    return {
      waiting: element("p.message", { hidden: true }), failure,
      signOut: element("button.button.secondary.wide.tall", { type: "button", id: "sign-out", click: () => { void leave() } }, words.signOut),
    }
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
    return [
      element("p.quiet-text", {}, words.addDeviceText),
      element("button.button.secondary.wide", { type: "button", id: "add-device", click: () => { void add() } }, words.addDevice),
      shown,
    ]
  }
}

// Which device this is, whose shift it is, and what time the gateway has; kept for when the network is away.

import { gateway, StaffError } from "./staff-gateway.js"

/** The device's clock, corrected by the gateway's last word on the time. */
export class CorrectedClock {
  /** Milliseconds that the gateway's clock is ahead of the device's. */
  #ahead = 0

  now() {
    return Date.now() + this.#ahead
  }

  /** @param {string} serverTime as the gateway wrote it between `asked` and `answered`, device times in milliseconds. */
  learn(serverTime, asked, answered) {
    const then = Date.parse(serverTime)
    if (!Number.isNaN(then)) this.#ahead = then - (asked + answered) / 2
  }

  get ahead() { return this.#ahead }
  set ahead(milliseconds) { this.#ahead = Number.isFinite(milliseconds) ? milliseconds : 0 }
}

/** Tells of every change with the event "change". */
export class Account extends EventTarget {
  clock = new CorrectedClock()
  /** The gateway's last answer about this device; null where it knows no such device, undefined where nobody asked yet. */
  #state
  #database
  /** How often somebody was enrolled, or signed in or out; what was asked before the last time is out of date. */
  #changes = 0

  /** @param {StaffDatabase} database */
  constructor(database) {
    super()
    this.#database = database
  }

  async restore() {
    const kept = await this.#database.get("kept", "account")
    if (kept === undefined) return
    this.#state = kept.state
    this.clock.ahead = kept.ahead
  }

  get isKnown() { return this.#state !== undefined }
  get isEnrolled() { return Boolean(this.#state) }
  get device() { return this.#state?.device }
  get store() { return this.#state?.store }
  get merchant() { return this.#state?.merchant }
  get people() { return this.#state?.people ?? [] }
  get offline() { return this.#state?.offline ?? { allowed: false, grace_s: 0, keys: [], revoked: [] } }

  /** Who is signed in, or null. */
  get person() {
    const { person, session_ends_at: end } = this.#state ?? {}
    return person && !(Date.parse(end) <= this.clock.now()) ? person : null
  }

  get isLead() { return this.person?.role === "lead" }

  nameOf(personId) {
    return this.people.find(({ id }) => String(id) === String(personId))?.name ?? null
  }

  /**
   * Asks again.
   * @throws {StaffError} where there was no answer; an answer that this is no enrolled device is none of these.
   */
  async refresh() {
    const changes = this.#changes
    let state = null
    try {
      state = await this.#ask(() => gateway.account())
    } catch (error) {
      if (!(error instanceof StaffError) || error.status !== 401) throw error
    }
    if (changes === this.#changes) await this.#keep(state)
  }

  async enrol(code, name) { await this.#change(await this.#ask(() => gateway.enrol(code, name))) }
  async signIn(person, pin) { await this.#change(await this.#ask(() => gateway.signIn(person.id, pin))) }

  async signOut() {
    await gateway.signOut()
    await this.#change({ ...this.#state, person: null, session_ends_at: null })
  }

  async #ask(question) {
    const asked = Date.now()
    const state = await question()
    this.clock.learn(state.server_time, asked, Date.now())
    return state
  }

  async #change(state) {
    this.#changes += 1
    await this.#keep(state)
  }

  async #keep(state) {
    this.#state = state
    await this.#database.put("kept", { state, ahead: this.clock.ahead }, "account")
    this.dispatchEvent(new Event("change"))
  }
}

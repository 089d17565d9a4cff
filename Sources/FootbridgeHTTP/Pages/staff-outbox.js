// Redemptions on their way to the gateway. Each has one key from its confirmation until its answer, across lost answers
// and reloads, and they go out in the order in which they were confirmed.

import { freshKey } from "./gateway.js"
import { gateway, network, StaffError } from "./staff-gateway.js"

/** Seconds until the next attempt where the gateway named none; the last holds for all further ones. */
const pauses = [1, 2, 4, 8, 15]
/** Seconds until the next attempt after an answer that only a person can change, such as a session that has ended. */
const haltedPause = 60

/**
 * A redemption without an answer.
 * @typedef {{sequence: number, key: string, code: string, order: object, person: string, store: string, madeAt: string,
 *   isQueued: boolean, isVerified: boolean, attempts: number, shown: object}} Entry
 *   `code` in its plain form; `order` as it is sent, the same every time; `isQueued` where the network was away when it
 *   was confirmed; `shown` what the till knew of the voucher.
 * @typedef {{sequence: number, entry: Entry, redemption: object|null, problem: object|null}} Result one of both.
 */

/** Events: "change" when something was added or settled, "settled" with a Result as `detail`. */
export class Outbox extends EventTarget {
  #database
  #account
  #isDraining = false
  #timer = null
  #failures = 0

  constructor(database, account) {
    super()
    this.#database = database
    this.#account = account
    addEventListener("online", () => this.wake())
    network.addEventListener("change", () => { if (network.isThere) this.wake() })
    account.addEventListener("change", () => this.wake())
  }

  /** Those without an answer, oldest first. */
  entries() { return this.#database.all("outbox") }

  /** Those of whoever is signed in. Another's wait for them: a key holds for who used it first. */
  isOwn({ person, store }) {
    return String(person) === String(this.#account.person?.id) && store === this.#account.store?.id
  }

  /**
   * Keeps a redemption, and sends it as soon as that is possible.
   * @param {{code: string, text: string, isQueued: boolean, isVerified: boolean, shown: object}} redemption `text` is
   *   what is sent: the code, or the whole text of its QR code.
   * @returns {Promise<number>} its sequence.
   */
  async add({ code, text, isQueued, isVerified, shown }) {
    const madeAt = new Date(this.#account.clock.now()).toISOString()
    const sequence = await this.#database.add("outbox", {
      key: freshKey(), code, order: { code: text, ...(isQueued && { occurred_at: madeAt }) },
      person: String(this.#account.person.id), store: this.#account.store.id, madeAt,
      isQueued, isVerified, attempts: 0, shown,
    })
    this.dispatchEvent(new Event("change"))
    this.wake()
    return sequence
  }

  /** Sends now what can be sent. */
  wake() {
    clearTimeout(this.#timer)
    this.#timer = null
    void this.#drain()
  }

  async #drain() {
    if (this.#isDraining) return
    this.#isDraining = true
    let pause = null
    try {
      pause = await alone(() => this.#sendAll())
    } finally {
      this.#isDraining = false
    }
    if (pause !== null) this.#timer = setTimeout(() => this.wake(), pause * 1000)
  }

  /** @returns {Promise<number|null>} seconds until the next attempt; null where nothing is left. */
  async #sendAll() {
    let pause = null
    const tried = new Set()
    for (;;) {
      // Read anew each time: one may have been added meanwhile.
      const entry = (await this.entries()).find((one) => this.isOwn(one) && !tried.has(one.sequence))
      if (!entry) return pause
      tried.add(entry.sequence)
      try {
        await this.#settle(entry, { redemption: await this.#send(entry), problem: null })
        this.#failures = 0
      } catch (error) {
        if (!(error instanceof StaffError)) throw error
        const next = this.#pauseAfter(error)
        if (next === null) {
          await this.#settle(entry, { redemption: null, problem: { ...error.problem, status: error.status } })
          this.#failures = 0
        } else if (error.status === 500) {
          // Its own fault, perhaps; the others need not wait for it.
          pause = next
        } else {
          return next
        }
      }
    }
  }

  async #send(entry) {
    // Noted before it goes out: from here on it may have been done.
    await this.#database.put("outbox", { ...entry, attempts: entry.attempts + 1 })
    const order = entry.isQueued ? { ...entry.order, device_sequence: entry.sequence } : entry.order
    return gateway.redeem(order, entry.key)
  }

  /** Seconds until the same is sent again; null where the refusal is final. */
  #pauseAfter(error) {
    if (error.status === 401 || error.status === 403) {
      if (error.status === 401) this.#account.refresh().catch(() => {})
      return haltedPause
    }
    if (!error.isTemporary && error.status < 500) return null
    const usual = pauses[Math.min(this.#failures, pauses.length - 1)]
    this.#failures += 1
    return error.waitSeconds ?? usual
  }

  async #settle(entry, outcome) {
    const result = { sequence: entry.sequence, entry, ...outcome }
    await this.#database.settle(result)
    this.dispatchEvent(new CustomEvent("settled", { detail: result }))
    this.dispatchEvent(new Event("change"))
  }
}

/** Runs `work` while no other window of this browser does. */
function alone(work) {
  return navigator.locks ? navigator.locks.request("footbridge-outbox", work) : work()
}

// Today's redemptions, and what went wrong without the network.

import { element } from "./markup.js"
import { refusedAnswer } from "./staff-answers.js"
import { groupedCode } from "./staff-code.js"
import { gateway, StaffError } from "./staff-gateway.js"
import { dayOf, formatMoment, formatValue, words } from "./staff-words.js"

const byId = (id) => document.getElementById(id)

function list(id, title, refresh, ...content) {
  const section = byId(id)
  // Who has the focus in a list keeps it in the list that takes its place.
  const hadFocus = section.contains(document.activeElement)
  section.className = "list-view"
  section.replaceChildren(
    element("div.list-head", {},
      element("h1", { id: `${id}-title`, tabindex: "-1" }, title),
      element("button.button.secondary", { type: "button", click: refresh }, words.refresh)),
    ...content.filter(Boolean))
  if (hadFocus) section.querySelector("h1").focus()
}

const rows = (items) => element("ul.card.rows", { role: "list" }, ...items)

function title({ title: name, value }) {
  return [formatValue(value), name].filter(Boolean).join(" · ") || words.unknownPromotion
}

export class TodayTab {
  #account
  #outbox
  #redeeming
  #asked = 0
  /** Whom the open list was drawn for; null while it is closed. */
  #people = null

  constructor({ account, outbox, redeeming }) {
    this.#account = account
    this.#outbox = outbox
    this.#redeeming = redeeming
    outbox.addEventListener("change", () => { if (this.#people !== null) void this.show() })
    // Names, and who may undo what; the account comes anew every other minute, mostly with the same.
    account.addEventListener("change", () => {
      if (this.#people !== null && account.person && this.#peopleNow !== this.#people) void this.show()
    })
  }

  get #peopleNow() { return JSON.stringify([this.#account.person, this.#account.people]) }

  async show() {
    const asked = this.#asked += 1
    this.#people = this.#peopleNow
    const now = this.#account.clock.now()
    let [items, message] = [[], null]
    try {
      items = (await gateway.redemptions()).items
    } catch (error) {
      if (!(error instanceof StaffError)) throw error
      message = error.kind === "unreachable" ? words.todayOffline : error.status === 403 ? words.todayForbidden : words.failed
    }
    const waiting = await this.#outbox.entries()
    if (asked !== this.#asked) return
    // Yesterday's too, for as long as they can be undone.
    const today = items.filter((item) => dayOf(item.redeemed_at) === dayOf(now) || Date.parse(item.reversible_until) > now)
    if (message === null && today.length === 0 && waiting.length === 0) message = words.todayNone
    list("today", words.todayTitle, () => { void this.show() },
      message && element("p.quiet-text", { role: "status" }, message),
      waiting.length > 0 && rows(waiting.map((entry) => this.#waitingRow(entry, now))),
      today.length > 0 && rows(today.map((item) => this.#row(item, now))))
  }

  hide() {
    // An answer that is still on its way is for nobody.
    this.#asked += 1
    this.#people = null
  }

  #waitingRow(entry, now) {
    return element("li.row", {},
      element("span.row-time", {}, formatMoment(entry.madeAt, now)),
      element("div.row-text", {},
        element("p.row-title", {}, title(entry.shown)),
        element("p", {}, [groupedCode(entry.code), entry.isVerified ? "" : words.unverified].filter(Boolean).join(" · ")),
        element("p.row-state", {}, this.#outbox.isOwn(entry)
          ? words.todayWaiting : words.todayWaitingFor(this.#account.nameOf(entry.person) ?? "?"))))
  }

  #row(item, now) {
    const time = formatMoment(item.redeemed_at, now)
    const name = this.#account.nameOf(item.staff_id)
    const isMine = this.#account.isLead || String(item.staff_id) === String(this.#account.person?.id)
    const undo = isMine ? this.#redeeming.undoAction(item, null, () => {
      this.#redeeming.close()
      void this.show()
    }) : null
    const heading = title(item.promotion)
    return element(item.reversed_at ? "li.row.is-undone" : "li.row", {},
      element("span.row-time", {}, time),
      element("div.row-text", {},
        element("p.row-title", {}, heading),
        element("p", {}, [item.product?.title, name && words.todayBy(name)].filter(Boolean).join(" · ")),
        item.reversed_at && element("p.row-state", {}, words.todayUndone(formatMoment(item.reversed_at, now))),
        undo && element("p", {}, undo.label())),
      undo && element("button.button.secondary", {
        type: "button", click: undo.act, "aria-label": words.undoOf(heading, time),
      }, words.undo))
  }
}

/** Conflicts of the store, as the gateway has them, and refusals of what this device took without the network. */
export class ConflictsTab {
  #account
  #database
  #conflicts = []
  #asked = 0

  constructor({ account, database, outbox, redeeming }) {
    this.#account = account
    this.#database = database
    outbox.addEventListener("settled", ({ detail }) => { if (detail.problem) void this.#redraw() })
    redeeming.addEventListener("idle", () => { void this.#redraw() })
  }

  /** Asks the gateway, for the number at the tab too. */
  async show() {
    const asked = this.#asked += 1
    try {
      const { items } = await gateway.conflicts()
      if (asked === this.#asked) this.#conflicts = items
    } catch (error) {
      if (!(error instanceof StaffError)) throw error
      // Then those that were known already are shown.
    }
    if (asked === this.#asked) await this.#redraw()
  }

  hide() {
    this.#asked += 1
  }

  async #redraw() {
    const now = this.#account.clock.now()
    const dismissed = await this.#dismissed()
    const refused = (await this.#database.all("results")).filter(({ entry, problem }) => entry.isQueued && problem)
    const conflicts = this.#conflicts.filter((conflict) => !dismissed.includes(keyOf(conflict)))
    // A conflict of this device is in both; its own account of it says more.
    const others = conflicts.filter((conflict) => !refused.some(({ entry }) => isSameMoment(entry.madeAt, conflict.occurred_at)))
    const items = [
      ...refused.map((result) => this.#refusedRow(result, now)),
      ...others.map((conflict) => this.#conflictRow(conflict, now)),
    ]
    const count = byId("conflict-count")
    count.textContent = String(items.length)
    count.hidden = items.length === 0
    list("conflicts", words.conflictsTitle, () => { void this.show() },
      element("p.quiet-text", {}, items.length > 0 ? words.conflictsText : words.conflictsNone),
      items.length > 0 && rows(items))
  }

  #refusedRow({ sequence, entry, problem }, now) {
    const code = problem.code === "already-redeemed" ? "conflict" : problem.code
    const answer = refusedAnswer(code, problem, entry.shown, now)
    const heading = title(entry.shown)
    return this.#row(`${answer.title} · ${heading}`, formatMoment(entry.madeAt, now),
      [answer.next, `${groupedCode(entry.code)} · ${words.conflictTaken(formatMoment(entry.madeAt, now))}`],
      async () => {
        await this.#database.delete("results", sequence)
        const same = this.#conflicts.find((conflict) => isSameMoment(entry.madeAt, conflict.occurred_at))
        if (same) await this.#dismiss(keyOf(same))
      })
  }

  #conflictRow(conflict, now) {
    const where = conflict.redeemed_store_name ?? conflict.redeemed_store
    return this.#row(words.refusals.conflict.title, formatMoment(conflict.occurred_at, now),
      [words.conflictSpent(formatMoment(conflict.redeemed_at, now), where), words.conflictTaken(formatMoment(conflict.occurred_at, now))],
      () => this.#dismiss(keyOf(conflict)))
  }

  #row(heading, time, lines, dismiss) {
    return element("li.row", {},
      element("span.row-time", {}, time),
      element("div.row-text", {}, element("p.row-title", {}, heading), ...lines.map((line) => element("p", {}, line))),
      element("button.button.secondary", {
        type: "button", "aria-label": words.dismissOf(`${heading}, ${time}`),
        click: () => { void dismiss().then(() => this.#redraw()) },
      }, words.dismiss))
  }

  async #dismissed() { return await this.#database.get("kept", "dismissed") ?? [] }

  async #dismiss(key) {
    // The gateway tells of 500 at most.
    await this.#database.put("kept", [...await this.#dismissed(), key].slice(-500), "dismissed")
  }
}

const keyOf = (conflict) => `${conflict.voucher_id} ${conflict.occurred_at} ${conflict.store_id}`
const isSameMoment = (one, other) => Date.parse(one) === Date.parse(other)

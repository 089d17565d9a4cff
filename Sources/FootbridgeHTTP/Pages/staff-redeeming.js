// From a voucher in hand to its answer: check, confirm, result, undo.

import {
  failedAnswer, lostAnswer, offlineAnswer, queuedAnswer, readyAnswer, redeemingAnswer, refusedAnswer, resultAnswer,
  shownOf, undoFailedAnswer, undoingAnswer, undoneAnswer, undoQuestion,
} from "./staff-answers.js"
import { gateway, network, StaffError } from "./staff-gateway.js"
import { judgeOffline } from "./staff-offline.js"
import { isSignedText, readSigned } from "./staff-signature.js"
import { formatMoment, formatSpan, words } from "./staff-words.js"

/** So long an answer is waited for before the till is told that it may go on, in milliseconds. */
const lostAfter = 6_000
/** How often another window's answers are looked for, in milliseconds. */
const lookEvery = 2_000
/** For so long this device remembers what it took, in milliseconds: longer than any redemption may wait. */
const takenFor = 14 * 86_400_000
const promotionsKept = 200

/** Event "idle": an answer was put away and no other waits; its `detail` is what the answer was about. */
export class Redeeming extends EventTarget {
  #database
  #account
  #outbox
  #panel
  #announce
  /** Answers that came while another was on the screen. */
  #unseen = []
  /** Sequences of the answers taken up since the page was opened. */
  #takenUp = new Set()
  #sent = 0

  constructor({ database, account, outbox, panel, announce }) {
    super()
    this.#database = database
    this.#account = account
    this.#outbox = outbox
    this.#panel = panel
    this.#announce = announce
    outbox.addEventListener("settled", ({ detail }) => { void this.#settled(detail) })
    setInterval(() => { void this.#lookForResults() }, lookEvery)
  }

  /** Takes up what was left when the page was last closed. */
  async restore() {
    const oldest = this.#now - takenFor
    for (const { code, at } of await this.#database.all("taken")) {
      if (Date.parse(at) < oldest) await this.#database.delete("taken", code)
    }
    await this.#lookForResults()
  }

  get #now() { return this.#account.clock.now() }

  // Checking

  /** Asks what would come of a voucher, and shows it. @param {string} text a typed code, or a QR code's text. */
  async check(text) {
    const subject = isSignedText(text) ? text : null
    const waiting = await this.#waitingSince(readSigned(text)?.code ?? text)
    if (waiting !== null) {
      this.#showRefusal("taken-here", { taken_at: waiting }, shownOf({}), subject)
      return
    }
    try {
      await this.showCheck(await gateway.checkCode(text), subject)
    } catch (error) {
      if (!(error instanceof StaffError)) throw error
      if (error.kind === "unreachable") await this.#checkAlone(text, subject)
      else this.showFailure(error, () => this.check(text), subject)
    }
  }

  /** @param {object} check the gateway's answer. @param {unknown} subject what the camera calls it. */
  async showCheck(check, subject) {
    const shown = shownOf(check.voucher ?? {})
    const waiting = shown.code ? await this.#waitingSince(shown.code) : null
    if (waiting !== null) {
      this.#showRefusal("taken-here", { taken_at: waiting }, shown, subject)
    } else if (!check.redeemable) {
      this.#showRefusal(check.reason, check, shown, subject)
    } else {
      await this.#learnPromotion(check.voucher.promotion)
      this.#ask(readyAnswer(shown, this.#now), words.confirm, subject,
        { code: shown.code, text: shown.code, isQueued: false, isVerified: true, shown })
    }
  }

  showFailure(error, retry, subject = null) {
    if (error.status === 401) this.#account.refresh().catch(() => {})
    this.#panel.show(failedAnswer(error), {
      subject,
      actions: [
        { label: words.tryAgain, isMain: true, act: () => { this.#panel.close(); void retry() } },
        { label: words.cancel, act: () => this.#putAway(subject) },
      ],
      dismiss: () => this.#putAway(subject),
    })
  }

  async #checkAlone(text, subject) {
    const verdict = await judgeOffline(text, {
      offline: this.#account.offline, now: this.#now, takenAt: (code) => this.#takenAt(code),
    })
    const shown = await this.#shownOffline(verdict)
    if (verdict.reason !== null) {
      this.#showRefusal(verdict.reason, { taken_at: verdict.takenAt }, shown, subject)
      return
    }
    const { code, isVerified } = verdict
    this.#ask(offlineAnswer(isVerified, shown, this.#now), words.offlineConfirm, subject,
      { code, text: verdict.signed ? text : code, isQueued: true, isVerified, shown })
  }

  #showRefusal(reason, details, shown, subject) {
    this.#panel.show(refusedAnswer(reason, details, shown, this.#now), {
      subject, actions: [{ label: words.understood, isMain: true, act: () => this.#putAway(subject) }],
      dismiss: () => this.#putAway(subject),
    })
  }

  #ask(answer, confirm, subject, redemption) {
    this.#panel.show(answer, {
      subject,
      actions: [
        { label: confirm, isMain: true, act: () => { void this.#redeem(redemption, subject) } },
        { label: words.dontRedeem, act: () => this.#putAway(subject) },
      ],
      dismiss: () => this.#putAway(subject),
    })
  }

  // Redeeming

  async #redeem(redemption, subject) {
    const { shown, isQueued } = redemption
    this.#panel.show(redeemingAnswer(shown, this.#now), { subject, actions: [], dismiss: null })
    const sequence = await this.#outbox.add(redemption)
    const about = { sequence, of: subject }
    if (isQueued) {
      const entry = (await this.#outbox.entries()).find((one) => one.sequence === sequence)
      // Sent already where the network has just come back; then the result is shown instead.
      if (entry) this.#showWaiting(queuedAnswer(entry, this.#now), about)
      else this.#panel.subject = about
      return
    }
    this.#panel.subject = about
    const isOnScreen = () => this.#panel.subject === about
    const showLost = () => { if (isOnScreen()) this.#showWaiting(lostAnswer(shown, this.#now), about) }
    const timer = setTimeout(() => { network.removeEventListener("change", cut); showLost() }, lostAfter)
    const cut = () => {
      if (network.isThere) return
      clearTimeout(timer)
      showLost()
    }
    network.addEventListener("change", cut, { once: true })
    await this.#lookForResults()
  }

  /** The result takes its place when it comes; the till need not wait for it. */
  #showWaiting(answer, about) {
    const waiting = { ...about }
    this.#panel.show(answer, {
      subject: waiting, actions: [{ label: words.next, isMain: true, act: () => this.#putAway(about.of) }],
      dismiss: () => this.#putAway(about.of),
    })
  }

  async #settled(result) {
    const { entry, redemption } = result
    if (this.#takenUp.has(result.sequence)) return
    this.#takenUp.add(result.sequence)
    if (redemption) {
      await this.#database.put("taken", { code: entry.code, at: redemption.redeemed_at, id: redemption.id })
      await this.#learnPromotion(redemption.promotion)
    }
    const isAwaited = this.#panel.subject?.sequence === result.sequence
    if (!isAwaited && entry.isQueued && redemption) {
      await this.#database.delete("results", result.sequence)
      this.#tellSent()
    } else if (isAwaited) {
      this.#showResult(result, this.#panel.subject.of)
    } else {
      this.#unseen.push(result)
      if (!this.#panel.isOpen) this.#showUnseen(null)
    }
  }

  /** Those that another window was answered, or that were on the screen when the page was closed. */
  async #lookForResults() {
    for (const result of await this.#database.all("results")) {
      if (!result.wasShown) await this.#settled(result)
    }
  }

  /** One sentence for all that go out together. */
  #tellSent() {
    this.#sent += 1
    if (this.#sent > 1) return
    setTimeout(() => {
      this.#announce(words.sent(this.#sent))
      this.#sent = 0
    }, 500)
  }

  #showResult(result, subject, { isLate = false } = {}) {
    const { entry, redemption } = result
    let isDismissed = false
    const dismiss = () => {
      // Escape and a tap may both come before it is gone.
      if (!isDismissed) void this.#dismissResult(result, subject)
      isDismissed = true
    }
    const actions = [{ label: redemption ? words.next : words.understood, isMain: true, act: dismiss }]
    if (redemption) {
      const undo = this.undoAction(redemption, entry.shown, dismiss)
      if (undo !== null) actions.push(undo)
    }
    this.#panel.show(resultAnswer(result, { isLate }, this.#now), { subject: { result: result.sequence }, actions, dismiss })
  }

  #showUnseen(subject) {
    const next = this.#unseen.shift()
    if (next) this.#showResult(next, subject, { isLate: true })
    return next !== undefined
  }

  /** What was refused after it had been taken without the network stays in the list of conflicts. */
  async #dismissResult(result, subject) {
    // Written down first: a page that is loaded again shows what was still to be seen, and nothing else.
    try {
      if (result.entry.isQueued && result.problem) await this.#database.put("results", { ...result, wasShown: true })
      else await this.#database.delete("results", result.sequence)
    } finally {
      this.#putAway(subject)
    }
  }

  #putAway(subject) {
    this.#panel.close()
    this.#goOn(subject)
  }

  #goOn(subject) {
    if (!this.#showUnseen(subject)) this.dispatchEvent(new CustomEvent("idle", { detail: subject }))
  }

  // Undoing

  /** The button that undoes a redemption while that is possible, or null. */
  undoAction({ id, redeemed_at: redeemedAt, reversible_until: until, reversed_at: reversedAt, promotion, product }, shown, done) {
    const end = Date.parse(until)
    if (reversedAt || !(end > this.#now)) return null
    const known = shown ?? shownOf({ promotion, product })
    return {
      label: () => (end > this.#now ? words.undoUntil(formatMoment(end, this.#now), formatSpan(end - this.#now)) : null),
      act: () => this.askToUndo({ id, redeemedAt }, known, done),
    }
  }

  /** @param {() => void} done once it is undone, or kept. */
  askToUndo(redemption, shown, done) {
    this.#panel.show(undoQuestion(shown, this.#now), {
      subject: { undo: redemption.id },
      actions: [
        ...Object.entries(words.undoReasons).map(([reason, label]) => ({
          label, act: () => { void this.#undo(redemption, reason, shown, done) },
        })),
        { label: words.undoKeep, isMain: true, act: done },
      ],
      dismiss: done,
    })
  }

  async #undo(redemption, reason, shown, done) {
    const subject = { undo: redemption.id }
    this.#panel.show(undoingAnswer(), { subject, actions: [], dismiss: null })
    const answer = await reversed(redemption.id, reason).then(() => undoneAnswer(shown, this.#now), (error) => {
      if (!(error instanceof StaffError)) throw error
      if (error.status === 401) this.#account.refresh().catch(() => {})
      return undoFailedAnswer(error)
    })
    if (answer.tone === "undone") {
      const taken = (await this.#database.all("taken")).find(({ id }) => id === redemption.id)
      if (taken) await this.#database.delete("taken", taken.code)
    }
    this.#panel.show(answer, { subject, actions: [{ label: words.next, isMain: true, act: done }], dismiss: done })
  }

  /** For lists: closes the panel and goes on with what waits. */
  close() { this.#putAway(null) }

  // What this device knows

  /** When a code was confirmed that has no answer yet; null where it was not. */
  async #waitingSince(code) {
    const plain = code.replace(/[\s-]/g, "").toUpperCase()
    return (await this.#outbox.entries()).find((entry) => entry.code === plain)?.madeAt ?? null
  }

  async #takenAt(code) {
    return await this.#waitingSince(code) ?? (await this.#database.get("taken", code))?.at ?? null
  }

  async #shownOffline({ code, signed }) {
    const promotion = signed ? (await this.#promotions())[signed.promotion] : null
    return shownOf({ code, promotion, expires_at: signed ? new Date(signed.expiresAt).toISOString() : null })
  }

  async #promotions() { return await this.#database.get("kept", "promotions") ?? {} }

  /** A QR code names its promotion by number only; what this till has seen it can name without the network. */
  async #learnPromotion({ id, title, value }) {
    const { [id]: _, ...others } = await this.#promotions()
    const kept = Object.fromEntries(Object.entries(others).slice(-(promotionsKept - 1)))
    await this.#database.put("kept", { ...kept, [id]: { title, value } }, "promotions")
  }
}

/** Takes a redemption back; a lost answer is asked for once more, and then "already" is what was wanted. */
async function reversed(id, reason) {
  try {
    await gateway.reverse(id, reason)
  } catch (error) {
    if (!(error instanceof StaffError) || !error.isTemporary) throw error
    await new Promise((resolve) => { setTimeout(resolve, (error.waitSeconds ?? 1) * 1000) })
    await gateway.reverse(id, reason).catch((again) => {
      if (again.code !== "already-reversed") throw again
    })
  }
}

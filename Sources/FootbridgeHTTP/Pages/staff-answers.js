// What the till is told, as answers for the panel: pure functions of what is known of a voucher.

import { groupedCode } from "./staff-code.js"
import { formatMoment, formatValue, words } from "./staff-words.js"

/**
 * An answer without its buttons.
 * @typedef {{tone: "ready"|"done"|"refused"|"unsure"|"undone"|"busy", title: string, next: string, facts: Array<{text:
 *   string, kind: "worth"|"promotion"|"code"|"plain"}>}} Answer
 */

/** What the till knows of a voucher, from wherever it knows it. */
export function shownOf({ promotion, product, expires_at: expiresAt, code }) {
  return {
    title: promotion?.title ?? null, value: promotion?.value ?? null, product: product?.title ?? null,
    expiresAt: expiresAt ?? null, code: code ?? null,
  }
}

function factsOf(shown, now) {
  const facts = []
  const add = (kind, text) => { if (text) facts.push({ kind, text }) }
  add("worth", formatValue(shown.value))
  add("promotion", shown.title)
  add("plain", shown.product && words.forBook(shown.product))
  add("plain", shown.expiresAt && words.validUntil(formatMoment(shown.expiresAt, now)))
  add("code", shown.code && groupedCode(shown.code))
  return facts
}

export function readyAnswer(shown, now) {
  return { tone: "ready", title: words.ready, next: words.readyNext, facts: factsOf(shown, now) }
}

/**
 * @param {string} reason a refusal's code.
 * @param {object} details when and where, as a check or a problem has them.
 */
export function refusedAnswer(reason, details, shown, now) {
  const refusal = words.refusals[Object.hasOwn(words.refusals, reason) ? reason : "other"]
  const moment = details.redeemed_at ?? details.expired_at ?? details.starts_at ?? details.taken_at ?? shown.expiresAt
  return {
    tone: "refused", title: refusal.title,
    next: refusal.next({ time: formatMoment(moment, now), store: details.redeemed_store_name ?? details.redeemed_store ?? words.anotherStore }),
    // When it would have ended says nothing any more.
    facts: factsOf({ ...shown, expiresAt: null }, now),
  }
}

export function offlineAnswer(isVerified, shown, now) {
  return {
    tone: "unsure",
    title: isVerified ? words.offlineGood : words.offlineUnverified,
    next: isVerified ? words.offlineGoodNext : words.offlineUnverifiedNext,
    facts: factsOf(shown, now),
  }
}

export function redeemingAnswer(shown, now) {
  return { tone: "busy", title: words.redeeming, next: words.redeemingNext, facts: factsOf({ ...shown, expiresAt: null }, now) }
}

export function queuedAnswer(entry, now) {
  return {
    tone: "unsure", title: words.queued, next: words.queuedNext(formatMoment(entry.madeAt, now)),
    facts: factsOf({ ...entry.shown, expiresAt: null }, now),
  }
}

export function lostAnswer(shown, now) {
  return { tone: "unsure", title: words.lost, next: words.lostNext, facts: factsOf({ ...shown, expiresAt: null }, now) }
}

/** @param {{isLate: boolean}} options whether the till went on to something else meanwhile. */
export function resultAnswer({ entry, redemption, problem }, { isLate }, now) {
  const answer = redemption
    ? {
      tone: "done", title: words.done, next: words.doneNext(formatMoment(redemption.redeemed_at, now)),
      facts: factsOf({ ...entry.shown, ...shownOf({ ...redemption, code: entry.code }) }, now),
    }
    : refusedAnswer(conflictOf(entry, problem), problem, entry.shown, now)
  if (isLate) answer.facts.unshift({ kind: "plain", text: words.lostSettled(formatMoment(entry.madeAt, now)) })
  return answer
}

/** A voucher that was taken without the network and is spent is a conflict, however short the network was away. */
function conflictOf(entry, { code }) {
  return entry.isQueued && code === "already-redeemed" ? "conflict" : code
}

/** A question that got no answer, or an unexpected one. */
export function failedAnswer(error) {
  const wait = error.waitSeconds === null ? null : `${error.waitSeconds} s`
  if (error.code === "code-delay" && wait !== null) {
    return { tone: "unsure", title: words.codeDelay, next: words.codeDelayNext(wait), facts: [] }
  }
  const text = error.kind === "unreachable" ? words.problemNetwork
    : error.status === 401 ? words.sessionOver
      : error.status === 429 && wait !== null ? words.tooMany(wait)
        : words.failed
  return { tone: "unsure", title: words.problemTitle, next: text, facts: [] }
}

export function undoQuestion(shown, now) {
  return { tone: "undone", title: words.undoTitle, next: words.undoNext, facts: factsOf({ ...shown, expiresAt: null }, now) }
}

export function undoingAnswer() {
  return { tone: "busy", title: words.undoing, next: words.redeemingNext, facts: [] }
}

export function undoneAnswer(shown, now) {
  return { tone: "undone", title: words.undone, next: words.undoneNext, facts: factsOf({ ...shown, expiresAt: null }, now) }
}

export function undoFailedAnswer(error) {
  if (error.kind === "unreachable") return { tone: "unsure", title: words.undoLost, next: words.undoLostNext, facts: [] }
  return { tone: "refused", title: words.undoRefused, next: words.undoRefusals[error.code] ?? words.failed, facts: [] }
}

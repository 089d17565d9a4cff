// Talking to the gateway from the till. Who asks is in cookies that no script can read.

import { waitOf } from "./gateway.js"

/** How long one exchange may take before the network counts as away, in milliseconds. */
const patience = { question: 8_000, photo: 15_000, redemption: 12_000 }
/** The same for a check once the network is known to be away: a queue of shoppers waits. */
const patienceAway = 2_500

/**
 * A request without the answer that was hoped for.
 * `kind`: "unreachable" (nothing of ours answered), "cancelled", or "refused"; for the last, `status` and `code` are the
 * problem's, `problem` all of it, and `waitSeconds` its Retry-After or null.
 */
export class StaffError extends Error {
  constructor(kind, { status = 0, problem = {}, waitSeconds = null } = {}) {
    super(kind)
    this.name = "StaffError"
    this.kind = kind
    this.status = status
    this.problem = problem
    this.code = typeof problem.code === "string" ? problem.code : ""
    this.waitSeconds = waitSeconds
  }

  /** Whether the same request is to be sent again, under the same key. */
  get isTemporary() {
    return this.kind === "unreachable" || this.status === 408 || this.status === 429 || this.status === 503
      || this.code === "in-progress"
  }
}

/** Whether the gateway answered last time; tells of changes with the event "change". */
export const network = new (class extends EventTarget {
  isThere = true

  saw(isThere) {
    if (this.isThere === isThere) return
    this.isThere = isThere
    this.dispatchEvent(new Event("change"))
  }
})()

export const gateway = {
  account: () => ask("GET", "/v1/staff"),
  enrol: (code, name) => ask("POST", "/v1/staff/devices", { json: { code, name } }),
  signIn: (person, pin) => ask("POST", "/v1/staff/session", { json: { person_id: person, pin } }),
  signOut: () => ask("DELETE", "/v1/staff/session"),
  newEnrolment: () => ask("POST", "/v1/staff/enrolments", { json: {} }),
  checkCode: (code, signal) => ask("POST", "/v1/redemptions/check", { json: { code }, signal, isUrgent: true }),
  checkPhoto: (photo, signal) => ask("POST", "/v1/redemptions/check", { photo, signal, isUrgent: true }),
  /** @param {string} key the same for every attempt at one redemption. */
  redeem: (order, key) => ask("POST", "/v1/redemptions", { json: order, key, wait: patience.redemption }),
  reverse: (id, reason) => ask("POST", `/v1/redemptions/${encodeURIComponent(id)}/reversal`, { json: { reason } }),
  redemptions: () => ask("GET", "/v1/redemptions?limit=200"),
  conflicts: () => ask("GET", "/v1/redemptions/conflicts"),
}

async function ask(method, path, { json, photo, key, signal, wait, isUrgent = false } = {}) {
  const headers = { Accept: "application/json, application/problem+json" }
  if (json) headers["Content-Type"] = "application/json"
  if (photo) headers["Content-Type"] = photo.type
  if (key) headers["Idempotency-Key"] = key
  const usual = wait ?? (photo ? patience.photo : patience.question)
  const ended = AbortSignal.timeout(isUrgent && !network.isThere ? patienceAway : usual)
  let response
  let text
  try {
    response = await fetch(path, {
      method, headers, body: photo ?? (json ? JSON.stringify(json) : undefined), cache: "no-store", redirect: "error",
      signal: signal ? AbortSignal.any([signal, ended]) : ended,
    })
    text = await response.text()
  } catch {
    if (signal?.aborted) throw new StaffError("cancelled")
    network.saw(false)
    throw new StaffError("unreachable")
  }
  const answer = response.status === 204 ? null : parsed(text)
  // A captive portal answers with a page of its own, a proxy without the daemon behind it with 502 or 504.
  if (answer === undefined || response.status === 502 || response.status === 504) {
    network.saw(false)
    throw new StaffError("unreachable")
  }
  network.saw(true)
  if (response.ok) return answer
  throw new StaffError("refused", {
    status: response.status, problem: answer ?? {}, waitSeconds: waitOf(response.headers.get("Retry-After")),
  })
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

// Talking to the gateway: one request, its progress, and what to make of its refusal.

/** How long one exchange may take before it is given up, in milliseconds. */
const patience = { upload: 240_000, question: 20_000 }
/** A wait longer than this is left to the shopper instead of being sat out, in seconds. */
export const longestWait = 120

/** The campaign whose poster led to this page, for as long as the page stays open; null without one. */
const campaign = /^[\w./-]{1,186}$/.exec(new URLSearchParams(location.search).get("campaign") ?? "")?.[0] ?? null

/**
 * A request that did not succeed.
 * `kind`: "offline", "unreachable", "timeout", "cancelled" or "refused" (the gateway answered with an error);
 * for the last, `status`, `code`, `reason` (why a typed number is none), `traceId`, `voucherId` and `product` (the numbers of
 * one that is not listed) are the problem's, `waitSeconds` its Retry-After or null, and `isLookUp` says that it was about an identifier the shopper typed.
 */
export class GatewayError extends Error {
  constructor(kind, details = {}) {
    super(kind)
    this.name = "GatewayError"
    this.kind = kind
    this.status = details.status ?? 0
    this.code = details.code ?? ""
    this.reason = details.reason ?? ""
    this.traceId = details.traceId ?? ""
    this.voucherId = details.voucherId ?? ""
    this.product = details.product ?? null
    this.waitSeconds = details.waitSeconds ?? null
    this.isLookUp = details.isLookUp ?? false
  }

  /** Whether the gateway asked for the same request again later. */
  get isBusy() {
    return this.kind === "refused" && this.waitSeconds !== null && (this.status === 429 || this.status === 503 || this.status === 409)
  }
}

/**
 * Sends a photo.
 * @param {{body: Blob, type: string}} photo
 * @param {{position: {lat: number, lon: number}|null, lang: string, key: string}} options `key` makes a repeat after
 *   a lost answer give that answer instead of a second scan.
 * @param {{signal: AbortSignal, onProgress: (fraction: number) => void, onSent: () => void}} hooks
 */
export function sendPhoto(photo, { position, lang, key }, hooks) {
  return exchange({
    method: "POST", path: `/v1/scans?${parameters({ ...position, lang, campaign })}`,
    headers: { "Content-Type": photo.type, "Idempotency-Key": key }, body: photo.body, ...hooks,
  })
}

/**
 * Has a viewfinder's frame read; of one in which nothing is the gateway keeps nothing.
 * @param {{position: {lat: number, lon: number}|null, lang: string, covers: boolean}} options `covers` whether fronts are
 *   looked for, too, which takes the gateway longer than codes do.
 * @returns {Promise<object|null>} the scan's answer; null where nothing was read.
 */
export function sendFrame(frame, { position, lang, covers }, hooks) {
  return exchange({
    method: "POST", path: `/v1/scans?${parameters({ ...position, lang, campaign, live: 1, covers: covers ? 1 : 0 })}`,
    headers: { "Content-Type": frame.type }, body: frame, ...hooks,
  })
}

/**
 * Tells which of a scan's candidates it is.
 * @returns {Promise<object>} the scan's answer, with that book; shops are near where the scan was made.
 */
export function chooseCandidate(scan, gtin) {
  return exchange({
    method: "POST", path: `/v1/scans/${encodeURIComponent(scan)}/choice`,
    headers: { "Content-Type": "application/json" }, body: JSON.stringify({ gtin }),
  })
}

/** Looks a book up by ISBN or GTIN; `radius` in metres, null for the gateway's own. */
export function findProduct(identifier, { position, radius, lang }, hooks) {
  const query = parameters({ ...position, radius_m: position ? radius : null, lang })
  return exchange({ method: "GET", path: `/v1/products/${encodeURIComponent(identifier)}?${query}`, ...hooks })
}

/**
 * Issues a voucher.
 * @param {object} order `promotion_id`, `store_id` and what it is for: `scan_id`, or `gtin` of a typed number.
 * @param {{key: string}} options `key` makes a repeat after a lost answer give that voucher instead of a second one.
 */
export function issueVoucher(order, { key }) {
  return exchange({
    method: "POST", path: "/v1/vouchers",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key }, body: JSON.stringify(order),
  })
}

/** Towns and postcodes that match a text, where shops are known; `near` tells codes of several countries apart. */
export async function findPlaces(text, { lang, near, limit }, hooks) {
  const query = parameters({ q: text, lang, limit, ...near })
  const answer = await exchange({ method: "GET", path: `/v1/places?${query}`, ...hooks })
  const places = (Array.isArray(answer?.places) ? answer.places : [])
    .filter(({ name, lat, lon }) => typeof name === "string" && Number.isFinite(lat) && Number.isFinite(lon))
  return { places, hasMore: answer?.more === true }
}

/** A key no other request has; also where `crypto.randomUUID` is missing, on plain http in a local network. */
export function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

function parameters(values) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values)) {
    // Four decimals are eleven metres: enough for a shop, no more of the shopper than needed.
    if (name === "lat" || name === "lon") query.set(name, value.toFixed(4))
    else if (value !== null && value !== undefined) query.set(name, String(value))
  }
  return query
}

/** One exchange; when the page's session has ended, it is renewed once by fetching the page again. */
async function exchange(request) {
  try {
    return await attempt(request)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.status !== 401) throw error
    await attempt({ method: "GET", path: "/", signal: request.signal, isPage: true })
    return attempt(request)
  }
}

function attempt({ method, path, headers = {}, body = null, signal = null, onProgress = null, onSent = null, isPage = false }) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new GatewayError("cancelled"))
      return
    }
    // XMLHttpRequest, since fetch cannot tell how much of an upload has left.
    const xhr = new XMLHttpRequest()
    const fail = (kind) => () => reject(new GatewayError(kind))
    xhr.open(method, path)
    xhr.timeout = body instanceof Blob ? patience.upload : patience.question
    xhr.setRequestHeader("Accept", isPage ? "text/html" : "application/json, application/problem+json")
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value)
    if (body && onProgress) {
      xhr.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total)
      })
      xhr.upload.addEventListener("load", () => onSent?.())
    }
    xhr.addEventListener("error", () => reject(new GatewayError(navigator.onLine === false ? "offline" : "unreachable")))
    xhr.addEventListener("timeout", fail("timeout"))
    xhr.addEventListener("abort", fail("cancelled"))
    xhr.addEventListener("load", () => {
      if (xhr.status < 200 || xhr.status > 299) {
        reject(refusal(xhr, path))
        return
      }
      const answer = isPage || xhr.status === 204 ? null : parsed(xhr.responseText)
      // A captive portal answers 200 with a page of its own.
      if (answer === undefined) reject(new GatewayError("unreachable"))
      else resolve(answer)
    })
    signal?.addEventListener("abort", () => xhr.abort(), { once: true })
    xhr.send(body)
  })
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusal(xhr, path) {
  const problem = parsed(xhr.responseText)
  const text = (value) => (typeof value === "string" ? value : "")
  return new GatewayError("refused", {
    status: xhr.status,
    code: text(problem?.code),
    reason: text(problem?.reason),
    traceId: text(problem?.trace_id),
    voucherId: text(problem?.voucher_id),
    product: problem?.code === "unknown-product" && problem.number
      ? { gtin: text(problem.gtin), isbn13: problem.number.kind === "isbn" ? text(problem.gtin).slice(1) : null, number: problem.number }
      : null,
    waitSeconds: waitOf(xhr.getResponseHeader("Retry-After")),
    isLookUp: path.startsWith("/v1/products/"),
  })
}

/** Retry-After as seconds from now, from seconds or an HTTP date; null when absent or unreadable. */
export function waitOf(header) {
  if (header === null) return null
  if (/^\d{1,6}$/.test(header.trim())) return Number(header)
  const then = Date.parse(header)
  return Number.isNaN(then) ? null : Math.max(0, Math.ceil((then - Date.now()) / 1000))
}

// One search from photo or ISBN to answer: what is sent, in which order, and when it is sent again.

import { candidatesOf } from "./covers.js"
import { findProduct, freshKey, GatewayError, longestWait, sendPhoto } from "./gateway.js"
import { preparePhoto } from "./photo.js"
import { language } from "./words.js"

/**
 * What a search tells while it runs.
 * @typedef {object} Reporter
 * @property {(step: string, fraction: number|null) => void} step "preparing", "locating", "sending", "reading",
 *   "sendingFull", "readingFull" or "lookingUp"; the fraction of the upload, null when it cannot be known.
 * @property {(picture: Blob) => void} picture the photo as it will be sent.
 * @property {(seconds: number) => Promise<void>} wait shows the gateway's wish to wait and resolves when it is over,
 *   or sooner when the shopper asks; rejects when the search is cancelled.
 */

/**
 * Sends a photo, reduced; when nothing was read in it, or a front is not sure, once more at full size.
 * @param {File} file
 * @param {{place: import("./place.js").PlaceChooser, signal: AbortSignal, report: Reporter}} context
 * @returns {Promise<object>} the scan's answer.
 * @throws {PhotoError|GatewayError}
 */
export async function scan(file, { place, signal, report }) {
  report.step("preparing", null)
  const photo = await preparePhoto(file)
  stopIfCancelled(signal)
  if (photo.shown) report.picture(photo.shown)
  if (place.isLocating) report.step("locating", null)
  const position = await place.position()
  stopIfCancelled(signal)

  const send = (picture, sending, reading) => {
    const key = freshKey()
    return patiently(report, () => {
      report.step(sending, 0)
      return sendPhoto(picture, { position, lang: language, key }, {
        signal,
        onProgress: (fraction) => report.step(sending, fraction),
        onSent: () => report.step(reading, null),
      })
    })
  }

  const answer = await send(photo, "sending", "reading")
  if (!isOpen(answer) || photo.full === null) return answer
  try {
    const second = await send(await photo.full(), "sendingFull", "readingFull")
    return candidatesOf(answer).length > 0 && isOpen(second) && candidatesOf(second).length === 0 ? answer : second
  } catch (error) {
    // The first answer stands, with its diagnosis, when the larger photo does not get through.
    if (error instanceof GatewayError && error.kind !== "cancelled") return answer
    throw error
  }
}

/** Whether a larger photo may tell more: a barcode that was too small, beside which what the front looks like counts little. */
function isOpen(answer) {
  return answer.outcome === "no_symbol" && candidatesOf(answer).every(({ band }) => band !== "sure")
}

/**
 * Looks a product up by its number.
 * @returns {Promise<object>} product, listings and stores; of a product that nobody lists only its numbers are in it, and
 *   its `outcome` is "unlisted".
 * @throws {GatewayError}
 */
export async function lookUp(identifier, { position, radius = null, signal, report }) {
  report.step("lookingUp", null)
  try {
    return await patiently(report, () => findProduct(identifier, { position, radius, lang: language }, { signal }))
  } catch (error) {
    if (error instanceof GatewayError && error.product) return { outcome: "unlisted", product: error.product }
    throw error
  }
}

/** Does a request; when the gateway is busy and says for how long, waits that long and does it once more. */
export async function patiently(report, request) {
  try {
    return await request()
  } catch (error) {
    if (!(error instanceof GatewayError) || !error.isBusy || error.waitSeconds > longestWait) throw error
    await report.wait(Math.max(1, error.waitSeconds), error)
    return request()
  }
}

function stopIfCancelled(signal) {
  if (signal.aborted) throw new GatewayError("cancelled")
}

// What can be said of a voucher on this device alone.

import { readCode } from "./staff-code.js"
import { isSignedText, readSigned, verifySigned } from "./staff-signature.js"

/**
 * Judges a voucher without the network.
 * @param {string} text what was typed, or a QR code's.
 * @param {{offline: {allowed: boolean, keys: Array, revoked: Array<string>}, now: number, takenAt: (code: string) =>
 *   Promise<string|null>}} known `takenAt` is when this device took a code.
 * @returns {Promise<{reason: string|null, isVerified: boolean, code: string|null, signed: object|null, takenAt:
 *   string|null}>} `reason` is why it cannot be taken: "offline-off", "forged", "mistyped", "revoked", "expired" or
 *   "taken-here"; null where it can.
 */
export async function judgeOffline(text, { offline, now, takenAt }) {
  const signed = readSigned(text)
  const typed = isSignedText(text) ? null : readCode(text)
  const code = signed?.code ?? (typed?.problem === null ? typed.code : null)
  const verdict = (reason, more = {}) => ({ reason, isVerified: false, code, signed, takenAt: null, ...more })
  if (code === null) return verdict(isSignedText(text) ? "forged" : "mistyped")
  const proof = signed ? await verifySigned(signed, offline.keys) : "unverifiable"
  if (proof === "forged") return verdict("forged")
  const isVerified = proof === "good"
  const before = await takenAt(code)
  if (before !== null) return verdict("taken-here", { isVerified, takenAt: before })
  if (offline.revoked.includes(code)) return verdict("revoked", { isVerified })
  if (signed && signed.expiresAt <= now) return verdict("expired", { isVerified })
  return verdict(offline.allowed ? null : "offline-off", { isVerified })
}

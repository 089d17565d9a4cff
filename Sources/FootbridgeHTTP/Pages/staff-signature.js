// The gateway's own QR codes, verified on this device when the network is away.

import { readCode } from "./staff-code.js"

const prefix = "FB1:"
/** Characters of a text that is looked at, at most. */
const longest = 400
const domain = new TextEncoder().encode("footbridge signed code v1\n")
const voucherKind = 1
const headBytes = 3
const codeBytes = 13
const promotionBytes = 16
const expiryBytes = 8
const signatureBytes = 64

/** Whether a QR code's text claims to be the gateway's. */
export function isSignedText(text) {
  return text.startsWith(prefix)
}

/**
 * What a voucher's QR code says; its signature is not looked at yet.
 * @returns {{keyNumber: number, code: string, promotion: string, expiresAt: number, message: Uint8Array, signature:
 *   Uint8Array}|null} `expiresAt` in milliseconds since 1970; null for anything that is no voucher's.
 */
export function readSigned(text) {
  if (text.length > longest || !isSignedText(text)) return null
  const bytes = decodeBase32(text.slice(prefix.length))
  if (bytes?.length !== headBytes + codeBytes + promotionBytes + expiryBytes + signatureBytes) return null
  if (bytes[0] !== voucherKind) return null
  const message = bytes.slice(0, -signatureBytes)
  const promotionAt = headBytes + codeBytes
  const { code, problem } = readCode(new TextDecoder().decode(message.slice(headBytes, promotionAt)))
  if (problem !== null) return null
  const view = new DataView(message.buffer)
  return {
    keyNumber: view.getUint16(1),
    code,
    promotion: promotionId(message.slice(promotionAt, promotionAt + promotionBytes)),
    expiresAt: Number(view.getBigInt64(promotionAt + promotionBytes) / 1000n),
    message,
    signature: bytes.slice(-signatureBytes),
  }
}

/**
 * Verifies what was read.
 * @param {Array<{number: number, public_key: string}>} keys of the gateway, as last fetched.
 * @returns {Promise<"good"|"forged"|"unverifiable">} "unverifiable" where the key is not known here or the browser has no
 *   Ed25519.
 */
export async function verifySigned(signed, keys) {
  const known = keys.find(({ number }) => number === signed.keyNumber)
  if (!known) return "unverifiable"
  const message = new Uint8Array(domain.length + signed.message.length)
  message.set(domain)
  message.set(signed.message, domain.length)
  try {
    const key = await crypto.subtle.importKey("raw", decodeBase64URL(known.public_key), { name: "Ed25519" }, false, ["verify"])
    return (await crypto.subtle.verify({ name: "Ed25519" }, key, signed.signature, message)) ? "good" : "forged"
  } catch {
    return "unverifiable" // Browsers before 2025, and pages on plain http, cannot verify Ed25519.
  }
}

/** Base 32 of RFC 4648 §6 in upper case, without padding; null for anything else. */
function decodeBase32(text) {
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
  const bytes = []
  let [buffer, bits] = [0, 0]
  for (const digit of text) {
    const value = digits.indexOf(digit)
    if (value < 0) return null
    buffer = buffer << 5 | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      bytes.push(buffer >> bits & 0xff)
    }
    buffer &= (1 << bits) - 1
  }
  return bits < 5 && buffer === 0 ? Uint8Array.from(bytes) : null
}

function decodeBase64URL(text) {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"))
  return Uint8Array.from(binary, (character) => character.charCodeAt(0))
}

/** A promotion's id as the API has it: Crockford's base 32 of the 128 bits. */
function promotionId(bytes) {
  const digits = "0123456789abcdefghjkmnpqrstvwxyz"
  let number = bytes.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n)
  let text = ""
  for (let place = 0; place < 26; place += 1) {
    text = digits[Number(number & 31n)] + text
    number >>= 5n
  }
  return `prm_${text}`
}

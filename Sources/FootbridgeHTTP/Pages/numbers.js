// Product numbers as people type them: mistakes are told before anything is sent. What else is a number, a link or one with
// its price behind it, the gateway decides.

const separators = /[\s\u00ad\u2010-\u2015\u2212-]/g

/**
 * Looks a typed number over.
 * @param {string} typed an ISBN, or the digits below any barcode; hyphens and spaces allowed.
 * @returns {{number: string}|{problem: "empty"|"characters"|"length"|"check", digits?: number}}
 *   what to ask the gateway for, or what is wrong with it.
 */
export function readNumber(typed) {
  const text = typed.normalize("NFKC").trim()
  const bare = text.replace(/^isbn(-1[03])?[:\s]*/i, "").replace(separators, "").toUpperCase()
  if (bare === "") return { problem: "empty" }
  if (!/\d/.test(bare)) return { problem: "characters" }
  // A link, a label or a remark: it says itself what it is.
  if (/[A-WYZ:/]/.test(bare)) return { number: text }
  if (!/^\d+X?$/.test(bare)) return { problem: "characters" }
  if (bare.length === 10) return hasValidCheck10(bare) ? { number: bare } : { problem: "check" }
  // A magazine's ISSN, whose check is another than that of an EAN-8.
  if (/^\d{4}-\d{3}[\dX]$/i.test(text)) return { number: `ISSN ${text}` }
  if (bare.endsWith("X")) return { problem: "characters" }
  // With the digits of the small bars behind it.
  if (bare.length === 15 || bare.length === 18) return { number: bare.slice(0, 13) }
  if (![8, 12, 13, 14].includes(bare.length)) return { problem: "length", digits: bare.length }
  // Of eight digits some are a UPC-E, whose check is that of its long form.
  return bare.length === 8 || Number(bare.at(-1)) === checkDigit(bare.slice(0, -1)) ? { number: bare } : { problem: "check" }
}

function hasValidCheck10(isbn) {
  let sum = 0
  for (let index = 0; index < 10; index += 1) {
    sum += (isbn[index] === "X" ? 10 : Number(isbn[index])) * (10 - index)
  }
  return sum % 11 === 0
}

/** GS1's check digit: from the right, every other digit three times. */
function checkDigit(digits) {
  const sum = Array.from(digits).reverse().reduce((sum, digit, index) => sum + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return (10 - (sum % 10)) % 10
}

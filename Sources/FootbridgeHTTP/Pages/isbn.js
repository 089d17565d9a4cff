// ISBN check digits, after the ISBN Users' Manual: ISBN-10 modulo 11, ISBN-13 modulo 10 (GS1).

const separators = /[\s\u00ad\u2010-\u2015\u2212-]/g

/**
 * Reads an ISBN as a person types it.
 * @param {string} typed digits, hyphens and spaces allowed, an optional leading "ISBN".
 * @returns {{isbn: string}|{problem: "empty"|"characters"|"length"|"prefix"|"check", digits?: number}}
 *   the ISBN-13 without hyphens, or what is wrong with it.
 */
export function readISBN(typed) {
  const bare = typed.normalize("NFKC").replace(/^\s*isbn(-1[03])?[:\s]*/i, "").replace(separators, "").toUpperCase()
  if (bare === "") return { problem: "empty" }
  if (!/^[0-9]+X?$/.test(bare)) return { problem: "characters" }
  if (bare.length === 10) {
    return hasValidCheck10(bare) ? { isbn: isbn13(bare) } : { problem: "check" }
  }
  if (bare.length !== 13) return { problem: "length", digits: bare.length }
  if (bare.endsWith("X")) return { problem: "characters" }
  // 979-0 is printed music (ISMN), not a book number.
  if (!bare.startsWith("978") && (!bare.startsWith("979") || bare[3] === "0")) return { problem: "prefix" }
  return Number(bare[12]) === checkDigit13(bare) ? { isbn: bare } : { problem: "check" }
}

/** Sets an ISBN-13's prefix off for reading; its other hyphens would need the agency's range tables. */
export function spacedISBN(isbn) {
  return isbn.replace(/^(97[89])(\d{10})$/, "$1-$2")
}

function hasValidCheck10(isbn) {
  let sum = 0
  for (let index = 0; index < 10; index += 1) {
    sum += (isbn[index] === "X" ? 10 : Number(isbn[index])) * (10 - index)
  }
  return sum % 11 === 0
}

function isbn13(isbn10) {
  const body = `978${isbn10.slice(0, 9)}`
  return `${body}${checkDigit13(body)}`
}

/** The modulo-10 check digit over the first twelve digits. */
function checkDigit13(digits) {
  let sum = 0
  for (let index = 0; index < 12; index += 1) sum += Number(digits[index]) * (index % 2 === 0 ? 1 : 3)
  return (10 - (sum % 10)) % 10
}

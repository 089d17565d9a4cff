// Voucher codes as people type them: 12 characters and a check character, without look-alikes.

const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
export const codeLength = 13
const separators = /[\s\u00ad\u2010-\u2015\u2212-]/g

/**
 * Looks at a code while it is typed.
 * @returns {{code: string, problem: null|"empty"|"character"|"short"|"long"|"check", character?: string}}
 *   `code` in upper case without separators; `character` is the first one that no code has.
 */
export function readCode(typed) {
  const code = typed.normalize("NFKC").replace(separators, "").toUpperCase()
  if (code === "") return { code, problem: "empty" }
  const character = [...code].find((one) => !alphabet.includes(one))
  if (character !== undefined) return { code, problem: "character", character }
  if (code.length < codeLength) return { code, problem: "short" }
  if (code.length > codeLength) return { code, problem: "long" }
  return { code, problem: code.at(-1) === checkCharacter(code.slice(0, -1)) ? null : "check" }
}

/** In groups of four, as a voucher shows it. */
export function groupedCode(code) {
  return code.replace(/(.{4})(?=.)/g, "$1 ")
}

/** Each place has a weight of its own, so one wrong character and any exchange of two are found. */
function checkCharacter(body) {
  let sum = 0
  for (let index = 0; index < body.length; index += 1) sum += (index + 1) * alphabet.indexOf(body[index])
  return alphabet[sum % alphabet.length]
}

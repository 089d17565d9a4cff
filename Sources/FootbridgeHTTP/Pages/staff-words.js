// The till's language, and times, money and values as that language writes them.

import { chooseLanguage, translatePage as translate } from "./languages.js"
import { chinese } from "./staff-chinese.js"
import { english } from "./staff-english.js"
import { german } from "./staff-german.js"

const chosen = chooseLanguage({ en: english, de: german, zh: chinese })

export const { words } = chosen

const { locale } = chosen

/** Puts the words into the page. */
export function translatePage() {
  translate(chosen)
  document.title = words.pageTitle
}

/** The store's time zone; undefined for the device's own. */
let zone

export function useTimeZone(name) {
  try {
    zone = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone
  } catch {
    zone = undefined // A zone this browser does not know: the device stands in the store, as a rule.
  }
}

/** The day of a moment in the store, for comparing. */
export function dayOf(moment) {
  return new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone: zone }).format(new Date(moment))
}

/** "14:02" of today in the store, "Tue 24 Nov, 14:02" of another day; "" for what is no time. */
export function formatMoment(moment, now) {
  const date = new Date(moment)
  if (Number.isNaN(date.getTime())) return ""
  const clock = { hour: "2-digit", minute: "2-digit", timeZone: zone }
  if (dayOf(date) === dayOf(now)) return new Intl.DateTimeFormat(locale, clock).format(date)
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", ...clock }).format(date)
}

/** A span as "14:59", or "1:02:03" from an hour on. */
export function formatSpan(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000))
  const two = (number) => String(number).padStart(2, "0")
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** What a promotion gives, "10% off"; "" where it does not say. */
export function formatValue(value) {
  switch (value?.kind) {
    case "percent": return words.percentOff(new Intl.NumberFormat(locale, { style: "percent" }).format(value.percent / 100))
    case "amount":
      return words.amountOff(new Intl.NumberFormat(locale, { style: "currency", currency: value.currency }).format(value.amount))
    case "gift": return words.gift(value.gift)
    default: return ""
  }
}

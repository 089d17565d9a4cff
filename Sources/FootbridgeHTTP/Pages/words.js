// The page's language, and numbers, money, dates and distances as that language writes them.

import { chinese } from "./chinese.js"
import { english } from "./english.js"
import { french } from "./french.js"
import { german } from "./german.js"
import { chooseLanguage } from "./languages.js"

const chosen = chooseLanguage({ en: english, de: german, fr: french, zh: chinese })

/** Whether the gateway looks for books by their fronts; where it does not, the page does not speak of fronts. */
export const looksForFronts = document.body.dataset.fronts !== "off"

/** The words of the page's language, and its tag for the `lang` attribute. */
export const words = looksForFronts ? chosen.words : { ...chosen.words, ...chosen.words.barcodeOnly }
export const { tag } = chosen

/** What the gateway is asked to speak: the shopper's own tag ("en-GB"), whose country also tells the currency. */
export const language = chosen.asked

const { locale } = chosen

/** Money as the API sends it, a decimal string and an ISO 4217 code; null when it cannot be shown. */
export function formatMoney(money) {
  if (!money || !/^-?\d{1,15}(\.\d{1,4})?$/.test(money.amount ?? "") || !/^[A-Z]{3}$/.test(money.currency ?? "")) {
    return null
  }
  // A decimal string goes through Intl without becoming a binary fraction where the browser can do that.
  return new Intl.NumberFormat(locale, { style: "currency", currency: money.currency }).format(money.amount)
}

/** A distance in metres: tens of metres below one kilometre, then kilometres. */
export function formatDistance(metres) {
  if (!Number.isFinite(metres) || metres < 0) return null
  const nearby = metres < 995
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: nearby ? "meter" : "kilometer",
    unitDisplay: "short",
    maximumFractionDigits: nearby || metres >= 9950 ? 0 : 1,
  }).format(nearby ? Math.max(10, Math.round(metres / 10) * 10) : metres / 1000)
}

export function formatNumber(number, fractionDigits = 0) {
  return new Intl.NumberFormat(locale, {
    minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits,
  }).format(number)
}

/** How long ago an instant was, "3 hours ago"; null when it is not a time. A clock running ahead counts as now. */
export function formatAge(instant, now = Date.now()) {
  const then = Date.parse(instant)
  if (Number.isNaN(then)) return null
  const seconds = Math.max(0, (now - then) / 1000)
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" })
  if (seconds < 60) return relative.format(0, "second")
  if (seconds < 3600) return relative.format(-Math.floor(seconds / 60), "minute")
  if (seconds < 86_400) return relative.format(-Math.floor(seconds / 3600), "hour")
  return relative.format(-Math.floor(seconds / 86_400), "day")
}

/** A publication date of a year, a month or a day, to the same precision. */
export function formatPublished(text) {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text ?? "")
  if (!match) return null
  const [, year, month, day] = match
  if (!month) return year
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)))
  if (Number.isNaN(date.getTime())) return year
  return new Intl.DateTimeFormat(locale, {
    year: "numeric", month: "long", ...(day ? { day: "numeric" } : {}), timeZone: "UTC",
  }).format(date)
}

/** The last day of what ends at an instant, on the shop's calendar: what ends at midnight has ended the day before. */
export function formatLastDay(end, zone) {
  const last = new Date(Date.parse(end) - 1)
  if (Number.isNaN(last.getTime())) return null
  return new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", timeZone: usableZone(zone) }).format(last)
}

/**
 * A moment in a shop's day, "18:00" or "Mon 09:00", on the shop's own clock where its zone is known.
 * The zone is named when the shopper's clock would show another time.
 */
export function formatShopTime(instant, zone, now = new Date()) {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return null
  const timeZone = usableZone(zone)
  const day = (moment) => new Intl.DateTimeFormat("en-CA", { dateStyle: "short", timeZone }).format(moment)
  const clock = (options) => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", ...options }).format(date)
  const options = { timeZone }
  if (day(date) !== day(now)) {
    options.weekday = "short"
    // Beyond a week a weekday alone would be taken for the coming one.
    if (date - now > 6 * 86_400_000) Object.assign(options, { day: "numeric", month: "short" })
  }
  if (clock({ timeZone }) !== clock({})) options.timeZoneName = "short"
  return clock(options)
}

function usableZone(zone) {
  if (typeof zone !== "string" || zone === "") return undefined
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone
  } catch {
    return undefined // A zone this browser does not know: its own clock is the better guess.
  }
}

/** A language code as that language's name, "French"; null when unknown. */
export function languageName(code) {
  if (typeof code !== "string" || !/^[A-Za-z]{2,3}$/.test(code)) return null
  const name = new Intl.DisplayNames(locale, { type: "language", fallback: "none" }).of(code)
  return name ?? null
}

/** A product's number with what it is called, "ISBN 978-…"; null when there is none. */
export function numberText(number) {
  if (typeof number?.text !== "string") return null
  const name = words.number[number.kind] ?? words.number.gtin
  return name(number.text, number.issue)
}

/** The words for what a product is: a book, or any other article. */
export function wordsOf(product) {
  return product?.isbn13 ? words.ofBook : words.ofArticle
}

// The way to a shop: in the device's own map where it has one.

/**
 * @param {number} lat degrees. @param {number} lon degrees.
 * @param {string} name of the shop, as the map shows it.
 * @returns {{href: string, isOwnMap: boolean}} `isOwnMap` where the device's own map opens, not a page.
 */
export function wayTo(lat, lon, name) {
  const spot = `${lat.toFixed(6)},${lon.toFixed(6)}`
  const label = encodeURIComponent(name)
  const { userAgent, maxTouchPoints } = navigator
  // Elsewhere nothing may be registered for geo:.
  if (/\bAndroid\b/.test(userAgent)) return { href: `geo:${spot}?q=${spot}(${label})`, isOwnMap: true }
  // An iPad calls itself a Mac, which has no touch screen.
  if (/\b(iPhone|iPad|iPod)\b/.test(userAgent) || (/\bMacintosh\b/.test(userAgent) && maxTouchPoints > 1)) {
    return { href: `https://maps.apple.com/?daddr=${spot}&q=${label}`, isOwnMap: true }
  }
  return { href: `https://www.openstreetmap.org/directions?to=${encodeURIComponent(spot)}`, isOwnMap: false }
}

// Building elements. Everything that came from outside goes in as text, never as markup.

/**
 * Makes an element.
 * @param {string} name tag name, optionally with classes: "p.hint".
 * @param {Object<string, string|boolean|null|undefined|Function>} [attributes] functions are event listeners;
 *   null, undefined and false leave the attribute out.
 * @param {...(Node|string|null|undefined|false)} children strings become text nodes.
 */
export function element(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".")
  const made = document.createElement(tag)
  if (classes.length > 0) made.className = classes.join(" ")
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value)
    else if (value === true) made.setAttribute(key, "")
    else if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value)
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""))
  return made
}

/** One of the drawings in the page's sprite; decorative, so hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  svg.setAttribute("class", "icon")
  svg.setAttribute("aria-hidden", "true")
  svg.setAttribute("focusable", "false")
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use")
  use.setAttribute("href", `#icon-${name}`)
  svg.append(use)
  return svg
}

/** The address if a browser may open it as a web page, else null: a merchant's data is not trusted with schemes. */
export function webAddress(text) {
  if (typeof text !== "string" || !URL.canParse(text, location.href)) return null
  const url = new URL(text, location.href)
  return url.protocol === "https:" || url.protocol === "http:" ? url.href : null
}

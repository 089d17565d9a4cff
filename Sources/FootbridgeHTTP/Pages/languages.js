// Which of its languages a page speaks, and putting that language's words into it.

/** For the `lang` attribute: the Chinese here is written in simplified characters. */
const tags = { zh: "zh-Hans" }

/**
 * The reader's language among those that a page has words in; English where it has none of theirs.
 * @param {Object<string, object>} dictionaries words by language code.
 * @returns {{language: string, words: object, tag: string, asked: string, locale: string}} `tag` for the `lang`
 *   attribute; `asked` is the reader's own tag for it ("en-GB"), `locale` the same as far as Intl knows it.
 */
export function chooseLanguage(dictionaries) {
  const code = (tag) => tag.split("-")[0].toLowerCase()
  const asked = (navigator.languages?.length ? navigator.languages : [navigator.language ?? "en"])
    .find((tag) => Object.hasOwn(dictionaries, code(tag))) ?? "en"
  const language = code(asked)
  return { language, words: dictionaries[language], tag: tags[language] ?? language, asked, locale: isSupported(asked) ? asked : language }
}

function isSupported(tag) {
  try {
    return Intl.NumberFormat.supportedLocalesOf([tag]).length > 0
  } catch {
    return false // A malformed tag from the browser's settings: the bare language will do.
  }
}

/** Puts words into the page: texts by `data-text`, labels by `data-label`. */
export function translatePage({ words, tag }) {
  document.documentElement.lang = tag
  for (const marked of document.querySelectorAll("[data-text]")) marked.textContent = words[marked.dataset.text]
  for (const marked of document.querySelectorAll("[data-label]")) marked.setAttribute("aria-label", words[marked.dataset.label])
}

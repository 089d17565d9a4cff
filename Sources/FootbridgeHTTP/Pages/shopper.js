// The shopper page: takes what the camera sees, photos, numbers and places in, and puts the panel on the stage that answers
// them.

import { alsoInPhoto, AnswerPanel } from "./answer.js"
import { AnotherBookPanel, candidatesOf, CandidatesPanel, FrontQuestion, isByFront } from "./covers.js"
import { DiagnosisPanel, UnlistedPanel } from "./diagnosis.js"
import { chooseCandidate, GatewayError, sendFrame } from "./gateway.js"
import { translatePage } from "./languages.js"
import { NeedsHttpsPanel, problemText, ProblemPanel, ProgressPanel } from "./panels.js"
import { PlaceChooser } from "./place.js"
import { lookUp, scan } from "./search.js"
import { hasCamera, ViewfinderPanel } from "./viewfinder.js"
import { language, tag, words, wordsOf } from "./words.js"

/** The gateway's own radius, and the one of "look further", in metres. */
const usualRadius = 10_000
const farRadius = 50_000
/** What was announced is taken away again, so that nobody comes upon it later; screen readers have begun to say it by then. */
const announcedFor = 3_000

const byId = (id) => document.getElementById(id)
const stage = byId("stage")
const hero = byId("hero")
const numberField = byId("isbn")
const numberMessage = byId("isbn-message")
const placePanel = byId("place")

translatePage({ words, tag })
const place = new PlaceChooser()

/** The panel on the stage, and the search that is running, if any. */
let panel = null
let search = null
/** The book being shown: its identifier, and the search for its shops. */
let shown = null

let announced = 0

function announce(text) {
  // A changed text is spoken; the same text again would not be.
  const announcement = byId("announcement")
  announcement.textContent = ""
  clearTimeout(announced)
  requestAnimationFrame(() => { announcement.textContent = text })
  announced = setTimeout(() => { announcement.textContent = "" }, announcedFor)
}

/** Puts a panel on the stage (null: the page's opening words) and moves the reader there. */
function present(next, { view, isBusy = false, moveFocus = true }) {
  panel?.release()
  panel = next
  shown?.shops?.abort()
  shown = null
  byId("place-slot-finder").append(placePanel)
  stage.replaceChildren(next === null ? hero : next.element)
  stage.setAttribute("aria-busy", String(isBusy))
  document.body.dataset.view = view
  byId("again").hidden = view === "start"
  byId("finder-title").textContent = { start: words.finderTitle, diagnosis: words.finderRetry, viewfinder: words.finderWithout }[view] ?? words.finderAgain
  document.title = view === "answer" ? `${stage.querySelector("h1").textContent} – Footbridge` : "Footbridge"
  if (!moveFocus) return
  scrollTo({ top: 0 })
  const heading = stage.querySelector("h1")
  heading.tabIndex = -1
  heading.focus({ preventScroll: true })
}

function showStart({ moveFocus = true } = {}) {
  search?.abort()
  present(null, { view: "start", moveFocus })
}

/**
 * Runs one search on the stage: `work` gets the signal and the reporter; `show` gets what came of it; `refuse`, where there is
 * one, why what was typed is no number.
 */
async function run({ title, detail, hasPhoto, work, show, refuse, retry }) {
  search?.abort()
  sayOfNumber(null)
  sayOfCamera(null)
  const mine = new AbortController()
  search = mine
  const progress = new ProgressPanel({ title, detail, hasPhoto, signal: mine.signal }, {
    cancel: () => {
      mine.abort()
      announce(words.cancelled)
      leaveForStart()
    },
    announce,
  })
  present(progress, { view: "busy", isBusy: true })
  try {
    const result = await work({ signal: mine.signal, report: progress })
    if (search === mine) show(result)
  } catch (error) {
    if (search !== mine || (error instanceof GatewayError && error.kind === "cancelled")) return
    if (refuse && error.reason) {
      showStart({ moveFocus: false })
      refuse(error.reason)
      return
    }
    present(new ProblemPanel(error, { retry }), { view: "problem" })
    if (!(error instanceof GatewayError) && error.name !== "PhotoError") throw error
  } finally {
    if (search === mine) search = null
  }
}

function scanFile(file) {
  if (!file) return
  let picture = null
  let origin = null
  void run({
    title: words.working,
    hasPhoto: true,
    retry: () => scanFile(file),
    work: async ({ signal, report }) => {
      const watching = {
        step: (...step) => report.step(...step),
        wait: (...wait) => report.wait(...wait),
        picture: (blob) => {
          picture = blob
          report.picture(blob)
        },
      }
      return scan(file, {
        signal,
        report: watching,
        place: {
          isLocating: place.isLocating,
          position: async () => {
            origin = await place.position()
            return origin
          },
        },
      })
    },
    show: (answer) => showAnswer(answer, { picture, origin }),
  })
}

/** Looks a number up: typed, chosen from a photo, or from this page's own address. */
function findNumber(number, { isNew = true } = {}) {
  let origin = null
  void run({
    title: words.lookingUp,
    detail: number,
    hasPhoto: false,
    retry: () => findNumber(number, { isNew }),
    work: async ({ signal, report }) => {
      origin = await place.position()
      return lookUp(number, { position: origin, signal, report })
    },
    show: (answer) => showAnswer(answer, { picture: null, origin, isNew }),
    refuse: refuseNumber,
  })
}

/** Opens the viewfinder, which stays until something was found or the shopper turns to something else. */
function openViewfinder() {
  search?.abort()
  sayOfNumber(null)
  sayOfCamera(null)
  const { position } = place.place
  const viewfinder = new ViewfinderPanel({
    send: (picture, { covers, signal }) => sendFrame(picture, { position, lang: language, covers }, { signal }),
    found: (answer, picture) => showAnswer(answer, { picture, origin: position }),
    typed: findNumber,
    close: leaveForStart,
    failed: (text) => {
      leaveForStart()
      sayOfCamera(text)
    },
    announce,
  })
  present(viewfinder, { view: "viewfinder" })
  void viewfinder.start()
}

/** Why the camera cannot be used; null takes that away. */
function sayOfCamera(text) {
  byId("camera-message").textContent = text ?? ""
  byId("camera-message").hidden = text === null
  if (text) announce(text)
}

/**
 * The panel for an answer, whatever it is.
 * @param {{picture: Blob|null, origin: object|null, isNew?: boolean}} search `origin` is the position the answer's shops are
 *   near; a new one gets an address of its own.
 */
function showAnswer(answer, { picture, origin, isNew = true }) {
  const { outcome, product } = answer
  const also = alsoInPhoto(answer.also, (gtin) => findNumber(gtin))
  if (outcome === "unlisted" && product) {
    present(new UnlistedPanel(product, { picture, also }), { view: "diagnosis" })
  } else if (candidatesOf(answer).length > 0) {
    showCandidates(answer, { picture, origin, also })
  } else if (product && outcome !== "voucher" && outcome !== "store") {
    showBook(answer, { picture, origin, also })
    if (isNew) remember(product)
  } else {
    present(new DiagnosisPanel(answer, picture), { view: "diagnosis" })
  }
}

/** What a front may be; the one that is chosen is shown as any other answer. */
function showCandidates(answer, { picture, origin, also }) {
  const next = new CandidatesPanel(answer, { picture, also }, {
    choose: async (gtin) => {
      const chosen = await chooseCandidate(answer.id, gtin)
      if (panel === next) showAnswer({ ...chosen, recognised_by: null }, { picture, origin })
    },
    another: showAnotherBook,
    explain: (error) => {
      const text = problemText(error)
      announce(text)
      return text
    },
  })
  present(next, { view: "diagnosis" })
}

/** The front was another book's. */
function showAnotherBook() {
  if (location.hash) history.pushState(null, "", location.pathname)
  present(new AnotherBookPanel(), { view: "diagnosis" })
}

function showBook(answer, { picture, origin, also }) {
  const question = isByFront(answer) ? new FrontQuestion(answer, picture, showAnotherBook) : null
  const next = new AnswerPanel(answer, { picture, also, question })
  present(next, { view: "answer" })
  numberField.value = ""
  next.placeSlot.append(placePanel)
  shown = { identifier: answer.product.isbn13 ?? answer.product.gtin, words: wordsOf(answer.product), panel: next, shops: null }
  // The place may have been chosen or changed while the answer was on its way.
  if (origin !== null && origin === place.place.position) showStores(answer.stores, usualRadius)
  else void findShops(usualRadius)
}

function showStores(stores, radius) {
  const further = radius < farRadius ? { radius: farRadius, look: () => { void findShops(farRadius) } } : null
  shown.panel.showShops(stores, { radius, further })
  announce(stores?.length > 0 ? words.shopsCount(stores.length) : shown.words.shopsNone)
}

/** Asks for the shops of the book being shown again, after the place or the radius has changed. */
async function findShops(radius) {
  const book = shown
  if (!book) return
  book.shops?.abort()
  const { position } = place.place
  if (position === null) {
    book.panel.showShopsNeedPlace()
    return
  }
  const mine = new AbortController()
  book.shops = mine
  book.panel.showShopsUpdating()
  const quiet = {
    step: () => {},
    // Small waits are sat out without a panel; the list says that it is being fetched.
    wait: (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000) }),
  }
  try {
    const answer = await lookUp(book.identifier, { position, radius, signal: mine.signal, report: quiet })
    if (shown !== book || book.shops !== mine) return
    const stores = Array.isArray(answer?.stores) ? answer.stores : []
    showStores(stores, radius)
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    if (error.kind === "cancelled" || shown !== book || book.shops !== mine) return
    book.panel.showShopsProblem(problemText(error), () => { void findShops(radius) })
  }
}

// The fragment holds the book, so that "back", reload and a shared address work; no photo and no place is in it.

function remember(product) {
  const fragment = `#${product.isbn13 ?? product.gtin}`
  if (location.hash !== fragment) history.pushState(null, "", fragment)
}

function leaveForStart() {
  if (location.hash) history.pushState(null, "", location.pathname)
  showStart()
}

function openFragment() {
  const identifier = location.hash.slice(1)
  if (/^\d{8,14}$/.test(identifier)) findNumber(identifier, { isNew: false })
  else if (document.body.dataset.view !== "start") showStart()
}

for (const input of [byId("take"), byId("choose")]) {
  input.addEventListener("change", () => {
    const [file] = input.files
    // Emptied, so that the same photo can be chosen again.
    input.value = ""
    scanFile(file)
  })
}

byId("isbn-form").addEventListener("submit", (event) => {
  event.preventDefault()
  const typed = numberField.value.trim()
  if (typed === "") refuseNumber("empty")
  else findNumber(typed)
})
numberField.addEventListener("input", () => sayOfNumber(null))

/** Says at its field why what was typed is no product's number; the gateway's one reader of numbers decides. */
function refuseNumber(reason) {
  sayOfNumber(words.numberProblems[reason] ?? words.numberProblems["not-a-number"])
  numberField.focus()
}

function sayOfNumber(problem) {
  numberMessage.textContent = problem ?? words.isbnHint
  numberMessage.classList.toggle("problem", problem !== null)
  if (problem) {
    numberField.setAttribute("aria-invalid", "true")
    announce(problem)
  } else {
    numberField.removeAttribute("aria-invalid")
  }
}

byId("scan").addEventListener("click", openViewfinder)

byId("home").addEventListener("click", (event) => {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  leaveForStart()
})
byId("again").addEventListener("click", leaveForStart)

// Desktop: a picture dropped on the page or pasted into it.
const hasFiles = (transfer) => Array.from(transfer?.types ?? []).includes("Files")
addEventListener("dragover", (event) => {
  if (!hasFiles(event.dataTransfer)) return
  event.preventDefault()
  document.body.classList.add("dropping")
})
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("dropping")
})
addEventListener("drop", (event) => {
  document.body.classList.remove("dropping")
  if (!hasFiles(event.dataTransfer)) return
  event.preventDefault()
  scanFile(event.dataTransfer.files[0])
})
addEventListener("paste", (event) => {
  const [file] = event.clipboardData?.files ?? []
  if (file) scanFile(file)
})

addEventListener("popstate", openFragment)
place.addEventListener("change", ({ detail }) => {
  announce(detail.position ? words.placeSet(detail.name) : words.placeSkippedLead)
  if (shown) void findShops(usualRadius)
})

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault()
  stage.focus()
})

// Over plain http beyond this machine a browser keeps no session of ours and lends no camera: nothing here would work.
if (isSecureContext) {
  void place.restore()
  void hasCamera().then((has) => document.body.classList.toggle("has-camera", has))
  openFragment()
} else {
  byId("finder").hidden = true
  document.body.classList.add("needs-https")
  present(new NeedsHttpsPanel(), { view: "problem", moveFocus: false })
}

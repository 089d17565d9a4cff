// The till: which view is shown, and what they share.

import { Account } from "./staff-account.js"
import { StaffDatabase } from "./staff-database.js"
import { DeviceTab } from "./staff-device.js"
import { network, StaffError } from "./staff-gateway.js"
import { ConflictsTab, TodayTab } from "./staff-lists.js"
import { Outbox } from "./staff-outbox.js"
import { AnswerPanel } from "./staff-panel.js"
import { Redeeming } from "./staff-redeeming.js"
import { prepareSound } from "./staff-signal.js"
import { EnrolView, SignInView } from "./staff-signing-in.js"
import { ScanTab } from "./staff-till.js"
import { translatePage, useTimeZone, words } from "./staff-words.js"

/** How often the account, its keys and revocations are asked for, in milliseconds; more often while there is no network. */
const refreshEvery = { usually: 120_000, away: 5_000 }
/** How often the view is compared with the clock, since sessions end. */
const lookEvery = 15_000
/** When it is looked whether the page is kept, and tried again if not, in milliseconds. */
const keepAgainAfter = 5_000

const byId = (id) => document.getElementById(id)

function announce(text) {
  // A changed text is spoken; the same text again would not be.
  const announcement = byId("announcement")
  announcement.textContent = ""
  requestAnimationFrame(() => { announcement.textContent = text })
}

/** The one-time code of the address, which does not stay there. */
function takeEnrolmentCode() {
  const code = new URLSearchParams(location.hash.slice(1)).get("enrol") ?? ""
  if (code !== "") history.replaceState(null, "", location.pathname)
  return code
}

class Till {
  #account
  #outbox
  #views
  #tabs
  #view = null
  #tab = "scan"
  #enrolmentCode

  constructor(database) {
    const account = new Account(database)
    const outbox = new Outbox(database, account)
    const panel = new AnswerPanel()
    const redeeming = new Redeeming({ database, account, outbox, panel, announce })
    this.#account = account
    this.#outbox = outbox
    this.redeeming = redeeming
    this.#views = {
      enrol: new EnrolView({
        account,
        leave: (text) => {
          this.#enrolmentCode = ""
          announce(text)
          this.#show()
        },
      }),
      "sign-in": new SignInView({ account }),
    }
    this.#tabs = {
      scan: new ScanTab(redeeming),
      today: new TodayTab({ account, outbox, redeeming }),
      conflicts: new ConflictsTab({ account, database, outbox, redeeming }),
      device: new DeviceTab({ account, outbox }),
    }
  }

  async start() {
    await this.#account.restore()
    this.#account.addEventListener("change", () => this.#show())
    this.#outbox.addEventListener("change", () => { void this.#showBadges() })
    network.addEventListener("change", () => { void this.#showBadges() })
    addEventListener("hashchange", () => this.#takeCode())
    addEventListener("online", () => { void this.#refresh() })
    document.addEventListener("visibilitychange", () => { if (!document.hidden) void this.#refresh() })
    for (const button of byId("tabs").children) {
      button.addEventListener("click", () => this.#showTab(button.dataset.tab, { moveFocus: true }))
    }
    setInterval(() => this.#show(), lookEvery)
    this.#takeCode()
    this.#show()
    await this.redeeming.restore()
    await this.#showBadges()
    await this.#keepFresh()
  }

  #takeCode() {
    this.#enrolmentCode = takeEnrolmentCode()
    if (this.#enrolmentCode === "") return
    if (this.#view === "enrol") this.#views.enrol.show(this.#enrolmentCode)
    else this.#show()
  }

  async #keepFresh() {
    for (;;) {
      await this.#refresh()
      await new Promise((resolve) => { setTimeout(resolve, network.isThere ? refreshEvery.usually : refreshEvery.away) })
    }
  }

  async #refresh() {
    try {
      await this.#account.refresh()
    } catch (error) {
      if (!(error instanceof StaffError)) throw error
      this.#show()
    }
  }

  get #wantedView() {
    if (this.#enrolmentCode !== "") return "enrol"
    if (!this.#account.isKnown) return network.isThere ? "loading" : "enrol"
    if (!this.#account.isEnrolled) return "enrol"
    return this.#account.person ? "till" : "sign-in"
  }

  #show() {
    const { store, person } = this.#account
    useTimeZone(store?.time_zone)
    byId("store-name").textContent = store?.name ?? "Footbridge"
    byId("person-name").textContent = person?.name ?? ""
    const view = this.#wantedView
    if (view === this.#view) return
    const before = this.#view
    this.#view = view
    for (const name of ["loading", "enrol", "sign-in", "till"]) byId(name).hidden = name !== view
    byId("tabs").hidden = view !== "till"
    document.body.dataset.view = view
    scrollTo({ top: 0 })
    if (before === "till") this.#tabs[this.#tab].hide()
    if (view === "till") {
      this.#showTab("scan", { moveFocus: true })
      void this.#tabs.conflicts.show()
      this.#outbox.wake()
    } else {
      this.#views[view]?.show(this.#enrolmentCode)
    }
  }

  #showTab(name, { moveFocus }) {
    if (name !== this.#tab) this.#tabs[this.#tab].hide()
    this.#tab = name
    for (const button of byId("tabs").children) {
      if (button.dataset.tab === name) button.setAttribute("aria-current", "page")
      else button.removeAttribute("aria-current")
    }
    for (const tab of Object.keys(this.#tabs)) byId(tab).hidden = tab !== name
    scrollTo({ top: 0 })
    const before = document.activeElement
    void this.#tabs[name].show().then(() => {
      // A camera takes its time, and whoever types a code meanwhile goes on typing.
      const isElsewhere = ![before, document.body].includes(document.activeElement)
      if (!moveFocus || isElsewhere || name !== this.#tab || document.querySelector("dialog[open]")) return
      byId(name).querySelector("h1").focus()
    })
  }

  async #showBadges() {
    byId("network").hidden = network.isThere
    const waiting = (await this.#outbox.entries()).length
    byId("waiting").hidden = waiting === 0
    byId("waiting").textContent = words.waitingCount(waiting)
  }
}

/** Lets the page open without a network from the next time on. */
async function keepPage() {
  if (!("serviceWorker" in navigator)) return
  let registration
  try {
    registration = await navigator.serviceWorker.register("/staff/worker.js", { scope: "/staff" })
  } catch (error) {
    // A refusal of the browser's stays one; the page works as long as it stays open.
    if (!(error instanceof TypeError)) return
  }
  // It keeps nothing where it did not get everything, and is gone then.
  setTimeout(() => { if (!registration?.active) void keepPage() }, keepAgainAfter)
}

translatePage()
prepareSound()
void keepPage()
try {
  await new Till(await StaffDatabase.open()).start()
} catch (error) {
  if (!(error instanceof DOMException)) throw error
  byId("loading").querySelector("h1").textContent = words.noStorage
}

/// Whether books are found by the picture on their front, and with what.
struct CoverSettingGroup: SettingGroup {
    static let title = "COVERS"

    let use = Setting<CoverUse>.choice(
        "covers", default: .on,
        "whether a photo without a product's code is looked at for covers: off, and there is no index of covers")
    let index = Setting.text(
        "cover-index", "FOLDER", default: "the SQLite file's name and .covers, or footbridge.covers",
        "the index of covers, which every daemon has its own of; made and kept by the daemon")
    let budget = Setting.number(
        "cover-budget", 10...1000, unit: "milliseconds", default: 150,
        "processor time for the covers of one photo, of what reading its codes has left")
}

/// Whether photos are looked at for covers.
enum CoverUse: String, CaseIterable, Sendable {
    case on, off
}

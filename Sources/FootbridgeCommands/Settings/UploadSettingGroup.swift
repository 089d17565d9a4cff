import FootbridgeHTTP
import Foundation

/// What uploads may take, and how they are read.
struct UploadSettingGroup: SettingGroup {
    static let title = "UPLOADS"

    let places = Setting.number(
        "upload-places", 1...4096, default: UploadLimits().places,
        "uploads at once, counted from their first byte; more get 503 at once, and a quarter is for keys alone")
    let addressPlaces = Setting.number(
        "upload-places-address", 1...4096, default: 0, called: "half of upload-places",
        "uploads at once from one address")
    let sessionPlaces = Setting.number(
        "upload-places-session", 1...4096, default: UploadLimits().sessionPlaces,
        "uploads at once of one anonymous session")
    let memory = Setting.number(
        "upload-memory", 32...1_048_576, unit: "MiB", default: 0, called: "a quarter of what the process may use",
        "memory for the photos of all uploads; a quarter is for keys alone, and one address has half")
    let deadline = Setting.number(
        "upload-deadline", 1...3600, unit: "seconds", default: 60, "the time in which an upload must be complete")
    let minimumRate = Setting.number(
        "upload-minimum-rate", 0...1_000_000, unit: "bytes a second", default: UploadPace().minimumRate,
        "what an upload must bring over its last 5 seconds; 0 for any")
    let decodingThreads = Setting.number(
        "decoding-threads", 1...256, default: ProcessInfo.processInfo.activeProcessorCount, called: "cores",
        "photos read at once")
    let decodingWaiting = Setting.number(
        "decoding-waiting", 0...4096, default: 64, "photos that may wait for that; more get 503 at once")
    let decodeIsolation = Setting<DecodeIsolation>.choice(
        "decode-isolation", default: .worker,
        "where photos are decoded: worker, in processes without files, network or much memory; off, in the daemon itself"
    )
}

/// Where photos are decoded.
enum DecodeIsolation: String, CaseIterable, Sendable {
    /// In processes that can do nothing else.
    case worker
    /// In the daemon itself.
    case off
}

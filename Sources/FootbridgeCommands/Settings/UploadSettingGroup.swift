import FootbridgeHTTP
import Foundation

/// What uploads may take, and how they are read.
struct UploadSettingGroup: SettingGroup {
    static let title = "UPLOADS"

    let places = Setting.number(
        "upload-places", 1...4096, default: GatewaySettings().uploadPlaces,
        "uploads at once, each up to 20 MiB of memory; more get 503 at once")
    let deadline = Setting.number(
        "upload-deadline", 1...3600, unit: "seconds", default: 60, "the time in which an upload must be complete")
    let minimumRate = Setting.number(
        "upload-minimum-rate", 0...1_000_000, unit: "bytes a second", default: UploadPace().minimumRate,
        "what an upload must bring after its first 5 seconds; 0 for any")
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

import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Lets the event log's watermark go on where nothing is written, so that whoever follows the log can tell a quiet shop
/// from a daemon that stands still.
struct WatermarkService: Service {
    let storage: Storage
    let logger: Logger

    private static let interval = Duration.seconds(5)

    func run() async throws {
        var isFailing = await advance(isFailing: false)
        for await _ in ticks(every: Self.interval) { isFailing = await advance(isFailing: isFailing) }
    }

    /// - Parameter isFailing: whether it failed the last time; that is told once.
    /// - Returns: whether it failed now.
    private func advance(isFailing: Bool) async -> Bool {
        do {
            try await storage.advanceWatermark()
            return false
        } catch {
            if !isFailing {
                logger.warning(
                    "the event log's watermark stands still, will try again", metadata: ["storage.error": "\(error)"])
            }
            return true
        }
    }
}

import FootbridgeCore
import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Counts the event log into the reports' roll-ups, behind what is being written. Of several daemons one at a time does.
/// What fails is told and tried again; where it was ended, it goes on.
struct RollUpService: Service {
    let storage: Storage
    let logger: Logger

    private static let interval = Duration.seconds(5)
    /// In one transaction, so that scans never wait long behind it.
    private static let batch = 500

    func run() async throws {
        for await _ in ticks(every: Self.interval) { await count() }
    }

    private func count() async {
        do {
            while try await storage.rollUp(limit: Self.batch).more, !Task.isShuttingDownGracefully {}
        } catch {
            logger.warning("counting for the reports failed, will try again", metadata: ["storage.error": "\(error)"])
        }
    }
}

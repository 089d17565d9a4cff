import FootbridgeCore
import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Takes the current attribution run along with the log: at the start and then every two seconds, stretch by stretch, each
/// a short transaction of its own. Of several daemons over one database one at a time gets on. What fails is told and
/// tried again; nothing else waits for it.
struct AttributionService: Service {
    let storage: Storage
    let logger: Logger

    private static let interval = Duration.seconds(2)

    func run() async throws {
        await attribute()
        for await _ in ticks(every: Self.interval) { await attribute() }
    }

    private func attribute() async {
        do {
            while !Task.isShuttingDownGracefully, !Task.isCancelled, try await storage.attribute()?.more == true {}
        } catch {
            logger.warning("attribution failed, will try again", metadata: ["storage.error": "\(error)"])
        }
    }
}

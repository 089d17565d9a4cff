import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Writes down every minute, and at the end, which keys were used; what fails is told and tried again.
struct KeyUseService: Service {
    let storage: Storage
    let logger: Logger

    private static let interval = Duration.seconds(60)

    func run() async throws {
        for await _ in ticks(every: Self.interval) { await record() }
        await record()
    }

    private func record() async {
        do {
            try await storage.recordKeyUses()
        } catch {
            logger.warning(
                "the days on which keys were used cannot be written, will try again",
                metadata: ["storage.error": "\(error)"])
        }
    }
}

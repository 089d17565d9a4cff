import FootbridgeCore
import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Deletes what is only kept for a time, answers, idempotency keys and what points to people, and makes the event log
/// ready for what is to come: at the start and then every ten minutes. What fails is told and tried again; nothing else
/// waits for it.
struct UpkeepService: Service {
    let storage: Storage
    let retention: Retention
    let logger: Logger

    private static let interval = Duration.seconds(600)
    /// In one transaction, so that scans never wait long behind it.
    private static let batch = 1000

    func run() async throws {
        var monthsWarnedOf = await createEventMonths(warnedOf: nil)
        await deleteExpired()
        for await _ in ticks(every: Self.interval) {
            await deleteExpired()
            monthsWarnedOf = await createEventMonths(warnedOf: monthsWarnedOf)
        }
    }

    private func deleteExpired() async {
        do {
            while try await storage.deleteExpired(at: WallClock.system.now, limit: Self.batch).isCutShort {}
            while try await storage.enforce(retention, at: WallClock.system.now, limit: Self.batch).isCutShort {}
        } catch {
            logger.warning("upkeep failed, will try again", metadata: ["storage.error": "\(error)"])
        }
    }

    /// - Parameter warned: with how many months ahead this was last warned of. A daemon's role may be one that makes no
    ///   tables, and an owner makes them once a year: that is worth a line a month, and more only once none is left.
    /// - Returns: the same for the next time.
    private func createEventMonths(warnedOf warned: Int?) async -> Int? {
        do {
            try await storage.createEventMonths()
            return nil
        } catch {
            let ahead = storage.eventMonthsAhead ?? 0
            if ahead == 0 || ahead != warned {
                logger.warning(
                    "the coming months of the event log cannot be made, will try again; events are kept all the same",
                    metadata: ["storage.error": "\(error)", "event_log.months_ahead": "\(ahead)"])
            }
            return ahead
        }
    }
}

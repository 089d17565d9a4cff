import FootbridgeCore
import Logging
import Synchronization

/// Logs what became of workers, no more than so many lines a minute: a client that sends hostile photos must not fill
/// the log. Metrics count them all.
final class WorkerJournal: Sendable {
    private let logger: Logger
    private let pace = Mutex(Pace())

    private struct Pace {
        var minute = ContinuousClock.now
        var lines = 0
    }

    static let linesPerMinute = 10

    init(logger: Logger) {
        self.logger = logger
    }

    func tell(_ end: ReadingIsolation.End, of process: Int32, _ detail: String?) {
        guard mayWrite() else { return }
        logger.warning(
            "a decode worker has ended, another one takes its place",
            metadata: [
                "worker.end": "\(end.rawValue)", "worker.process": "\(process)", "worker.detail": "\(detail ?? "none")",
            ])
    }

    func tell(_ error: WorkerStartError) {
        guard mayWrite() else { return }
        logger.error("a decode worker cannot be started, will try again", metadata: ["worker.error": "\(error)"])
    }

    func tellUnusable(_ covers: CoverSearch) {
        logger.warnOfUnusableCovers(covers)
    }

    private func mayWrite() -> Bool {
        pace.withLock { pace in
            let now = ContinuousClock.now
            if now - pace.minute >= .seconds(60) { pace = Pace(minute: now) }
            pace.lines += 1
            return pace.lines <= Self.linesPerMinute
        }
    }
}

import CMalloc
import CoverIndexing
import CoverRecognition
import FootbridgeCore
import FootbridgeStorage
import Logging
import ServiceLifecycle

/// Keeps the daemon's index of covers in step with those of the database: at the start, and where something has changed
/// within a second. What fails is told once and tried again; nothing waits for it.
///
/// The folder is this daemon's alone. Where another one has it, it is only read, until the other one ends.
struct CoverIndexService: Service {
    private static let interval = Duration.seconds(1)

    let storage: Storage
    /// Of the index.
    let folder: String
    let indexed: IndexedCovers
    let logger: Logger

    func run() async throws {
        let thread = BackgroundThread()
        await cancelWhenGracefulShutdown {
            await withTaskExecutorPreference(thread) {
                var trouble: String?
                var shared: CoverIndexFolder?
                while !Task.isCancelled {
                    trouble = await attempt(after: trouble, &shared)
                    do { try await Task.sleep(for: Self.interval) } catch { return }
                }
            }
        }
        try await thread.end()
    }

    /// Keeps the index until something fails.
    ///
    /// - Parameters:
    ///   - trouble: what failed the last time, which is not told again.
    ///   - shared: what another process keeps, as it was last looked at.
    /// - Returns: what failed now; nil where it is to end.
    private func attempt(after trouble: String?, _ opened: inout CoverIndexFolder?) async -> String? {
        do {
            try await keep()
            return nil
        } catch is CancellationError {
            return nil
        } catch CoverIndexError.locked {
            let shared = "another process keeps the index of covers: it is only read here"
            if trouble != shared { logger.notice("\(shared)", metadata: ["covers.index": "\(folder)"]) }
            await read(&opened)
            return shared
        } catch {
            let text = "\(error)"
            if trouble != text {
                logger.warning(
                    "the index of covers cannot be kept, will try again",
                    metadata: ["covers.index": "\(folder)", "covers.error": "\(text)"])
            }
            var standing = indexed.standing
            standing.state = .failed
            indexed.tell(standing, indexed.index)
            return text
        }
    }

    private func keep() async throws {
        let follower = CoverFollower(storage: storage, threads: 1) { [logger] cover, reason in
            logger.warning(
                "a kept cover cannot be recognised", metadata: ["cover.gtin": "\(cover)", "cover.reason": "\(reason)"])
        }
        var writer = try open()
        while !Task.isCancelled {
            let standing = try await storage.coverStanding()
            if try follower.prepare(&writer, for: standing) {
                logger.notice(
                    "the index of covers is built anew: its covers were those of another database, or of a later day",
                    metadata: ["covers.index": "\(folder)"])
            }
            tell(writer, standing)
            while try await follower.takeNext(into: &writer) > 0 { tell(writer, standing) }
            // What a batch took was freed in pieces, which the C library would keep.
            if follower.compilation.tools.freeUnused() { malloc_trim(0) }
            try await Task.sleep(for: Self.interval)
        }
    }

    /// Opens the index; anew where it is damaged.
    private func open() throws(CoverIndexError) -> CoverIndexWriter {
        do {
            return try CoverIndexWriter(openingAt: folder)
        } catch {
            guard case .damaged(let file, let reason) = error else { throw error }
            logger.warning(
                "the index of covers is damaged and is built anew",
                metadata: [
                    "covers.index": "\(folder)", "covers.file": "\(file)", "covers.reason": "\(reason)",
                ])
            return try CoverIndexWriter(openingAt: folder, anew: true)
        }
    }

    private func tell(_ writer: borrowing CoverIndexWriter, _ last: CoverStanding) {
        var standing = IndexedCovers.Standing(state: .ready, of: last)
        standing.covers = writer.names.count
        standing.waiting = max(0, last.change - (CoverIndexPlace(memo: writer.memo)?.change ?? 0))
        if standing.waiting > 0 { standing.state = .building }
        indexed.tell(standing, writer.index)
    }

    /// Looks at what another process keeps.
    private func read(_ opened: inout CoverIndexFolder?) async {
        do {
            var standing = IndexedCovers.Standing(state: .shared, of: try await storage.coverStanding())
            if opened?.isOutdated ?? true { opened = try CoverIndexFolder(openingAt: folder) }
            standing.covers = try CoverIndexFolder.statistics(at: folder).covers
            indexed.tell(standing, opened?.index)
        } catch {
            // Nothing is there yet, or it is being replaced, or the database is away: there is another look in a second.
            opened = nil
            indexed.tell(IndexedCovers.Standing(state: .shared), nil)
        }
    }
}

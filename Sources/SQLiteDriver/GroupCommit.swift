import Dispatch
import FootbridgeCore
import FootbridgeStorage
import GRDB
import Synchronization

/// Collects write bodies that are waiting at the same time and commits them together.
///
/// Full durability costs one wait for the disk a commit, whatever is in it. While one group waits, the next gathers: a
/// lone writer waits for nobody, and sixty-four share one wait. A body that fails undoes itself alone: the group is then
/// run again, with a savepoint for each body. Nobody is told anything before the commit, since until then nothing has
/// happened.
///
/// Nobody waits for ever: a body whose deadline passes before its group begins is refused, and where no transaction can
/// begin, because another process holds the database, all that wait are told so at once.
final class GroupCommit: Sendable {
    /// Bodies of one transaction at most.
    static let largestGroup = 256
    /// A group is closed once its bodies took so long, so that a checkpoint or another process is never kept waiting.
    static let longestGroup = Duration.milliseconds(250)
    /// Bodies that may wait; the next is refused at once.
    static let longestQueue = 10_000

    private let pool: DatabasePool
    private let queue = Mutex(Queue())

    private struct Queue {
        var waiting: [PendingWrite] = []
        var isCommitting = false
        var isWatched = false
        var isFinished = false
        var ended: [CheckedContinuation<Void, Never>] = []
        var groupsCommitted = 0
    }

    /// Bodies that wait for the next group now.
    var waiting: Int { queue.withLock { $0.waiting.count } }
    /// Transactions since the start.
    var groupsCommitted: Int { queue.withLock { $0.groupsCommitted } }

    init(pool: DatabasePool) {
        self.pool = pool
    }

    func submit(_ write: PendingWrite) {
        enum Decision { case refuse(StorageError), start, wait }
        let decision: Decision = queue.withLock { queue in
            guard !queue.isFinished else { return .refuse(Self.closed) }
            guard queue.waiting.count < Self.longestQueue else {
                return .refuse(.busy(StorageErrorDetail("too many writes are waiting")))
            }
            queue.waiting.append(write)
            defer { queue.isCommitting = true }
            return queue.isCommitting ? .wait : .start
        }
        watch()
        switch decision {
        case .refuse(let error): write.fail(error)
        case .start: commitNextGroup()
        case .wait: break
        }
    }

    /// Refuses whatever comes from now on, and returns once all that was accepted is done.
    func finish() async {
        await withCheckedContinuation { caller in
            let isOver = queue.withLock { queue in
                queue.isFinished = true
                if queue.isCommitting { queue.ended.append(caller) }
                return !queue.isCommitting
            }
            if isOver { caller.resume() }
        }
    }

    private static let closed = StorageError.unreachable(
        StorageErrorDetail(code: "\(ResultCode.SQLITE_MISUSE.rawValue)", "the database is closed"))

    private func commitNextGroup() {
        pool.asyncWriteWithoutTransaction { [self] database in
            let deliveries: [PendingWrite.Delivery]
            do {
                try database.beginTransaction(.immediate)
                deliveries = commitGroup(on: database)
            } catch {
                // Whoever waits would meet the same, and wait for the same lock as long again.
                let failure = StorageError(sqlite: error)
                deliveries = take(.max).map { write in { write.fail(failure) } }
            }
            let (mustGoOn, ended) = queue.withLock { queue in
                queue.groupsCommitted += 1
                queue.isCommitting = !queue.waiting.isEmpty
                guard !queue.isCommitting else { return (true, [CheckedContinuation<Void, Never>]()) }
                defer { queue.ended = [] }
                return (false, queue.ended)
            }
            if mustGoOn { commitNextGroup() }
            for deliver in deliveries { deliver() }
            for caller in ended { caller.resume() }
        }
    }

    /// Removes at most so many from the front of the queue.
    private func take(_ count: Int) -> [PendingWrite] {
        queue.withLock { queue in
            let first = Array(queue.waiting.prefix(count))
            queue.waiting.removeFirst(first.count)
            return first
        }
    }

    private func putBack(_ writes: ArraySlice<PendingWrite>) {
        guard !writes.isEmpty else { return }
        queue.withLock { $0.waiting.insert(contentsOf: writes, at: 0) }
        watch()
    }

    /// Runs as many of the waiting bodies as size and time of a group allow, at least one, in the transaction that has
    /// begun, and ends it.
    ///
    /// - Returns: for each that was run, what tells its caller how it ended.
    private func commitGroup(on database: Database) -> [PendingWrite.Delivery] {
        // Taken only now: while another process held the database, their deadlines went on.
        let group = take(Self.largestGroup)
        var deliveries: [PendingWrite.Delivery] = []
        func allFailed(_ error: any Error) -> [PendingWrite.Delivery] {
            let error = StorageError(sqlite: error)
            return group.prefix(deliveries.count).map { write in { write.fail(error) } }
        }
        defer { putBack(group.dropFirst(deliveries.count)) }
        do {
            if let together = try runTogether(group, on: database) {
                deliveries = together
            } else {
                try runEach(group, on: database, &deliveries)
            }
            do {
                try database.commit()
            } catch {
                // Of a write that the disk did not confirm, nobody knows whether it is there after a crash.
                if case .unreachable(let detail) = StorageError(sqlite: error) {
                    throw StorageError.outcomeUnknown(detail)
                }
                throw error
            }
            return deliveries
        } catch {
            let failed = allFailed(error)
            guard database.isInsideTransaction else { return failed }
            do { try database.rollback() } catch { return allFailed(error) }
            return failed
        }
    }

    /// Runs bodies without a savepoint for each: SQLite would keep every page that a body changes as it was before, which
    /// took nearly as long as the changes.
    ///
    /// - Returns: as for ``commitGroup(on:)``; nil where one failed, or one may not be run again if another did. Nothing
    ///   is done then, in a transaction that has begun.
    private func runTogether(_ group: [PendingWrite], on database: Database) throws -> [PendingWrite.Delivery]? {
        guard group.allSatisfy(\.isRepeatable) else { return nil }
        let connection = SQLiteConnection(database: database)
        let begin = ContinuousClock.now
        var deliveries: [PendingWrite.Delivery] = []
        do {
            for write in group {
                deliveries.append(try write.perform(connection))
                guard begin.duration(to: .now) < Self.longestGroup else { break }
            }
            return deliveries
        } catch {
            if database.isInsideTransaction { try database.rollback() }
            try database.beginTransaction(.immediate)
            return nil
        }
    }

    /// Runs bodies with a savepoint for each, so that one that fails undoes itself alone.
    ///
    /// - Parameter deliveries: grows by one for each that was run, also where this throws.
    private func runEach(
        _ group: [PendingWrite], on database: Database, _ deliveries: inout [PendingWrite.Delivery]
    ) throws {
        let connection = SQLiteConnection(database: database)
        let begin = ContinuousClock.now
        for write in group {
            do {
                deliveries.append(try connection.nested { try write.perform(connection) })
            } catch {
                let failure = StorageError(sqlite: error)
                deliveries.append { write.fail(failure) }
                guard database.isInsideTransaction else { throw failure }
            }
            guard begin.duration(to: .now) < Self.longestGroup else { break }
        }
    }

    // MARK: Waiting

    /// Refuses those whose time is up, each at its own time; one timer at a time, for the first of them.
    private func watch() {
        let first: ContinuousClock.Instant? = queue.withLock { queue in
            guard !queue.isWatched, let first = queue.waiting.lazy.compactMap(\.deadline).min() else { return nil }
            queue.isWatched = true
            return first
        }
        guard let first else { return }
        let wait = max(0, ContinuousClock.now.duration(to: first) / .seconds(1))
        DispatchQueue.global().asyncAfter(deadline: .now() + wait) { [weak self] in self?.refuseLate() }
    }

    private func refuseLate() {
        let late = queue.withLock { queue in
            let now = ContinuousClock.now
            let late = queue.waiting.filter { $0.isLate(at: now) }
            if !late.isEmpty { queue.waiting.removeAll { $0.isLate(at: now) } }
            queue.isWatched = false
            return late
        }
        for write in late { write.fail(.busy(StorageErrorDetail("the write did not get its turn in time"))) }
        watch()
    }
}

/// A write that waits for its turn, its result type forgotten.
struct PendingWrite: Sendable {
    typealias Delivery = @Sendable () -> Void

    /// When it is refused unless its group has begun; nil where it may wait for as long as it takes.
    let deadline: ContinuousClock.Instant?
    /// Whether the body may be run again from its beginning, as it leaves no trace outside the database.
    let isRepeatable: Bool
    /// Runs the body; what comes back tells its result to the caller.
    let perform: @Sendable (SQLiteConnection) throws -> Delivery
    let fail: @Sendable (StorageError) -> Void

    init<Result: Sendable>(
        until deadline: ContinuousClock.Instant?, isRepeatable: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result,
        for caller: CheckedContinuation<Swift.Result<Result, StorageError>, Never>
    ) {
        self.deadline = deadline
        self.isRepeatable = isRepeatable
        perform = { connection in
            let result = try body(connection)
            return { caller.resume(returning: .success(result)) }
        }
        fail = { caller.resume(returning: .failure($0)) }
    }

    func isLate(at now: ContinuousClock.Instant) -> Bool { deadline.map { $0 <= now } ?? false }
}

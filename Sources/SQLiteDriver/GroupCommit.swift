import FootbridgeCore
import FootbridgeStorage
import GRDB
import Synchronization

/// Collects write bodies that are waiting at the same time and commits them together.
///
/// Full durability costs one wait for the disk a commit, whatever is in it. While one group waits, the next gathers: a
/// lone writer waits for nobody, and sixty-four share one wait. Each body has its own savepoint, so one that fails
/// undoes itself alone. Nobody is told anything before the commit, since until then nothing has happened.
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
        enum Decision { case refuse, start, wait }
        let decision: Decision = queue.withLock { queue in
            guard queue.waiting.count < Self.longestQueue else { return .refuse }
            queue.waiting.append(write)
            defer { queue.isCommitting = true }
            return queue.isCommitting ? .wait : .start
        }
        switch decision {
        case .refuse: write.fail(.busy(StorageErrorDetail("too many writes are waiting")))
        case .start: commitNextGroup()
        case .wait: break
        }
    }

    private func commitNextGroup() {
        pool.asyncWriteWithoutTransaction { [self] database in
            let group = queue.withLock { queue in
                let group = Array(queue.waiting.prefix(Self.largestGroup))
                queue.waiting.removeFirst(group.count)
                return group
            }
            let done = commit(group, on: database)
            let mustGoOn = queue.withLock { queue in
                queue.waiting.insert(contentsOf: group.dropFirst(done.count), at: 0)
                queue.groupsCommitted += 1
                queue.isCommitting = !queue.waiting.isEmpty
                return queue.isCommitting
            }
            if mustGoOn { commitNextGroup() }
            for deliver in done { deliver() }
        }
    }

    /// Runs as many of `group` as time allows, at least one, in one transaction.
    ///
    /// - Returns: for each that was run, what tells its caller how it ended.
    private func commit(_ group: [PendingWrite], on database: Database) -> [PendingWrite.Delivery] {
        let begin = ContinuousClock.now
        let connection = SQLiteConnection(database: database)
        var deliveries: [PendingWrite.Delivery] = []
        func allFailed(_ error: any Error) -> [PendingWrite.Delivery] {
            let error = StorageError(sqlite: error)
            return group.prefix(max(1, deliveries.count)).map { write in { write.fail(error) } }
        }
        do {
            try database.beginTransaction(.immediate)
        } catch {
            return allFailed(error)
        }
        do {
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
            try database.commit()
            return deliveries
        } catch {
            let failed = allFailed(error)
            guard database.isInsideTransaction else { return failed }
            do { try database.rollback() } catch { return allFailed(error) }
            return failed
        }
    }
}

/// A write that waits for its turn, its result type forgotten.
struct PendingWrite: Sendable {
    typealias Delivery = @Sendable () -> Void

    /// Runs the body; what comes back tells its result to the caller.
    let perform: @Sendable (SQLiteConnection) throws -> Delivery
    let fail: @Sendable (StorageError) -> Void

    init<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result,
        for caller: CheckedContinuation<Swift.Result<Result, StorageError>, Never>
    ) {
        perform = { connection in
            let result = try body(connection)
            return { caller.resume(returning: .success(result)) }
        }
        fail = { caller.resume(returning: .failure($0)) }
    }
}

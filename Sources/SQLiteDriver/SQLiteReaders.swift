import DequeModule
import FootbridgeCore
import FootbridgeStorage
import Foundation
import Synchronization

/// Threads that read, as many as there are connections for them, and an executor for tasks that read often.
///
/// A task that prefers this executor runs on these threads, so its reads need no hop: one look-up is then one stretch of
/// work on one thread. What such a task does between its reads should be short, as it holds up others' reads.
final class SQLiteReaders: TaskExecutor {
    private let jobs = JobQueue()
    private let connections: Mutex<Connections>

    /// Whoever takes a connection has it alone until it is given back.
    private struct Connections: ~Copyable {
        var idle: [SQLiteReader]
        var taken = 0
        var isClosed = false
        var whenReturned: CheckedContinuation<Void, Never>?
    }

    /// - Parameter count: threads and connections, at least 1.
    init(path: String, count: Int) throws(StorageError) {
        var readers: [SQLiteReader] = []
        for _ in 0..<count { readers.append(try SQLiteReader(path: path)) }
        connections = Mutex(Connections(idle: readers))
        let executor = unsafe asUnownedTaskExecutor()
        for number in 1...count {
            Thread { [jobs] in
                Thread.current.name = "sqlite-read-\(number)"
                while let job = jobs.next() { unsafe job.runSynchronously(on: executor) }
            }.start()
        }
    }

    /// No task is left that could ask for anything, or it would have kept this.
    deinit { jobs.end() }

    /// Whether reads are refused.
    var isClosed: Bool { connections.withLock { $0.isClosed } }

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }

    /// Runs `body` with one view of the database, on one of the threads: at once where the task is on one already.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        let result: Swift.Result<Result, StorageError> = await withTaskExecutorPreference(self) { [self] in
            do {
                let reader = try take()
                defer { giveBack(reader) }
                return .success(try reader.read(body))
            } catch {
                return .failure(StorageError(sqlite: error))
            }
        }
        return try result.get()
    }

    private func take() throws(StorageError) -> SQLiteReader {
        let reader = connections.withLock { connections -> SQLiteReader? in
            guard let reader = connections.idle.popLast() else { return nil }
            connections.taken += 1
            return reader
        }
        // There is one for every thread until they are closed.
        guard let reader else { throw .unreachable(StorageErrorDetail("the database is closed")) }
        return reader
    }

    private func giveBack(_ reader: SQLiteReader) {
        let closer = connections.withLock { connections -> CheckedContinuation<Void, Never>? in
            connections.taken -= 1
            if !connections.isClosed { connections.idle.append(reader) }
            guard connections.taken == 0 else { return nil }
            defer { connections.whenReturned = nil }
            return connections.whenReturned
        }
        closer?.resume()
    }

    /// Waits for the reads that are running and closes the connections; later reads are refused. The threads go on, for
    /// the tasks that prefer them.
    func close() async {
        await withCheckedContinuation { closer in
            let isDone = connections.withLock { connections in
                connections.isClosed = true
                connections.idle = []
                guard connections.taken > 0 else { return true }
                connections.whenReturned = closer
                return false
            }
            if isDone { closer.resume() }
        }
    }
}

/// What threads wait for and take their work from, first come, first served.
private final class JobQueue: @unchecked Sendable {
    // All that varies is only touched between lock and unlock.
    private let condition = NSCondition()
    private var jobs = Deque<UnownedJob>()
    private var hasEnded = false

    func append(_ job: UnownedJob) {
        condition.lock()
        jobs.append(job)
        condition.unlock()
        condition.signal()
    }

    /// Waits for the next job; nil once there will be none.
    func next() -> UnownedJob? {
        condition.lock()
        defer { condition.unlock() }
        while jobs.isEmpty, !hasEnded { condition.wait() }
        return jobs.popFirst()
    }

    func end() {
        condition.lock()
        hasEnded = true
        condition.unlock()
        condition.broadcast()
    }
}

import FootbridgeCore
import FootbridgeStorage
import SQLiteDriver
import Synchronization

/// Calls a closure after every statement of every write, with the connection that it ran on.
final class InterruptedDriver: StorageDriver {
    private let driver: any StorageDriver
    private let interrupt: @Sendable (any SQLConnection) throws -> Void

    init(_ driver: any StorageDriver, _ interrupt: @escaping @Sendable (any SQLConnection) throws -> Void) {
        self.driver = driver
        self.interrupt = interrupt
    }

    var dialect: Dialect { driver.dialect }
    var waiting: Int { driver.waiting }

    func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.read(patience, body)
    }

    func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        let interrupt = interrupt
        return try await driver.write(patience, repeatable: repeatable) { connection in
            try body(ObservedConnection(connection) { _ in try interrupt(connection) })
        }
    }

    func integrityProblems() async throws(StorageError) -> [String] { try await driver.integrityProblems() }
    func close() async throws(StorageError) { try await driver.close() }
}

/// Holds a driver's thread until a test lets it go.
final class Gate: Sendable {
    private enum State { case closed, waitedFor, open }
    private let state = Mutex(State.closed)

    /// Blocks the thread until ``open()``; for bodies, which run on threads that may block.
    func wait() {
        state.withLock { if $0 == .closed { $0 = .waitedFor } }
        while state.withLock({ $0 != .open }) { yieldThread() }
    }

    func open() { state.withLock { $0 = .open } }

    /// Waits for nothing, but is seen to be there.
    func reach() { state.withLock { if $0 == .closed { $0 = .waitedFor } } }

    /// Whether something waits, or waited.
    var isReached: Bool { state.withLock { $0 != .closed } }

    /// Returns once something waits.
    func isWaitedFor() async {
        while state.withLock({ $0 == .closed }), !Task.isCancelled { await Task.yield() }
    }
}

/// Counts what goes on at once, or what went on in all where nothing is counted down.
final class Tally: Sendable {
    private let state = Mutex((now: 0, most: 0))

    /// The highest so far.
    var most: Int { state.withLock { $0.most } }

    /// - Returns: the new number.
    @discardableResult
    func up() -> Int {
        state.withLock { state in
            state.now += 1
            state.most = max(state.most, state.now)
            return state.now
        }
    }

    func down() { state.withLock { $0.now -= 1 } }
}

extension SQLiteDriver {
    /// Returns once so many writes wait behind the group that is being committed.
    func isWaiting(_ count: Int) async {
        while waiting < count, !Task.isCancelled { await Task.yield() }
    }
}

public import FootbridgeCore
public import FootbridgeStorage
import Synchronization

/// One transaction as a driver was asked for it.
public struct RecordedTransaction: Sendable {
    public var isReadOnly: Bool
    /// What was sent together, in the order in which it was sent.
    public var batches: [[BoundSQL]] = []
}

/// Keeps the statements of every transaction, with their values, as they come to be run.
public final class RecordingDriver: StorageDriver {
    private let driver: any StorageDriver
    private let transactions = Mutex<[RecordedTransaction]>([])

    public init(_ driver: any StorageDriver) {
        self.driver = driver
    }

    public var dialect: Dialect { driver.dialect }
    public var waiting: Int { driver.waiting }

    /// What was recorded since the last time. For one caller at a time.
    public func take() -> [RecordedTransaction] {
        transactions.withLock { transactions in
            defer { transactions = [] }
            return transactions
        }
    }

    public func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.read(patience) { connection in
            try body(self.recording(connection, isReadOnly: true))
        }
    }

    public func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.write(patience, repeatable: repeatable) { connection in
            try body(self.recording(connection, isReadOnly: false))
        }
    }

    public func integrityProblems() async throws(StorageError) -> [String] { try await driver.integrityProblems() }
    public func close() async throws(StorageError) { try await driver.close() }

    private func recording(_ connection: any SQLConnection, isReadOnly: Bool) -> RecordingConnection {
        transactions.withLock { $0.append(RecordedTransaction(isReadOnly: isReadOnly)) }
        return RecordingConnection(connection: connection) { batch in
            self.transactions.withLock { $0[$0.count - 1].batches.append(batch) }
        }
    }
}

private struct RecordingConnection: SQLConnection {
    let connection: any SQLConnection
    let record: ([BoundSQL]) -> Void

    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        record(batch)
        return try connection.run(batch)
    }

    func nested<Result>(_ body: () throws -> Result) throws -> Result { try connection.nested(body) }
}

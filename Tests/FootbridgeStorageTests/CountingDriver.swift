import FootbridgeCore
import FootbridgeStorage
import Synchronization

/// Counts the rows that a driver gives.
final class CountingDriver: StorageDriver {
    private let driver: any StorageDriver
    private let rows = Mutex(0)

    init(_ driver: any StorageDriver) {
        self.driver = driver
    }

    var dialect: Dialect { driver.dialect }
    var waiting: Int { driver.waiting }

    /// Rows since the last time.
    func takeRows() -> Int {
        rows.withLock { rows in
            defer { rows = 0 }
            return rows
        }
    }

    func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.read(patience) { connection in
            try body(
                ObservedConnection(connection) { results in
                    self.rows.withLock { $0 += results.map(\.rows.count).reduce(0, +) }
                })
        }
    }

    func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.write(patience, repeatable: repeatable, body)
    }

    func integrityProblems() async throws(StorageError) -> [String] { try await driver.integrityProblems() }
    func close() async throws(StorageError) { try await driver.close() }
}

/// A connection that tells what each batch came to, or runs each statement on its own and tells after every one.
struct ObservedConnection: SQLConnection {
    let connection: any SQLConnection
    let observe: ([SQLResult]) throws -> Void

    init(_ connection: any SQLConnection, _ observe: @escaping ([SQLResult]) throws -> Void) {
        self.connection = connection
        self.observe = observe
    }

    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        try batch.map { bound in
            let results = try connection.run([bound])
            try observe(results)
            return results[0]
        }
    }

    func nested<Result>(_ body: () throws -> Result) throws -> Result { try connection.nested(body) }
}

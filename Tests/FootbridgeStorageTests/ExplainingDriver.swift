import FootbridgeCore
import Synchronization

@testable import FootbridgeStorage

/// Asks SQLite before every statement how it would run it.
final class ExplainingDriver: StorageDriver {
    private let driver: any StorageDriver
    private let seen = Mutex<[String]>([])

    init(_ driver: any StorageDriver) {
        self.driver = driver
    }

    var dialect: Dialect { driver.dialect }
    var waiting: Int { driver.waiting }

    /// Every step of every plan so far.
    var plans: [String] { seen.withLock { $0 } }

    func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.read(patience) { try body(Connection(connection: $0, driver: self)) }
    }

    func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.write(patience, repeatable: repeatable) { try body(Connection(connection: $0, driver: self)) }
    }

    func integrityProblems() async throws(StorageError) -> [String] { try await driver.integrityProblems() }
    func close() async throws(StorageError) { try await driver.close() }

    private struct Connection: SQLConnection {
        let connection: any SQLConnection
        let driver: ExplainingDriver

        func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
            for bound in batch {
                let steps = try connection.rows(bound.statement.explained, bound.values).map { try $0.text(3) }
                driver.seen.withLock { $0 += steps }
            }
            return try connection.run(batch)
        }

        func nested<Result>(_ body: () throws -> Result) throws -> Result { try connection.nested(body) }
    }
}

import FootbridgeCore
import FootbridgeStorage

/// Sends every statement of a batch alone and waits for it, as a driver without a pipeline would. BEGIN still goes out
/// with the first statement and a reader's COMMIT is still not waited for, so such a driver would be slower than this.
struct SeparatingDriver: StorageDriver {
    let driver: any StorageDriver

    var dialect: Dialect { driver.dialect }
    var waiting: Int { driver.waiting }

    func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.read(patience) { try body(SeparatingConnection(connection: $0)) }
    }

    func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        try await driver.write(patience, repeatable: repeatable) { try body(SeparatingConnection(connection: $0)) }
    }

    func integrityProblems() async throws(StorageError) -> [String] { try await driver.integrityProblems() }
    func close() async throws(StorageError) { try await driver.close() }
}

private struct SeparatingConnection: SQLConnection {
    let connection: any SQLConnection

    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        try batch.flatMap { try connection.run([$0]) }
    }

    func nested<Result>(_ body: () throws -> Result) throws -> Result { try connection.nested(body) }
}

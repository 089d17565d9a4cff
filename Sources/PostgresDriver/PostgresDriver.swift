public import FootbridgeCore
public import FootbridgeStorage

#if canImport(Glibc)
import Glibc
#endif

/// The storage seam over PostgreSQL, through libpq: a bounded pool of connections on threads of its own, each
/// transaction's statements in as few round trips as its body allows, and every commit on the server's disk before it is
/// told (unless the server is set otherwise, which `doctor` tells).
public final class PostgresDriver: StorageDriver {
    public let dialect = Dialect.postgresql
    private let pool: ConnectionPool
    private let settings: PostgresSettings

    /// How often a transaction that was in others' way is tried.
    private static let attempts = 6

    /// Makes a driver, which connects when it is first used.
    ///
    /// - Parameter whenServerChanges: what is to be done first where another server answers than before
    ///   (``Storage/confirmLogOrigin(on:)``); a connection to it is used only once that is done.
    public init(
        _ address: PostgresAddress, settings: PostgresSettings = PostgresSettings(),
        whenServerChanges: @escaping @Sendable (any SQLConnection) throws -> Void = {
            try Storage.confirmLogOrigin(on: $0)
        }
    ) {
        self.settings = settings
        let identity = settings.isTransactionPooled ? nil : ServerIdentity(whenChanged: whenServerChanges)
        pool = ConnectionPool(limit: settings.connections, patience: settings.connectionWait) {
            () throws(StorageError) in
            let session = try PostgresSession(address, settings)
            try identity?.check(session)
            return session
        }
    }

    /// One snapshot (`REPEATABLE READ`); a read whose connection turns out to be dead is tried once more on a new one.
    public func read<Result: Sendable>(
        _ patience: Patience, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        let begin = begin("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", patience)
        @Sendable func once(_ session: PostgresSession) throws -> Result {
            let connection = PostgresConnection(session: session, begin: begin)
            do {
                let result = try body(connection)
                connection.finishReading()
                return result
            } catch {
                connection.abandon()
                throw error
            }
        }
        do {
            return try await perform(patience, isRepeatable: true, once)
        } catch .unreachable {
            return try await perform(patience, isRepeatable: true, once)
        }
    }

    /// At `READ COMMITTED`: what must hold between transactions is held by guarded statements and by the schema.
    ///
    /// A body that is `repeatable` is run again after a deadlock or a serialization failure; never after a lost
    /// connection, as nobody knows then what was done.
    public func write<Result: Sendable>(
        _ patience: Patience, repeatable: Bool, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
    ) async throws(StorageError) -> Result {
        let begin = begin("BEGIN ISOLATION LEVEL READ COMMITTED", patience)
        return try await perform(patience, isRepeatable: repeatable) { session in
            let connection = PostgresConnection(session: session, begin: begin)
            do {
                let result = try body(connection)
                try connection.commit()
                return result
            } catch {
                connection.abandon()
                throw error
            }
        }
    }

    /// Transactions that wait for a connection now.
    public var waiting: Int { pool.waiting }

    /// Connections there are now, in use or idle.
    public var connections: Int { pool.sessions }

    public func close() async throws(StorageError) {
        await pool.close()
    }

    /// What opens a transaction. A pooler's sessions are others' too, so everything is said for the transaction alone.
    private func begin(_ command: String, _ patience: Patience) -> [PostgresCommand] {
        var commands = [PostgresCommand(command)]
        switch patience {
        case .maintenance: commands.append(PostgresCommand("SET LOCAL statement_timeout = 0"))
        case .request:
            guard settings.isTransactionPooled else { break }
            commands += [
                PostgresCommand("SET LOCAL statement_timeout = \(settings.statementTimeout.milliseconds)"),
                PostgresCommand("SET LOCAL idle_in_transaction_session_timeout = 60000"),
            ]
        }
        return commands
    }

    private func perform<Result: Sendable>(
        _ patience: Patience, isRepeatable: Bool, _ transaction: @escaping @Sendable (PostgresSession) throws -> Result
    ) async throws(StorageError) -> Result {
        return try await pool.perform { session in
            session.mayTakeLong = patience == .maintenance
            for attempt in 1..<Self.attempts {
                do {
                    return try transaction(session)
                } catch StorageError.conflict where isRepeatable {
                    // On the pool's own thread, which may block: long enough for the other to get out of the way.
                    usleep(UInt32.random(in: 500...(2000 << UInt32(attempt))))
                }
            }
            return try transaction(session)
        }
    }
}

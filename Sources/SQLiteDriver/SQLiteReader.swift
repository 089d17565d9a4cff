import FootbridgeCore
import FootbridgeStorage
import GRDBSQLite

/// Owns one connection that only reads, with the statements it has prepared so far.
///
/// Without GRDB, whose reads took half of a look-up's time: a hop to a queue, a list of arguments, a row object, and
/// the names of all columns for each statement.
@safe final class SQLiteReader: @unchecked Sendable {
    // Whoever takes a reader from ``SQLiteReaders`` has it alone until it is given back under the same lock.
    private let connection: OpaquePointer
    private var statements: [SQL: OpaquePointer]

    /// Statements are literals and what is composed of them, so there are not many; beyond this all are prepared anew.
    private static let longestCache = 500

    /// - Throws: `StorageError.unreachable` where the file is not there.
    init(path: String) throws(StorageError) {
        var connection: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil)
        guard let connection = unsafe connection else { throw .busy(StorageErrorDetail("there is no memory left")) }
        guard code == SQLITE_OK else {
            defer { unsafe sqlite3_close_v2(connection) }
            throw unsafe StorageError(sqliteConnection: connection)
        }
        unsafe self.connection = connection
        unsafe statements = [:]
        // Readers wait for nobody but while another process recovers the log after a crash.
        unsafe sqlite3_busy_timeout(connection, 5000)
        for setting: SQL in ["PRAGMA trusted_schema = OFF", "PRAGMA cache_size = -16384"] { _ = try run(setting) }
    }

    deinit {
        finalizeAll()
        unsafe sqlite3_close_v2(connection)
    }

    /// Runs `body` with one view of the database.
    func read<Result>(_ body: (any SQLConnection) throws -> Result) throws -> Result {
        _ = try run("BEGIN")
        do {
            let result = try body(self)
            _ = try run("COMMIT")
            return result
        } catch {
            // Some failures have ended the transaction already.
            if unsafe sqlite3_get_autocommit(connection) == 0 { _ = try run("ROLLBACK") }
            throw error
        }
    }

    private func run(_ sql: SQL, _ values: [SQLValue] = []) throws(StorageError) -> SQLResult {
        try unsafe SQLiteStatement(prepared(sql)).run(values)
    }

    private func prepared(_ sql: SQL) throws(StorageError) -> OpaquePointer {
        if let statement = unsafe statements[sql] { return unsafe statement }
        if unsafe statements.count >= Self.longestCache { finalizeAll() }
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection, sql.text(in: .sqlite), -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let statement = unsafe statement else {
            throw unsafe StorageError(sqliteConnection: connection)
        }
        unsafe statements[sql] = statement
        return unsafe statement
    }

    private func finalizeAll() {
        unsafe statements.values.forEach { statement in unsafe sqlite3_finalize(statement) }
        unsafe statements = [:]
    }
}

extension SQLiteReader: SQLConnection {
    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        try batch.map { try run($0.statement, $0.values) }
    }

    /// There is nothing to undo.
    func nested<Result>(_ body: () throws -> Result) throws -> Result { try body() }
}

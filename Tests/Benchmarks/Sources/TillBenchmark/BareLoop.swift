import BenchmarkSupport
import FootbridgeStorage
import GRDBSQLite

/// The sqlite3 library alone: one connection, each statement prepared once, a savepoint for each redemption and a commit
/// for each group, with the same durability.
final class BareLoop {
    private let connection: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]

    init(path: String) throws {
        var connection: OpaquePointer?
        guard sqlite3_open(path, &connection) == SQLITE_OK, let connection else {
            throw BenchmarkFailure("\(path) cannot be opened")
        }
        self.connection = connection
        for setting in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON"] {
            try run(setting)
        }
    }

    deinit {
        for statement in statements.values { sqlite3_finalize(statement) }
        sqlite3_close(connection)
    }

    /// - Returns: transactions a second.
    func rate(of transactions: [[BoundSQL]], group: Int) throws -> Double {
        let start = ContinuousClock.now
        for first in stride(from: 0, to: transactions.count, by: group) {
            try run("BEGIN IMMEDIATE")
            for transaction in transactions[first..<min(first + group, transactions.count)] {
                try run("SAVEPOINT one")
                for bound in transaction { try run(bound.statement.text(in: .sqlite), bound.values) }
                try run("RELEASE one")
            }
            try run("COMMIT")
        }
        return Double(transactions.count) / (start.duration(to: .now) / .seconds(1))
    }

    private func run(_ sql: String, _ values: [SQLValue] = []) throws {
        let statement = try prepared(sql)
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1), of: statement) }
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW { code = sqlite3_step(statement) }
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else {
            throw BenchmarkFailure("\(sql.prefix(60)): \(String(cString: sqlite3_errmsg(connection)))")
        }
    }

    private func prepared(_ sql: String) throws -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            throw BenchmarkFailure("\(sql.prefix(60)): \(String(cString: sqlite3_errmsg(connection)))")
        }
        statements[sql] = statement
        return statement
    }

    private func bind(_ value: SQLValue, at index: Int32, of statement: OpaquePointer) {
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(statement, index)
        case .integer(let value): sqlite3_bind_int64(statement, index, value)
        case .real(let value): sqlite3_bind_double(statement, index, value)
        case .text(let text): sqlite3_bind_text(statement, index, text, -1, copied)
        case .blob(let bytes): sqlite3_bind_blob(statement, index, bytes, Int32(bytes.count), copied)
        }
    }
}

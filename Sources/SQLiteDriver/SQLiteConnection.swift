import FootbridgeCore
import FootbridgeStorage
import Foundation
import GRDB

/// GRDB's connection as the seam sees it, for the length of one body.
struct SQLiteConnection: SQLConnection {
    let database: Database

    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        try batch.map(run)
    }

    private func run(_ bound: BoundSQL) throws(StorageError) -> SQLResult {
        do {
            let statement = try database.cachedStatement(sql: bound.statement.text(in: .sqlite))
            let arguments = StatementArguments(try bound.values.map(Self.databaseValue))
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            let columns = statement.columnCount
            var rows: [SQLRow] = []
            while let row = try cursor.next() {
                // By index: GRDB's own list of a row's values makes a string of every column's name.
                rows.append(SQLRow((0..<columns).map { column in Self.value(row[column]) }))
            }
            return SQLResult(rows: rows, changed: statement.isReadonly ? 0 : database.changesCount)
        } catch {
            throw StorageError(sqlite: error)
        }
    }

    func nested<Result>(_ body: () throws -> Result) throws -> Result {
        try step("SAVEPOINT nested")
        do {
            let result = try body()
            try step("RELEASE nested")
            return result
        } catch {
            // After some failures (no room left, for one) SQLite has already undone the whole transaction.
            if database.isInsideTransaction {
                try step("ROLLBACK TO nested")
                try step("RELEASE nested")
            }
            throw error
        }
    }

    private func step(_ sql: String) throws(StorageError) {
        do {
            try database.cachedStatement(sql: sql).execute()
        } catch {
            throw StorageError(sqlite: error)
        }
    }

    private static func databaseValue(_ value: SQLValue) throws(StorageError) -> DatabaseValue {
        switch value {
        case .null: return .null
        case .integer(let value): return value.databaseValue
        case .real(let value): return value.databaseValue
        case .text(let value):
            guard !value.utf8.contains(0) else {
                throw .constraint(StorageErrorDetail("a text with the character U+0000"))
            }
            return value.databaseValue
        case .blob(let bytes): return Data(bytes).databaseValue
        }
    }

    private static func value(_ value: DatabaseValue) -> SQLValue {
        switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .real(value)
        case .string(let value): .text(value)
        case .blob(let value): .blob(Array(value))
        }
    }
}

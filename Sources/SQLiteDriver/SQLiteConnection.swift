import FootbridgeCore
import FootbridgeStorage
import GRDB

/// GRDB's connection as the seam sees it, for the length of one body.
struct SQLiteConnection: SQLConnection {
    let database: Database

    func run(_ batch: [BoundSQL]) throws -> [SQLResult] {
        try batch.map { try run($0.statement.text(in: .sqlite), $0.values) }
    }

    /// GRDB prepares the statement once and owns it; what it says is bound and read without GRDB's own values and rows,
    /// which took a third of a write's time.
    @discardableResult
    private func run(_ sql: String, _ values: [SQLValue] = []) throws(StorageError) -> SQLResult {
        let statement: Statement
        do {
            statement = try database.cachedStatement(sql: sql)
        } catch {
            throw StorageError(sqlite: error)
        }
        return try unsafe SQLiteStatement(statement.sqliteStatement).run(values)
    }

    func nested<Result>(_ body: () throws -> Result) throws -> Result {
        try run("SAVEPOINT nested")
        do {
            let result = try body()
            try run("RELEASE nested")
            return result
        } catch {
            // After some failures (no room left, for one) SQLite has already undone the whole transaction.
            if database.isInsideTransaction {
                try run("ROLLBACK TO nested")
                try run("RELEASE nested")
            }
            throw error
        }
    }
}

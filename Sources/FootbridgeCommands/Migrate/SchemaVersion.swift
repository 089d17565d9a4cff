import FootbridgeCore
import FootbridgeStorage
import SQLiteDriver

/// The newest schema step that a database has had.
struct SchemaVersion: Sendable, Hashable {
    /// Its number; 0 for a database without a schema.
    let step: Int
    /// When it was done; nil without a schema.
    let appliedAt: Timestamp?

    /// Reads it without changing anything.
    static func of(_ driver: SQLiteDriver) async throws(StorageError) -> SchemaVersion {
        try await driver.read { connection in
            let tables = try connection.rows(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'")
            guard try tables.first?.integer(0) == 1 else { return SchemaVersion(step: 0, appliedAt: nil) }
            let newest = try connection.rows(
                "SELECT number, applied_at FROM schema_migrations ORDER BY number DESC LIMIT 1")
            guard let row = newest.first else { return SchemaVersion(step: 0, appliedAt: nil) }
            return SchemaVersion(
                step: Int(try row.integer(0)), appliedAt: Timestamp(microseconds: try row.integer(1)))
        }
    }
}

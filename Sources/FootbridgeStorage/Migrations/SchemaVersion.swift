public import FootbridgeCore

/// The newest schema step that a database has had.
public struct SchemaVersion: Sendable, Hashable {
    /// Its number; 0 for a database without a schema.
    public let step: Int
    /// When it was done; nil without a schema.
    public let appliedAt: Timestamp?
}

extension Storage {
    /// Reads the schema's version without changing anything.
    public func schemaVersion() async throws(StorageError) -> SchemaVersion {
        let hasRecord = Self.hasMigrations(in: driver.dialect)
        return try await driver.read { connection in
            guard try connection.rows(hasRecord).first?.integer(0) == 1,
                let newest = try connection.rows(Self.newestMigration).first
            else { return SchemaVersion(step: 0, appliedAt: nil) }
            return SchemaVersion(
                step: try newest.int(0), appliedAt: Timestamp(microseconds: try newest.integer(1)))
        }
    }

    /// Each engine lists its tables in a place of its own.
    private static func hasMigrations(in dialect: Dialect) -> SQL {
        switch dialect {
        case .sqlite: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'"
        }
    }

    private static let newestMigration: SQL =
        "SELECT number, applied_at FROM schema_migrations ORDER BY number DESC LIMIT 1"
}

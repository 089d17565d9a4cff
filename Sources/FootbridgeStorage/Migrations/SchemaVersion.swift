public import FootbridgeCore

/// The newest schema step that a database has had.
public struct SchemaVersion: Sendable, Hashable {
    /// Its number; 0 for a database without a schema.
    public let step: Int
    /// When it was done; nil without a schema.
    public let appliedAt: Timestamp?

    /// Whether steps are recorded at all.
    static func isRecorded(on connection: any SQLConnection) throws -> Bool {
        try connection.rows(recordTables).first?.integer(0) == 1
    }

    /// Each engine lists its tables in a place of its own.
    private static let recordTables = SQL(
        sqlite: "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'",
        postgresql: "SELECT count(*) FROM pg_class WHERE oid = to_regclass('schema_migrations')")
}

extension Storage {
    /// Reads the schema's version without changing anything.
    public func schemaVersion() async throws(StorageError) -> SchemaVersion {
        try await driver.read { connection in
            guard try SchemaVersion.isRecorded(on: connection),
                let newest = try connection.first(Self.newestMigration())
            else { return SchemaVersion(step: 0, appliedAt: nil) }
            return newest
        }
    }

    private static let newestMigration = Columns(
        Columns("number", Int.self), Columns("applied_at", Timestamp?.self), make: SchemaVersion.init(step:appliedAt:)
    ).from("schema_migrations ORDER BY number DESC LIMIT 1")
}

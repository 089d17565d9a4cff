public import FootbridgeCore

/// How many rows a table has.
public struct TableCount: Sendable, Hashable {
    /// Its name in the schema.
    public var table: String
    /// At the moment of counting.
    public var rows: Int
}

extension Storage {
    /// What readiness asks: to read says nothing of a full disk, and nor does a write to a file that was moved away.
    ///
    /// - Throws: ``StorageError`` where nothing can be written, the schema is not there, or the database under its name
    ///   is another one by now.
    public func proveWriting() async throws(StorageError) {
        try driver.checkPlace()
        let now = clock.now
        try await driver.write(repeatable: true) { connection in
            guard try SchemaVersion.isRecorded(on: connection),
                try connection.rows(Self.newestMigration).first?.isNull(0) == false
            else {
                throw StorageError.unusable(
                    StorageErrorDetail("the database has no schema yet: run footbridge migrate"))
            }
            _ = try connection.change(Self.proof, [.integer(now.microseconds)])
        }
    }

    /// Whether there is no merchant and no product yet.
    public func isEmpty() async throws(StorageError) -> Bool {
        try await driver.read { connection in try connection.rows(Self.anything).first?.integer(0) == 0 }
    }

    /// Rows of the tables an operator asks about; counts them one by one, so seconds for a large database.
    public func statistics() async throws(StorageError) -> [TableCount] {
        try await driver.read(.maintenance) { connection in
            try connection.run(Self.counts.map { BoundSQL($0.count) }).enumerated().map { index, result in
                TableCount(table: Self.counts[index].table, rows: try result.rows.first?.int(0) ?? 0)
            }
        }
    }

    /// Damage that the database finds in itself, one sentence each; empty where there is none. Reads all of it.
    public func integrityCheck() async throws(StorageError) -> [String] {
        try await driver.integrityProblems()
    }

    private static let proof: SQL = "UPDATE write_proof SET written_at = $1"
    private static let newestMigration: SQL = "SELECT max(number) FROM schema_migrations"
    private static let anything: SQL = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM merchants) OR EXISTS (SELECT 1 FROM products) THEN 1 ELSE 0 END
        """
    private static let counts: [(table: String, count: SQL)] = [
        ("merchants", "SELECT count(*) FROM merchants"),
        ("stores", "SELECT count(*) FROM stores"),
        ("products", "SELECT count(*) FROM products"),
        ("listings", "SELECT count(*) FROM listings"),
        ("stock", "SELECT count(*) FROM stock"),
        ("promotions", "SELECT count(*) FROM promotions"),
        ("principals", "SELECT count(*) FROM principals"),
        ("api_keys", "SELECT count(*) FROM api_keys"),
        ("visitors", "SELECT count(*) FROM visitors"),
        ("scans", "SELECT count(*) FROM scans"),
        ("clicks", "SELECT count(*) FROM clicks"),
        ("events", "SELECT count(*) FROM events"),
    ]
}

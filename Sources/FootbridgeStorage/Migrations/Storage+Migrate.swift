public import FootbridgeCore

extension Storage {
    /// Brings the schema up to date; does nothing where it is. Safe to run from several processes at once: one works, the
    /// others wait.
    ///
    /// Of the months of the event log it makes those of a new database alone: they are upkeep, see
    /// ``createEventMonths()``.
    /// - Parameter daemon: the release that is about to work on the schema.
    /// - Returns: the names of the steps that were done now, in order.
    /// - Throws: ``StorageError/unusable`` where a newer release has changed the schema so that this one can no longer
    ///   work on it, or where we may not change the database.
    @discardableResult
    public func migrate(daemon: DaemonVersion = .current) async throws(StorageError) -> [String] {
        try await migrate(Migration.all, daemon: daemon)
    }

    func migrate(_ migrations: [Migration], daemon: DaemonVersion) async throws(StorageError) -> [String] {
        let (dialect, clock) = (driver.dialect, clock)
        return try await driver.write(.maintenance, repeatable: false) { connection in
            _ = try connection.rows(Self.alone)
            // Asked first: whoever may use a schema that is there need not have the right to make one.
            if try !SchemaVersion.isRecorded(on: connection) {
                _ = try connection.run(Migration.record.compactMap { $0.form(in: dialect) }.map { BoundSQL($0) })
            }
            let done = try connection.rows(Self.migrationsDone())
            try Self.checkFit(done, known: migrations, daemon: daemon)
            let numbers = Set(done.map(\.number))
            let missing = migrations.filter { !numbers.contains($0.number) }
            for migration in missing {
                _ = try connection.run(migration.statements(in: dialect).map { BoundSQL($0) })
                try connection.change(
                    Self.migrationDone,
                    [
                        .integer(migration.number), .text(migration.name), .time(clock.now),
                        .text(migration.oldestDaemon.description),
                    ])
            }
            try LogEpoch.confirm(on: connection, in: dialect)
            // Whoever has just made the tables may make these, and nobody else can hold a lock on them yet.
            if numbers.isEmpty { _ = try EventMonths.create(at: clock.now, on: connection, in: dialect) }
            return missing.map(\.name)
        }
    }

    /// Waits until no other process changes the schema. A SQLite write has the whole database already; in PostgreSQL a
    /// lock that lives as long as the transaction is taken ("footbrid" in ASCII).
    static let alone = SQL(
        sqlite: "SELECT 1",
        postgresql: "SELECT 1 FROM pg_advisory_xact_lock(7381240859942087012)")
    private static let migrationsDone = Columns(
        Columns("number", Int.self), Columns("oldest_daemon", String.self)
    ) { (number: $0, oldestDaemon: $1) }.from("schema_migrations ORDER BY number")
    private static let migrationDone: SQL =
        "INSERT INTO schema_migrations (number, name, applied_at, oldest_daemon) VALUES ($1, $2, $3, $4)"

    /// Refuses a schema that only a newer release understands.
    private static func checkFit(
        _ done: [(number: Int, oldestDaemon: String)], known: [Migration], daemon: DaemonVersion
    ) throws(StorageError) {
        let newest = known.last?.number ?? 0
        for (number, oldestDaemon) in done where number > newest {
            guard let oldest = DaemonVersion(oldestDaemon), oldest <= daemon else {
                throw .unusable(
                    StorageErrorDetail(
                        "the database has schema step \(number), which needs footbridge \(oldestDaemon) or later; "
                            + "this is \(daemon), which knows steps up to \(newest): start the newer release, "
                            + "or restore a backup made before it"))
            }
        }
    }
}

public import FootbridgeCore

extension Storage {
    /// Brings the schema up to date; does nothing where it is. Safe to run from several processes at once.
    ///
    /// - Parameter daemon: the release that is about to work on the schema.
    /// - Returns: the names of the steps that were done now, in order.
    /// - Throws: ``StorageError/unusable`` where a newer release has changed the schema so that this one can no longer
    ///   work on it.
    @discardableResult
    public func migrate(daemon: DaemonVersion = .current) async throws(StorageError) -> [String] {
        try await migrate(Migration.all, daemon: daemon)
    }

    func migrate(_ migrations: [Migration], daemon: DaemonVersion) async throws(StorageError) -> [String] {
        let (dialect, clock) = (driver.dialect, clock)
        return try await driver.write { connection in
            _ = try connection.run([BoundSQL(Migration.record(in: dialect))])
            let done = try connection.rows(Self.migrationsDone)
            try Self.checkFit(done, known: migrations, daemon: daemon)
            let numbers = try Set(done.map { try $0.int(0) })
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
            return missing.map(\.name)
        }
    }

    private static let migrationsDone: SQL =
        "SELECT number, oldest_daemon FROM schema_migrations ORDER BY number"
    private static let migrationDone: SQL =
        "INSERT INTO schema_migrations (number, name, applied_at, oldest_daemon) VALUES ($1, $2, $3, $4)"

    /// Refuses a schema that only a newer release understands.
    private static func checkFit(_ done: [SQLRow], known: [Migration], daemon: DaemonVersion) throws(StorageError) {
        let newest = known.last?.number ?? 0
        for row in done {
            let number = try row.int(0)
            guard number > newest else { continue }
            guard let oldest = DaemonVersion(try row.text(1)), oldest <= daemon else {
                throw .unusable(
                    StorageErrorDetail(
                        "the database has schema step \(number), which needs footbridge \(try row.text(1)) or later; "
                            + "this is \(daemon), which knows steps up to \(newest): start the newer release, "
                            + "or restore a backup made before it"))
            }
        }
    }
}

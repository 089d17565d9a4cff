public import FootbridgeCore
import FootbridgeStorage

/// What a server says of itself, for an operator.
public struct PostgresServer: Sendable, Hashable {
    /// Such as `15.18`.
    public var version: String
    /// Whether the connection is in TLS.
    public var isEncrypted: Bool
    /// Whether our role may make tables, which the months of the event log need.
    public var mayCreate: Bool
    /// `fsync`, `full_page_writes` and `synchronous_commit`, those that are off.
    public var offForDurability: [String]
    /// Connections that the server takes from us and others.
    public var connectionLimit: Int
    /// The write transaction that has been open for longest, anywhere on the server; nil where there is none.
    public var oldestWriter: Writer?

    /// A transaction that holds the event log back: what was committed after its beginning is read once it has ended.
    public struct Writer: Sendable, Hashable {
        /// Of the server's process; 0 for a prepared transaction, which no process holds.
        public var process: Int
        /// The database it is in.
        public var database: String
        /// Its role, and what the program that is connected calls itself.
        public var user: String
        public var application: String
        /// Since its first statement.
        public var age: Duration
    }
}

extension PostgresDriver {
    /// What the server says of itself. Without the rights of `pg_read_all_stats` it may not say who another role's
    /// writer is.
    public func server() async throws(StorageError) -> PostgresServer {
        try await read { connection in
            let results = try connection.run([BoundSQL(Self.facts), BoundSQL(Self.oldestWriter)])
            guard let row = results[0].rows.first else {
                throw StorageError.unusable(StorageErrorDetail("the server says nothing of itself"))
            }
            var server = PostgresServer(
                version: try row.text(0), isEncrypted: try row.flag(1), mayCreate: try row.flag(2),
                offForDurability: try row.text(3).split(separator: " ").map(String.init),
                connectionLimit: Int(try row.integer(4)), oldestWriter: nil)
            if let writer = results[1].rows.first {
                server.oldestWriter = PostgresServer.Writer(
                    process: Int(try writer.integer(0)), database: try writer.text(1), user: try writer.text(2),
                    application: try writer.text(3), age: .microseconds(try writer.integer(4)))
            }
            return server
        }
    }

    private static let facts: SQL = """
        SELECT split_part(current_setting('server_version'), ' ', 1),
          COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), FALSE),
          has_schema_privilege(current_schema(), 'CREATE'),
          concat_ws(' ', CASE current_setting('fsync') WHEN 'off' THEN 'fsync' END,
            CASE current_setting('full_page_writes') WHEN 'off' THEN 'full_page_writes' END,
            CASE current_setting('synchronous_commit') WHEN 'off' THEN 'synchronous_commit' END),
          CAST(current_setting('max_connections') AS BIGINT)
        """
    private static let oldestWriter: SQL = """
        SELECT CAST(w.pid AS BIGINT), COALESCE(w.datname, ''), COALESCE(w.usename, ''), COALESCE(w.application_name, ''),
          CAST(COALESCE(extract(EPOCH FROM clock_timestamp() - w.since) * 1000000, 0) AS BIGINT)
        FROM (
          SELECT pid, CAST(datname AS TEXT), CAST(usename AS TEXT), application_name, xact_start AS since, backend_xid AS xid
          FROM pg_stat_activity WHERE backend_xid IS NOT NULL
          UNION ALL
          SELECT 0, CAST(database AS TEXT), CAST(owner AS TEXT), 'prepared transaction ' || gid, prepared, transaction
          FROM pg_prepared_xacts
        ) w
        ORDER BY age(w.xid) DESC
        LIMIT 1
        """

    /// Indexes that were left unfinished, constraints that were never checked, and pages whose checksum was wrong, where
    /// the server keeps checksums.
    public func integrityProblems() async throws(StorageError) -> [String] {
        try await read(.maintenance) { connection in
            try connection.run([BoundSQL(Self.badIndexes), BoundSQL(Self.badConstraints), BoundSQL(Self.badPages)])
                .flatMap { try $0.rows.map { try $0.text(0) } }
        }
    }

    private static let badIndexes: SQL = """
        SELECT 'the index ' || CAST(indexrelid::regclass AS TEXT) || ' is not valid' FROM pg_index
        WHERE NOT indisvalid ORDER BY 1
        """
    private static let badConstraints: SQL = """
        SELECT 'the constraint ' || conname || ' of ' || CAST(conrelid::regclass AS TEXT) || ' was never checked'
        FROM pg_constraint WHERE NOT convalidated ORDER BY 1
        """
    private static let badPages: SQL = """
        SELECT checksum_failures || ' pages had a wrong checksum, the last at ' || checksum_last_failure
        FROM pg_stat_database WHERE datname = current_database() AND checksum_failures > 0
        """
}

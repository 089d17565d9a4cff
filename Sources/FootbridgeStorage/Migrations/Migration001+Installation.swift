extension Migration {
    /// What every daemon of one database has to agree on.
    ///
    /// `secret_check` tells whether a daemon has the secret that this database is served with (``ServerSecret``); null
    /// until the first start. `log_origin` names the server and the database that the log was last written in, so that
    /// a copy or a restored dump is noticed and `log_epoch` raised; null in SQLite, whose file has no such name.
    /// `pseudonym_generation` is that of the names which analysts of all merchants see (``VisitorPseudonyms``).
    ///
    /// `write_proof` is what readiness writes to, once a second at most: a table of its own, so that nobody waits for it.
    static let installationTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE installation (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  secret_check BLOB CHECK (length(secret_check) = 32),
                  log_origin TEXT CHECK (length(log_origin) BETWEEN 1 AND 200),
                  pseudonym_generation INTEGER NOT NULL DEFAULT 1 CHECK (pseudonym_generation >= 1)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE installation (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  secret_check BYTEA CHECK (length(secret_check) = 32),
                  log_origin TEXT COLLATE "C" CHECK (length(log_origin) BETWEEN 1 AND 200),
                  pseudonym_generation BIGINT NOT NULL DEFAULT 1 CHECK (pseudonym_generation >= 1)
                )
                """),
        SchemaStatement(postgresql: currentLogOrigin),
        SchemaStatement(
            sqlite: "INSERT INTO installation (one_row) VALUES (1)",
            postgresql: "INSERT INTO installation (one_row, log_origin) VALUES (1, current_log_origin())"),
        SchemaStatement(
            sqlite: """
                CREATE TABLE write_proof (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  written_at INTEGER NOT NULL DEFAULT 0
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE write_proof (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  written_at BIGINT NOT NULL DEFAULT 0
                )
                """),
        "INSERT INTO write_proof (one_row) VALUES (1)",
    ]

    /// `current_log_origin()` names the cluster, the database in it, and the timeline, which changes whenever a server
    /// leaves recovery.
    private static let currentLogOrigin: SQL = """
        CREATE FUNCTION current_log_origin() RETURNS TEXT LANGUAGE sql STABLE AS $$
          SELECT CAST(system_identifier AS TEXT) || '/' || (SELECT oid FROM pg_database WHERE datname = current_database())
            || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
          FROM pg_control_system()
        $$
        """
}

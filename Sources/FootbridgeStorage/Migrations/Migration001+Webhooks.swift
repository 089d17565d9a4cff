extension Migration {
    /// Webhooks, one for a merchant at most: where its events go, and up to which place of the log they have.
    ///
    /// Secrets are made of the salts and of what is outside the database. `failing_since` to `failure_status` tell of the
    /// attempts that failed since the last that did not. Whoever has the lease delivers; `lease_until` is by the clock of
    /// the database, `database_clock`, which daemons on several machines have in common.
    static let webhookTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE webhooks (
                  merchant_id INTEGER NOT NULL PRIMARY KEY REFERENCES merchants (merchant_id),
                  url TEXT NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
                  salt BLOB NOT NULL CHECK (length(salt) = 16),
                  previous_salt BLOB CHECK (length(previous_salt) = 16),
                  previous_until INTEGER,
                  log_epoch INTEGER NOT NULL CHECK (log_epoch >= 0),
                  transaction_no INTEGER NOT NULL CHECK (transaction_no >= 0),
                  sequence INTEGER NOT NULL CHECK (sequence >= 0),
                  delivered_at INTEGER,
                  failing_since INTEGER,
                  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                  next_attempt_at INTEGER,
                  failure TEXT CHECK (length(failure) BETWEEN 1 AND 40),
                  failure_status INTEGER CHECK (failure_status BETWEEN 100 AND 999),
                  disabled_at INTEGER,
                  lease_owner BLOB CHECK (length(lease_owner) = 16),
                  lease_until INTEGER,
                  CHECK ((previous_salt IS NULL) = (previous_until IS NULL)),
                  CHECK ((failing_since IS NULL) = (attempts = 0)),
                  CHECK ((failing_since IS NULL) = (next_attempt_at IS NULL)),
                  CHECK ((failing_since IS NULL) = (failure IS NULL)),
                  CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE webhooks (
                  merchant_id BIGINT NOT NULL PRIMARY KEY REFERENCES merchants (merchant_id),
                  url TEXT COLLATE "C" NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
                  salt BYTEA NOT NULL CHECK (length(salt) = 16),
                  previous_salt BYTEA CHECK (length(previous_salt) = 16),
                  previous_until BIGINT,
                  log_epoch BIGINT NOT NULL CHECK (log_epoch >= 0),
                  transaction_no BIGINT NOT NULL CHECK (transaction_no >= 0),
                  sequence BIGINT NOT NULL CHECK (sequence >= 0),
                  delivered_at BIGINT,
                  failing_since BIGINT,
                  attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                  next_attempt_at BIGINT,
                  failure TEXT COLLATE "C" CHECK (length(failure) BETWEEN 1 AND 40),
                  failure_status BIGINT CHECK (failure_status BETWEEN 100 AND 999),
                  disabled_at BIGINT,
                  lease_owner BYTEA CHECK (length(lease_owner) = 16),
                  lease_until BIGINT,
                  CHECK ((previous_salt IS NULL) = (previous_until IS NULL)),
                  CHECK ((failing_since IS NULL) = (attempts = 0)),
                  CHECK ((failing_since IS NULL) = (next_attempt_at IS NULL)),
                  CHECK ((failing_since IS NULL) = (failure IS NULL)),
                  CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE VIEW database_clock AS
                SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER) AS microseconds
                """,
            postgresql: """
                CREATE VIEW database_clock AS
                SELECT CAST(extract(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS microseconds
                """),
    ]
}

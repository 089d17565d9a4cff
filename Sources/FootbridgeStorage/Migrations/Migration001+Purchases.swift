extension Migration {
    /// What merchants report of their shops: the orders that came of clicks, their refunds, and what could not be taken.
    static let purchaseTables: [SchemaStatement] = purchaseSecrets + purchases + rejects

    /// From a salt and the installation's secret comes one secret of a merchant; the two with the highest numbers are live.
    private static let purchaseSecrets: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE purchase_secrets (
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  secret_no INTEGER NOT NULL CHECK (secret_no >= 1),
                  salt BLOB NOT NULL UNIQUE CHECK (length(salt) = 16),
                  created_at INTEGER NOT NULL,
                  PRIMARY KEY (merchant_id, secret_no)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE purchase_secrets (
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  secret_no BIGINT NOT NULL CHECK (secret_no >= 1),
                  salt BYTEA NOT NULL UNIQUE CHECK (length(salt) = 16),
                  created_at BIGINT NOT NULL,
                  PRIMARY KEY (merchant_id, secret_no)
                )
                """)
    ]

    /// An order, or with a negative amount a refund of one; `refunded_minor` of an order is the sum of its refunds.
    private static let purchases: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE purchases (
                  purchase_id BLOB NOT NULL PRIMARY KEY CHECK (length(purchase_id) = 16),
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  order_id TEXT NOT NULL CHECK (length(order_id) BETWEEN 1 AND 100),
                  refund_of BLOB REFERENCES purchases (purchase_id),
                  click_id BLOB NOT NULL CHECK (length(click_id) = 16),
                  amount_minor INTEGER NOT NULL,
                  currency TEXT NOT NULL CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                  refunded_minor INTEGER NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
                  occurred_at INTEGER NOT NULL,
                  recorded_at INTEGER NOT NULL,
                  UNIQUE (merchant_id, order_id),
                  CHECK ((refund_of IS NULL) = (amount_minor >= 0)),
                  CHECK (refunded_minor = 0 OR refunded_minor <= amount_minor)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE purchases (
                  purchase_id BYTEA NOT NULL PRIMARY KEY CHECK (length(purchase_id) = 16),
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  order_id TEXT COLLATE "C" NOT NULL CHECK (length(order_id) BETWEEN 1 AND 100),
                  refund_of BYTEA REFERENCES purchases (purchase_id),
                  click_id BYTEA NOT NULL CHECK (length(click_id) = 16),
                  amount_minor BIGINT NOT NULL,
                  currency TEXT COLLATE "C" NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
                  refunded_minor BIGINT NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
                  occurred_at BIGINT NOT NULL,
                  recorded_at BIGINT NOT NULL,
                  UNIQUE (merchant_id, order_id),
                  CHECK ((refund_of IS NULL) = (amount_minor >= 0)),
                  CHECK (refunded_minor = 0 OR refunded_minor <= amount_minor)
                )
                """),
        "CREATE INDEX purchases_refund ON purchases (refund_of) WHERE refund_of IS NOT NULL",
    ]

    /// Rows in the order of their commits, as events are (`eventTables`). The same row refused for the same reason is
    /// there once.
    private static let rejects: [SchemaStatement] = [
        SchemaStatement(postgresql: "CREATE SEQUENCE rejects_sequence"),
        SchemaStatement(
            sqlite: """
                CREATE TABLE rejects (
                  log_epoch INTEGER NOT NULL CHECK (log_epoch >= 1),
                  transaction_no INTEGER NOT NULL DEFAULT 0 CHECK (transaction_no >= 0),
                  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                  reject_id BLOB NOT NULL UNIQUE CHECK (length(reject_id) = 16),
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
                  detail TEXT NOT NULL CHECK (length(detail) BETWEEN 1 AND 400),
                  content TEXT NOT NULL CHECK (length(content) <= 8000),
                  fingerprint BLOB NOT NULL CHECK (length(fingerprint) = 32),
                  trace_id BLOB NOT NULL CHECK (length(trace_id) = 16),
                  recorded_at INTEGER NOT NULL,
                  UNIQUE (merchant_id, fingerprint)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE rejects (
                  log_epoch BIGINT NOT NULL CHECK (log_epoch >= 1),
                  transaction_no BIGINT NOT NULL DEFAULT (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT))
                    CHECK (transaction_no >= 0),
                  sequence BIGINT PRIMARY KEY DEFAULT nextval('rejects_sequence'),
                  reject_id BYTEA NOT NULL UNIQUE CHECK (length(reject_id) = 16),
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  reason TEXT COLLATE "C" NOT NULL CHECK (length(reason) BETWEEN 1 AND 40),
                  detail TEXT COLLATE "C" NOT NULL CHECK (length(detail) BETWEEN 1 AND 400),
                  content TEXT COLLATE "C" NOT NULL CHECK (length(content) <= 8000),
                  fingerprint BYTEA NOT NULL CHECK (length(fingerprint) = 32),
                  trace_id BYTEA NOT NULL CHECK (length(trace_id) = 16),
                  recorded_at BIGINT NOT NULL,
                  UNIQUE (merchant_id, fingerprint)
                )
                """),
        SchemaStatement(postgresql: "ALTER SEQUENCE rejects_sequence OWNED BY rejects.sequence"),
        "CREATE INDEX rejects_order ON rejects (log_epoch, transaction_no, sequence)",
        "CREATE INDEX rejects_merchant ON rejects (merchant_id, log_epoch, transaction_no, sequence)",
        "CREATE INDEX rejects_age ON rejects (recorded_at)",
    ]
}

extension Migration {
    /// Principals and their keys. Principal 1 is the client behind the shopper page; it never has a key.
    static let keyTables: [SQL] = [
        """
        CREATE TABLE principals (
          principal_id INTEGER PRIMARY KEY,
          name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
          role TEXT NOT NULL CHECK (role IN ('client', 'staff', 'analyst', 'merchant', 'admin')),
          store_id INTEGER REFERENCES stores (store_id),
          merchant_id INTEGER REFERENCES merchants (merchant_id),
          created_at INTEGER NOT NULL,
          CHECK ((role = 'staff') = (store_id IS NOT NULL)),
          CHECK (role <> 'merchant' OR merchant_id IS NOT NULL),
          CHECK (merchant_id IS NULL OR role IN ('merchant', 'analyst'))
        ) STRICT
        """,
        "CREATE INDEX principals_store ON principals (store_id)",
        "CREATE INDEX principals_merchant ON principals (merchant_id)",
        """
        INSERT INTO principals (principal_id, name, role, store_id, merchant_id, created_at)
        VALUES (1, 'web', 'client', NULL, NULL, 0)
        """,
        """
        CREATE TABLE api_keys (
          key_hash BLOB NOT NULL PRIMARY KEY CHECK (length(key_hash) = 32),
          principal_id INTEGER NOT NULL REFERENCES principals (principal_id) CHECK (principal_id <> 1),
          hint TEXT NOT NULL CHECK (length(hint) = 4),
          created_at INTEGER NOT NULL,
          revoked_at INTEGER
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX api_keys_principal ON api_keys (principal_id)",
        """
        CREATE TABLE idempotency_keys (
          principal_id INTEGER NOT NULL REFERENCES principals (principal_id),
          route TEXT NOT NULL CHECK (length(route) BETWEEN 1 AND 100),
          idempotency_key TEXT NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 255),
          token BLOB NOT NULL CHECK (length(token) = 16),
          claimed_until INTEGER NOT NULL,
          fingerprint BLOB CHECK (length(fingerprint) = 32),
          result_id BLOB CHECK (length(result_id) = 16),
          created_at INTEGER NOT NULL,
          expires_at INTEGER NOT NULL,
          PRIMARY KEY (principal_id, route, idempotency_key),
          CHECK ((fingerprint IS NULL) = (result_id IS NULL))
        ) STRICT, WITHOUT ROWID
        """,
        "CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at)",
    ]
}

extension Migration {
    /// Visits that a door's QR code proves: one for each visitor, store and day of the store's own.
    static let visitTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE visits (
                  visit_id BLOB NOT NULL PRIMARY KEY CHECK (length(visit_id) = 16),
                  merchant_id INTEGER NOT NULL,
                  store_id INTEGER NOT NULL,
                  visitor_no INTEGER NOT NULL REFERENCES visitors (visitor_no),
                  day INTEGER NOT NULL,
                  scan_id BLOB CHECK (length(scan_id) = 16),
                  occurred_at INTEGER NOT NULL,
                  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 100),
                  UNIQUE (store_id, visitor_no, day),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE visits (
                  visit_id BYTEA NOT NULL PRIMARY KEY CHECK (length(visit_id) = 16),
                  merchant_id BIGINT NOT NULL,
                  store_id BIGINT NOT NULL,
                  visitor_no BIGINT NOT NULL REFERENCES visitors (visitor_no),
                  day BIGINT NOT NULL,
                  scan_id BYTEA CHECK (length(scan_id) = 16),
                  occurred_at BIGINT NOT NULL,
                  confidence BIGINT NOT NULL CHECK (confidence BETWEEN 0 AND 100),
                  UNIQUE (store_id, visitor_no, day),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id)
                )
                """),
        "CREATE INDEX visits_visitor ON visits (visitor_no)",
    ]
}

extension Migration {
    /// The placements of campaigns: what each costs, and from when to when it counts. `campaign` is what the column of the
    /// same name in `scans` and `events` holds for what came of one; `code` is its short link's.
    static let campaignTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE campaigns (
                  campaign TEXT NOT NULL PRIMARY KEY CHECK (length(campaign) BETWEEN 1 AND 200),
                  code TEXT NOT NULL UNIQUE CHECK (length(code) = 8),
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
                  placement TEXT NOT NULL CHECK (length(placement) BETWEEN 1 AND 60),
                  gtin INTEGER,
                  store_id INTEGER,
                  cost_minor INTEGER CHECK (cost_minor >= 0),
                  currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                  starts_at INTEGER NOT NULL,
                  ends_at INTEGER,
                  UNIQUE (merchant_id, name, placement),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK ((cost_minor IS NULL) = (currency IS NULL)),
                  CHECK (ends_at > starts_at)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE campaigns (
                  campaign TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(campaign) BETWEEN 1 AND 200),
                  code TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(code) = 8),
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  name TEXT COLLATE "C" NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
                  placement TEXT COLLATE "C" NOT NULL CHECK (length(placement) BETWEEN 1 AND 60),
                  gtin BIGINT,
                  store_id BIGINT,
                  cost_minor BIGINT CHECK (cost_minor >= 0),
                  currency TEXT COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
                  starts_at BIGINT NOT NULL,
                  ends_at BIGINT,
                  UNIQUE (merchant_id, name, placement),
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id),
                  CHECK ((cost_minor IS NULL) = (currency IS NULL)),
                  CHECK (ends_at > starts_at)
                )
                """),
        "CREATE INDEX campaigns_store ON campaigns (merchant_id, store_id)",
    ]
}

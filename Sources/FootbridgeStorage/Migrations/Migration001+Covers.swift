extension Migration {
    /// Pictures of products' fronts, one for a product at most, and what is fetched for them.
    ///
    /// Every change to a cover has a number of its own, the next of `cover_head`, whose row each change locks first: numbers
    /// are in the order of commits, and whoever follows them misses none. `cover_changes` keeps the last change of each
    /// product, also where its cover is gone. `database_id` tells an index whose covers it has.
    ///
    /// `cover_fetches` has the addresses that the catalogue names on hosts of the operator's list: `next_at` is NULL for
    /// those that were given up. `server` is host and port, whatever the scheme: whoever has its lease fetches from it;
    /// `not_before` is when it may be asked again, both by `database_clock`. Of `cover_origins`, which have a scheme, is
    /// remembered what they ask of robots.
    static let coverTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE covers (
                  gtin INTEGER PRIMARY KEY CHECK (gtin BETWEEN 1 AND 99999999999999),
                  source TEXT NOT NULL CHECK (source IN ('upload', 'file', 'catalogue')),
                  merchant_id INTEGER REFERENCES merchants (merchant_id),
                  width INTEGER NOT NULL CHECK (width BETWEEN 1 AND 800),
                  height INTEGER NOT NULL CHECK (height BETWEEN 1 AND 800),
                  content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
                  stored_at INTEGER NOT NULL,
                  picture BLOB NOT NULL CHECK (length(picture) BETWEEN 1 AND 1048576),
                  CHECK (merchant_id IS NULL OR source = 'upload')
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE covers (
                  gtin BIGINT PRIMARY KEY CHECK (gtin BETWEEN 1 AND 99999999999999),
                  source TEXT COLLATE "C" NOT NULL CHECK (source IN ('upload', 'file', 'catalogue')),
                  merchant_id BIGINT REFERENCES merchants (merchant_id),
                  width BIGINT NOT NULL CHECK (width BETWEEN 1 AND 800),
                  height BIGINT NOT NULL CHECK (height BETWEEN 1 AND 800),
                  content_hash BYTEA NOT NULL CHECK (length(content_hash) = 32),
                  stored_at BIGINT NOT NULL,
                  picture BYTEA NOT NULL CHECK (length(picture) BETWEEN 1 AND 1048576),
                  CHECK (merchant_id IS NULL OR source = 'upload')
                )
                """),
        // A JPEG does not become smaller.
        SchemaStatement(postgresql: "ALTER TABLE covers ALTER COLUMN picture SET STORAGE EXTERNAL"),
        "CREATE INDEX covers_fetched ON covers (stored_at, gtin) WHERE source = 'catalogue'",
        SchemaStatement(
            sqlite: """
                CREATE TABLE cover_changes (
                  gtin INTEGER PRIMARY KEY,
                  change_no INTEGER NOT NULL UNIQUE CHECK (change_no >= 1)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE cover_changes (
                  gtin BIGINT PRIMARY KEY,
                  change_no BIGINT NOT NULL UNIQUE CHECK (change_no >= 1)
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE cover_head (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  database_id BLOB NOT NULL CHECK (length(database_id) = 16),
                  change_no INTEGER NOT NULL DEFAULT 0 CHECK (change_no >= 0),
                  covers INTEGER NOT NULL DEFAULT 0 CHECK (covers >= 0),
                  bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE cover_head (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  database_id BYTEA NOT NULL CHECK (length(database_id) = 16),
                  change_no BIGINT NOT NULL DEFAULT 0 CHECK (change_no >= 0),
                  covers BIGINT NOT NULL DEFAULT 0 CHECK (covers >= 0),
                  bytes BIGINT NOT NULL DEFAULT 0 CHECK (bytes >= 0)
                )
                """),
        SchemaStatement(
            sqlite: "INSERT INTO cover_head (one_row, database_id) VALUES (1, randomblob(16))",
            postgresql: "INSERT INTO cover_head (one_row, database_id) VALUES (1, uuid_send(gen_random_uuid()))"),
        SchemaStatement(
            sqlite: """
                CREATE TABLE cover_fetches (
                  gtin INTEGER PRIMARY KEY REFERENCES products (gtin) ON DELETE CASCADE,
                  url TEXT NOT NULL CHECK (length(url) BETWEEN 9 AND 2000),
                  server TEXT NOT NULL CHECK (length(server) BETWEEN 1 AND 300),
                  entity_tag TEXT CHECK (length(entity_tag) BETWEEN 1 AND 200),
                  attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                  next_at INTEGER,
                  outcome TEXT CHECK (length(outcome) BETWEEN 1 AND 40)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE cover_fetches (
                  gtin BIGINT PRIMARY KEY REFERENCES products (gtin) ON DELETE CASCADE,
                  url TEXT COLLATE "C" NOT NULL CHECK (length(url) BETWEEN 9 AND 2000),
                  server TEXT COLLATE "C" NOT NULL CHECK (length(server) BETWEEN 1 AND 300),
                  entity_tag TEXT COLLATE "C" CHECK (length(entity_tag) BETWEEN 1 AND 200),
                  attempts BIGINT NOT NULL DEFAULT 0 CHECK (attempts >= 0),
                  next_at BIGINT,
                  outcome TEXT COLLATE "C" CHECK (length(outcome) BETWEEN 1 AND 40)
                )
                """),
        "CREATE INDEX cover_fetches_due ON cover_fetches (server, next_at, gtin) WHERE next_at IS NOT NULL",
        SchemaStatement(
            sqlite: """
                CREATE TABLE cover_origins (
                  origin TEXT PRIMARY KEY CHECK (length(origin) BETWEEN 8 AND 300),
                  robots TEXT NOT NULL CHECK (length(robots) <= 524288),
                  robots_until INTEGER NOT NULL
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE cover_origins (
                  origin TEXT COLLATE "C" PRIMARY KEY CHECK (length(origin) BETWEEN 8 AND 300),
                  robots TEXT COLLATE "C" NOT NULL CHECK (length(robots) <= 524288),
                  robots_until BIGINT NOT NULL
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE cover_servers (
                  server TEXT PRIMARY KEY CHECK (length(server) BETWEEN 1 AND 300),
                  not_before INTEGER NOT NULL DEFAULT 0,
                  lease_owner BLOB CHECK (length(lease_owner) = 16),
                  lease_until INTEGER,
                  CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE cover_servers (
                  server TEXT COLLATE "C" PRIMARY KEY CHECK (length(server) BETWEEN 1 AND 300),
                  not_before BIGINT NOT NULL DEFAULT 0,
                  lease_owner BYTEA CHECK (length(lease_owner) = 16),
                  lease_until BIGINT,
                  CHECK ((lease_owner IS NULL) = (lease_until IS NULL))
                )
                """),
    ]
}

extension Migration {
    /// Promotions. One without rows in `promotion_stores` holds in all of its merchant's stores, one without rows in
    /// `promotion_products` for everything there.
    static let promotionTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE promotions (
                  promotion_id BLOB NOT NULL PRIMARY KEY CHECK (length(promotion_id) = 16),
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  code TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
                  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                  starts_at INTEGER NOT NULL,
                  ends_at INTEGER NOT NULL,
                  UNIQUE (merchant_id, code),
                  UNIQUE (merchant_id, promotion_id),
                  CHECK (ends_at > starts_at)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE promotions (
                  promotion_id BYTEA NOT NULL PRIMARY KEY CHECK (length(promotion_id) = 16),
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  code TEXT COLLATE "C" NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
                  title TEXT COLLATE "C" NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                  starts_at BIGINT NOT NULL,
                  ends_at BIGINT NOT NULL,
                  UNIQUE (merchant_id, code),
                  UNIQUE (merchant_id, promotion_id),
                  CHECK (ends_at > starts_at)
                )
                """),
        "CREATE INDEX promotions_end ON promotions (merchant_id, ends_at, promotion_id)",
        SchemaStatement(
            sqlite: """
                CREATE TABLE promotion_stores (
                  promotion_id BLOB NOT NULL,
                  store_id INTEGER NOT NULL,
                  merchant_id INTEGER NOT NULL,
                  PRIMARY KEY (promotion_id, store_id),
                  FOREIGN KEY (merchant_id, promotion_id) REFERENCES promotions (merchant_id, promotion_id)
                    ON DELETE CASCADE,
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE promotion_stores (
                  promotion_id BYTEA NOT NULL,
                  store_id BIGINT NOT NULL,
                  merchant_id BIGINT NOT NULL,
                  PRIMARY KEY (promotion_id, store_id),
                  FOREIGN KEY (merchant_id, promotion_id) REFERENCES promotions (merchant_id, promotion_id)
                    ON DELETE CASCADE,
                  FOREIGN KEY (merchant_id, store_id) REFERENCES stores (merchant_id, store_id)
                )
                """),
        "CREATE INDEX promotion_stores_store ON promotion_stores (store_id)",
        SchemaStatement(
            sqlite: """
                CREATE TABLE promotion_products (
                  promotion_id BLOB NOT NULL REFERENCES promotions (promotion_id) ON DELETE CASCADE,
                  gtin INTEGER NOT NULL REFERENCES products (gtin),
                  PRIMARY KEY (promotion_id, gtin)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE promotion_products (
                  promotion_id BYTEA NOT NULL REFERENCES promotions (promotion_id) ON DELETE CASCADE,
                  gtin BIGINT NOT NULL REFERENCES products (gtin),
                  PRIMARY KEY (promotion_id, gtin)
                )
                """),
        "CREATE INDEX promotion_products_product ON promotion_products (gtin)",
    ]
}

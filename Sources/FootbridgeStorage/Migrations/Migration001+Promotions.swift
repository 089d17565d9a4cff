extension Migration {
    /// Promotions. One without rows in `promotion_stores` holds in all of its merchant's stores, one without a publisher
    /// and rows in `promotion_products` for everything there. One without a value has no vouchers.
    ///
    /// `counted` is how many of its vouchers count against `total_cap`: those with `is_counted` (``Migration/voucherTables``).
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
                  publisher TEXT CHECK (length(publisher) BETWEEN 1 AND 300),
                  value_kind TEXT CHECK (value_kind IN ('percent', 'amount', 'gift')),
                  percent INTEGER CHECK (percent BETWEEN 1 AND 100),
                  amount_minor INTEGER CHECK (amount_minor >= 1),
                  currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                  gift TEXT CHECK (length(gift) BETWEEN 1 AND 200),
                  weekdays INTEGER NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127),
                  from_min INTEGER NOT NULL DEFAULT 0 CHECK (from_min BETWEEN 0 AND 1439),
                  until_min INTEGER NOT NULL DEFAULT 1440 CHECK (until_min BETWEEN 1 AND 1440),
                  total_cap INTEGER CHECK (total_cap >= 1),
                  visitor_cap INTEGER CHECK (visitor_cap >= 1),
                  lifetime_s INTEGER NOT NULL DEFAULT 2592000 CHECK (lifetime_s BETWEEN 60 AND 34560000),
                  reversal_window_s INTEGER NOT NULL DEFAULT 900 CHECK (reversal_window_s BETWEEN 0 AND 86400),
                  counted INTEGER NOT NULL DEFAULT 0 CHECK (counted >= 0),
                  UNIQUE (merchant_id, code),
                  UNIQUE (merchant_id, promotion_id),
                  CHECK (ends_at > starts_at),
                  CHECK (until_min > from_min),
                  CHECK (coalesce(value_kind = 'percent', FALSE) = (percent IS NOT NULL)),
                  CHECK (coalesce(value_kind = 'amount', FALSE) = (amount_minor IS NOT NULL)),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
                  CHECK (coalesce(value_kind = 'gift', FALSE) = (gift IS NOT NULL))
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
                  publisher TEXT COLLATE "C" CHECK (length(publisher) BETWEEN 1 AND 300),
                  value_kind TEXT COLLATE "C" CHECK (value_kind IN ('percent', 'amount', 'gift')),
                  percent BIGINT CHECK (percent BETWEEN 1 AND 100),
                  amount_minor BIGINT CHECK (amount_minor >= 1),
                  currency TEXT COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
                  gift TEXT COLLATE "C" CHECK (length(gift) BETWEEN 1 AND 200),
                  weekdays BIGINT NOT NULL DEFAULT 127 CHECK (weekdays BETWEEN 1 AND 127),
                  from_min BIGINT NOT NULL DEFAULT 0 CHECK (from_min BETWEEN 0 AND 1439),
                  until_min BIGINT NOT NULL DEFAULT 1440 CHECK (until_min BETWEEN 1 AND 1440),
                  total_cap BIGINT CHECK (total_cap >= 1),
                  visitor_cap BIGINT CHECK (visitor_cap >= 1),
                  lifetime_s BIGINT NOT NULL DEFAULT 2592000 CHECK (lifetime_s BETWEEN 60 AND 34560000),
                  reversal_window_s BIGINT NOT NULL DEFAULT 900 CHECK (reversal_window_s BETWEEN 0 AND 86400),
                  counted BIGINT NOT NULL DEFAULT 0 CHECK (counted >= 0),
                  UNIQUE (merchant_id, code),
                  UNIQUE (merchant_id, promotion_id),
                  CHECK (ends_at > starts_at),
                  CHECK (until_min > from_min),
                  CHECK (coalesce(value_kind = 'percent', FALSE) = (percent IS NOT NULL)),
                  CHECK (coalesce(value_kind = 'amount', FALSE) = (amount_minor IS NOT NULL)),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
                  CHECK (coalesce(value_kind = 'gift', FALSE) = (gift IS NOT NULL))
                )
                """),
        "CREATE INDEX promotions_end ON promotions (merchant_id, ends_at, promotion_id)",
        "CREATE INDEX promotions_begin ON promotions (merchant_id, starts_at)",
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
        SchemaStatement(
            sqlite: """
                CREATE TABLE promotion_texts (
                  promotion_id BLOB NOT NULL REFERENCES promotions (promotion_id) ON DELETE CASCADE,
                  language TEXT NOT NULL CHECK (length(language) = 2),
                  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                  PRIMARY KEY (promotion_id, language)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE promotion_texts (
                  promotion_id BYTEA NOT NULL REFERENCES promotions (promotion_id) ON DELETE CASCADE,
                  language TEXT COLLATE "C" NOT NULL CHECK (length(language) = 2),
                  title TEXT COLLATE "C" NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
                  PRIMARY KEY (promotion_id, language)
                )
                """),
    ]
}

extension Migration {
    /// Visitors, scans, the answers kept for repeats, what shoppers may pick of them, clicks, and what tells their repeats.
    ///
    /// A scan names a GTIN that may be in no catalogue, and a click outlives its listing and its scan: no foreign keys
    /// there. `shown_stores` and `in_stock_stores` say how many stores a scan was answered with and how many of them had
    /// the product; null where none were looked for, as it was no product or came without a position.
    ///
    /// `scan_choices` has the position as it was sent: with the answer, which tells the distances to several stores, and no
    /// longer than it. `candidates` are numbers of 14 digits with a space between them.
    static let scanTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE visitors (
                  visitor_no INTEGER PRIMARY KEY CHECK (visitor_no >= 1),
                  visitor_hash BLOB UNIQUE CHECK (length(visitor_hash) = 32),
                  created_at INTEGER NOT NULL,
                  erased_at INTEGER,
                  CHECK (erased_at IS NULL OR visitor_hash IS NULL)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE visitors (
                  visitor_no BIGINT PRIMARY KEY CHECK (visitor_no >= 1),
                  visitor_hash BYTEA UNIQUE CHECK (length(visitor_hash) = 32),
                  created_at BIGINT NOT NULL,
                  erased_at BIGINT,
                  CHECK (erased_at IS NULL OR visitor_hash IS NULL)
                )
                """),
        // Written once for each visitor; for names that are kept no longer, and for what came late of those erased.
        "CREATE INDEX visitors_named ON visitors (created_at) WHERE visitor_hash IS NOT NULL",
        "CREATE INDEX visitors_erased ON visitors (erased_at) WHERE erased_at IS NOT NULL",
        SchemaStatement(
            sqlite: """
                CREATE TABLE scans (
                  scan_id BLOB NOT NULL PRIMARY KEY CHECK (length(scan_id) = 16),
                  principal_id INTEGER NOT NULL REFERENCES principals (principal_id),
                  received_at INTEGER NOT NULL,
                  outcome TEXT NOT NULL
                    CHECK (outcome IN ('resolved', 'unlisted', 'not_a_product', 'no_symbol', 'voucher', 'store')),
                  gtin INTEGER CHECK (gtin BETWEEN 1 AND 99999999999999),
                  symbology TEXT CHECK (length(symbology) BETWEEN 1 AND 40),
                  recognised_by TEXT CHECK (recognised_by IN ('symbol', 'cover')),
                  cover_band TEXT CHECK (cover_band IN ('ask', 'sure')),
                  visitor_no INTEGER REFERENCES visitors (visitor_no),
                  campaign TEXT CHECK (length(campaign) BETWEEN 1 AND 200),
                  decode_us INTEGER NOT NULL CHECK (decode_us >= 0),
                  read_us INTEGER NOT NULL CHECK (read_us >= 0),
                  resolve_us INTEGER NOT NULL CHECK (resolve_us >= 0),
                  total_us INTEGER NOT NULL CHECK (total_us >= 0),
                  shown_stores INTEGER CHECK (shown_stores BETWEEN 0 AND 50),
                  in_stock_stores INTEGER CHECK (in_stock_stores BETWEEN 0 AND 50),
                  CHECK ((shown_stores IS NULL) = (in_stock_stores IS NULL)),
                  CHECK (principal_id <> 1 OR visitor_no IS NOT NULL)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE scans (
                  scan_id BYTEA NOT NULL PRIMARY KEY CHECK (length(scan_id) = 16),
                  principal_id BIGINT NOT NULL REFERENCES principals (principal_id),
                  received_at BIGINT NOT NULL,
                  outcome TEXT COLLATE "C" NOT NULL
                    CHECK (outcome IN ('resolved', 'unlisted', 'not_a_product', 'no_symbol', 'voucher', 'store')),
                  gtin BIGINT CHECK (gtin BETWEEN 1 AND 99999999999999),
                  symbology TEXT COLLATE "C" CHECK (length(symbology) BETWEEN 1 AND 40),
                  recognised_by TEXT COLLATE "C" CHECK (recognised_by IN ('symbol', 'cover')),
                  cover_band TEXT COLLATE "C" CHECK (cover_band IN ('ask', 'sure')),
                  visitor_no BIGINT REFERENCES visitors (visitor_no),
                  campaign TEXT COLLATE "C" CHECK (length(campaign) BETWEEN 1 AND 200),
                  decode_us BIGINT NOT NULL CHECK (decode_us >= 0),
                  read_us BIGINT NOT NULL CHECK (read_us >= 0),
                  resolve_us BIGINT NOT NULL CHECK (resolve_us >= 0),
                  total_us BIGINT NOT NULL CHECK (total_us >= 0),
                  shown_stores BIGINT CHECK (shown_stores BETWEEN 0 AND 50),
                  in_stock_stores BIGINT CHECK (in_stock_stores BETWEEN 0 AND 50),
                  CHECK ((shown_stores IS NULL) = (in_stock_stores IS NULL)),
                  CHECK (principal_id <> 1 OR visitor_no IS NOT NULL)
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE scan_answers (
                  scan_id BLOB NOT NULL PRIMARY KEY REFERENCES scans (scan_id) ON DELETE CASCADE,
                  answer BLOB NOT NULL CHECK (length(answer) BETWEEN 1 AND 4194304),
                  kept_until INTEGER NOT NULL
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE scan_answers (
                  scan_id BYTEA NOT NULL PRIMARY KEY REFERENCES scans (scan_id) ON DELETE CASCADE,
                  answer BYTEA NOT NULL CHECK (length(answer) BETWEEN 1 AND 4194304),
                  kept_until BIGINT NOT NULL
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE scan_choices (
                  scan_id BLOB NOT NULL PRIMARY KEY REFERENCES scan_answers (scan_id) ON DELETE CASCADE,
                  candidates TEXT NOT NULL CHECK (length(candidates) BETWEEN 14 AND 74),
                  lat_e7 INTEGER CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
                  lon_e7 INTEGER CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
                  radius_m INTEGER CHECK (radius_m BETWEEN 1 AND 100000),
                  most_stores INTEGER CHECK (most_stores BETWEEN 1 AND 50),
                  language TEXT NOT NULL CHECK (length(language) = 2),
                  country TEXT CHECK (length(country) = 2),
                  gtin INTEGER CHECK (gtin BETWEEN 1 AND 99999999999999),
                  picked_at INTEGER,
                  answer BLOB CHECK (length(answer) BETWEEN 1 AND 4194304),
                  CHECK ((lat_e7 IS NULL) = (lon_e7 IS NULL)),
                  CHECK (lat_e7 IS NULL OR (radius_m IS NOT NULL AND most_stores IS NOT NULL)),
                  CHECK ((gtin IS NULL) = (picked_at IS NULL)),
                  CHECK ((gtin IS NULL) = (answer IS NULL))
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE scan_choices (
                  scan_id BYTEA NOT NULL PRIMARY KEY REFERENCES scan_answers (scan_id) ON DELETE CASCADE,
                  candidates TEXT COLLATE "C" NOT NULL CHECK (length(candidates) BETWEEN 14 AND 74),
                  lat_e7 BIGINT CHECK (lat_e7 BETWEEN -900000000 AND 900000000),
                  lon_e7 BIGINT CHECK (lon_e7 BETWEEN -1800000000 AND 1800000000),
                  radius_m BIGINT CHECK (radius_m BETWEEN 1 AND 100000),
                  most_stores BIGINT CHECK (most_stores BETWEEN 1 AND 50),
                  language TEXT COLLATE "C" NOT NULL CHECK (length(language) = 2),
                  country TEXT COLLATE "C" CHECK (length(country) = 2),
                  gtin BIGINT CHECK (gtin BETWEEN 1 AND 99999999999999),
                  picked_at BIGINT,
                  answer BYTEA CHECK (length(answer) BETWEEN 1 AND 4194304),
                  CHECK ((lat_e7 IS NULL) = (lon_e7 IS NULL)),
                  CHECK (lat_e7 IS NULL OR (radius_m IS NOT NULL AND most_stores IS NOT NULL)),
                  CHECK ((gtin IS NULL) = (picked_at IS NULL)),
                  CHECK ((gtin IS NULL) = (answer IS NULL))
                )
                """),
        "CREATE INDEX scan_answers_expiry ON scan_answers (kept_until)",
        SchemaStatement(
            sqlite: """
                CREATE TABLE clicks (
                  click_id BLOB NOT NULL PRIMARY KEY CHECK (length(click_id) = 16),
                  scan_id BLOB CHECK (length(scan_id) = 16),
                  listing_id BLOB NOT NULL CHECK (length(listing_id) = 16),
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  gtin INTEGER NOT NULL CHECK (gtin BETWEEN 1 AND 99999999999999),
                  occurred_at INTEGER NOT NULL,
                  trace_id BLOB NOT NULL CHECK (length(trace_id) = 16)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE clicks (
                  click_id BYTEA NOT NULL PRIMARY KEY CHECK (length(click_id) = 16),
                  scan_id BYTEA CHECK (length(scan_id) = 16),
                  listing_id BYTEA NOT NULL CHECK (length(listing_id) = 16),
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  gtin BIGINT NOT NULL CHECK (gtin BETWEEN 1 AND 99999999999999),
                  occurred_at BIGINT NOT NULL,
                  trace_id BYTEA NOT NULL CHECK (length(trace_id) = 16)
                )
                """),
        // The last one that counted, of each repeat key, as long as it keeps others from counting.
        SchemaStatement(
            sqlite: """
                CREATE TABLE recent_clicks (
                  repeat_key BLOB NOT NULL PRIMARY KEY CHECK (length(repeat_key) = 32),
                  click_id BLOB NOT NULL CHECK (length(click_id) = 16),
                  occurred_at INTEGER NOT NULL
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE recent_clicks (
                  repeat_key BYTEA NOT NULL PRIMARY KEY CHECK (length(repeat_key) = 32),
                  click_id BYTEA NOT NULL CHECK (length(click_id) = 16),
                  occurred_at BIGINT NOT NULL
                )
                """),
        "CREATE INDEX recent_clicks_expiry ON recent_clicks (occurred_at)",
    ]
}

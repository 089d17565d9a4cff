extension Migration {
    /// What scans were answered with of stores, and what the reports are made from.
    ///
    /// The tables named `report_…` are a count of the event log up to the position in `report_head`, and can be emptied
    /// and counted again at any time. In them merchant 0 is the whole gateway and store 0 all of a merchant's.
    ///
    /// - `scan_stores`: the nearest stores that a scan was answered with, at most five. Written with the scan and for
    ///   ever; nobody is named in it, and the distance is from the position to two decimals.
    /// - `report_zones`: the zone that a merchant's days are counted in, fixed when it is first counted.
    /// - `report_counts`: events by quarter-hours since 1970 UTC. `total` is a sum of metres or of seconds. With a
    ///   campaign, those of that campaign; the rows without one count all.
    /// - `report_visitors`: who did what on a day, once. `steps` is a set of bits (`ReportSteps`).
    /// - `report_products`: scans of products by day.
    /// - `report_last_scans`: the last scan of each visitor, for what a visit came of.
    static let reportTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE scan_stores (
                  scan_id BLOB NOT NULL CHECK (length(scan_id) = 16),
                  store_id INTEGER NOT NULL,
                  merchant_id INTEGER NOT NULL,
                  distance_m INTEGER NOT NULL CHECK (distance_m >= 0),
                  in_stock INTEGER NOT NULL CHECK (in_stock IN (0, 1)),
                  PRIMARY KEY (scan_id, store_id)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE scan_stores (
                  scan_id BYTEA NOT NULL CHECK (length(scan_id) = 16),
                  store_id BIGINT NOT NULL,
                  merchant_id BIGINT NOT NULL,
                  distance_m BIGINT NOT NULL CHECK (distance_m >= 0),
                  in_stock SMALLINT NOT NULL CHECK (in_stock IN (0, 1)),
                  PRIMARY KEY (scan_id, store_id)
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE report_head (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  log_epoch INTEGER NOT NULL,
                  transaction_no INTEGER NOT NULL,
                  sequence INTEGER NOT NULL,
                  watermark INTEGER NOT NULL
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE report_head (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  log_epoch BIGINT NOT NULL,
                  transaction_no BIGINT NOT NULL,
                  sequence BIGINT NOT NULL,
                  watermark BIGINT NOT NULL
                )
                """),
        "INSERT INTO report_head (one_row, log_epoch, transaction_no, sequence, watermark) VALUES (1, 0, 0, 0, 0)",
        SchemaStatement(
            sqlite: """
                CREATE TABLE report_zones (
                  merchant_id INTEGER PRIMARY KEY,
                  time_zone TEXT NOT NULL CHECK (length(time_zone) BETWEEN 1 AND 64)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE report_zones (
                  merchant_id BIGINT PRIMARY KEY,
                  time_zone TEXT COLLATE "C" NOT NULL CHECK (length(time_zone) BETWEEN 1 AND 64)
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE report_counts (
                  merchant_id INTEGER NOT NULL CHECK (merchant_id >= 0),
                  store_id INTEGER NOT NULL CHECK (store_id >= 0),
                  campaign TEXT NOT NULL CHECK (length(campaign) <= 200),
                  bucket INTEGER NOT NULL,
                  measure TEXT NOT NULL CHECK (length(measure) BETWEEN 1 AND 40),
                  detail TEXT NOT NULL CHECK (length(detail) <= 40),
                  counted INTEGER NOT NULL CHECK (counted >= 0),
                  total INTEGER NOT NULL CHECK (total >= 0),
                  PRIMARY KEY (merchant_id, store_id, campaign, bucket, measure, detail)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE report_counts (
                  merchant_id BIGINT NOT NULL CHECK (merchant_id >= 0),
                  store_id BIGINT NOT NULL CHECK (store_id >= 0),
                  campaign TEXT COLLATE "C" NOT NULL CHECK (length(campaign) <= 200),
                  bucket BIGINT NOT NULL,
                  measure TEXT COLLATE "C" NOT NULL CHECK (length(measure) BETWEEN 1 AND 40),
                  detail TEXT COLLATE "C" NOT NULL CHECK (length(detail) <= 40),
                  counted BIGINT NOT NULL CHECK (counted >= 0),
                  total BIGINT NOT NULL CHECK (total >= 0),
                  PRIMARY KEY (merchant_id, store_id, campaign, bucket, measure, detail)
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE report_visitors (
                  merchant_id INTEGER NOT NULL CHECK (merchant_id >= 0),
                  day INTEGER NOT NULL,
                  store_id INTEGER NOT NULL CHECK (store_id >= 0),
                  visitor_no INTEGER NOT NULL CHECK (visitor_no >= 1),
                  steps INTEGER NOT NULL CHECK (steps >= 1),
                  campaign TEXT NOT NULL CHECK (length(campaign) <= 200),
                  PRIMARY KEY (merchant_id, day, store_id, visitor_no)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE report_visitors (
                  merchant_id BIGINT NOT NULL CHECK (merchant_id >= 0),
                  day BIGINT NOT NULL,
                  store_id BIGINT NOT NULL CHECK (store_id >= 0),
                  visitor_no BIGINT NOT NULL CHECK (visitor_no >= 1),
                  steps BIGINT NOT NULL CHECK (steps >= 1),
                  campaign TEXT COLLATE "C" NOT NULL CHECK (length(campaign) <= 200),
                  PRIMARY KEY (merchant_id, day, store_id, visitor_no)
                )
                """),
        "CREATE INDEX report_visitors_visitor ON report_visitors (merchant_id, visitor_no, day)",
        SchemaStatement(
            sqlite: """
                CREATE TABLE report_products (
                  merchant_id INTEGER NOT NULL CHECK (merchant_id >= 0),
                  day INTEGER NOT NULL,
                  gtin INTEGER NOT NULL CHECK (gtin BETWEEN 1 AND 99999999999999),
                  scans INTEGER NOT NULL CHECK (scans >= 0),
                  looked_for INTEGER NOT NULL CHECK (looked_for >= 0),
                  not_in_stock INTEGER NOT NULL CHECK (not_in_stock >= 0),
                  PRIMARY KEY (merchant_id, day, gtin)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE report_products (
                  merchant_id BIGINT NOT NULL CHECK (merchant_id >= 0),
                  day BIGINT NOT NULL,
                  gtin BIGINT NOT NULL CHECK (gtin BETWEEN 1 AND 99999999999999),
                  scans BIGINT NOT NULL CHECK (scans >= 0),
                  looked_for BIGINT NOT NULL CHECK (looked_for >= 0),
                  not_in_stock BIGINT NOT NULL CHECK (not_in_stock >= 0),
                  PRIMARY KEY (merchant_id, day, gtin)
                )
                """),
        SchemaStatement(
            sqlite: """
                CREATE TABLE report_last_scans (
                  visitor_no INTEGER PRIMARY KEY CHECK (visitor_no >= 1),
                  scan_id BLOB NOT NULL CHECK (length(scan_id) = 16),
                  occurred_at INTEGER NOT NULL,
                  campaign TEXT CHECK (length(campaign) BETWEEN 1 AND 200)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE report_last_scans (
                  visitor_no BIGINT PRIMARY KEY CHECK (visitor_no >= 1),
                  scan_id BYTEA NOT NULL CHECK (length(scan_id) = 16),
                  occurred_at BIGINT NOT NULL,
                  campaign TEXT COLLATE "C" CHECK (length(campaign) BETWEEN 1 AND 200)
                )
                """),
    ]
}

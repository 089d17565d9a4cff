extension Migration {
    /// How outcomes are credited, the runs that were made of the log, and their rows.
    ///
    /// Rows are of merchants, stores and events by number and id without foreign keys: what the log says is attributed,
    /// whatever has become of what it is about.
    static let conversionTables: [SchemaStatement] =
        attributionSettings + attributionRuns + conversions + conversionGuards

    /// One row for each change; a run goes by the newest of a merchant that is no newer than the run.
    private static let attributionSettings: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE attribution_settings (
                  version INTEGER PRIMARY KEY CHECK (version >= 1),
                  merchant_id INTEGER NOT NULL REFERENCES merchants (merchant_id),
                  model TEXT NOT NULL CHECK (model IN ('last-touch', 'first-touch', 'linear')),
                  window_s INTEGER NOT NULL CHECK (window_s BETWEEN 60 AND 7776000),
                  scans_count INTEGER NOT NULL CHECK (scans_count IN (0, 1)),
                  clicks_count INTEGER NOT NULL CHECK (clicks_count IN (0, 1)),
                  created_at INTEGER NOT NULL,
                  CHECK (scans_count = 1 OR clicks_count = 1)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE attribution_settings (
                  version BIGINT PRIMARY KEY CHECK (version >= 1),
                  merchant_id BIGINT NOT NULL REFERENCES merchants (merchant_id),
                  model TEXT COLLATE "C" NOT NULL CHECK (model IN ('last-touch', 'first-touch', 'linear')),
                  window_s BIGINT NOT NULL CHECK (window_s BETWEEN 60 AND 7776000),
                  scans_count SMALLINT NOT NULL CHECK (scans_count IN (0, 1)),
                  clicks_count SMALLINT NOT NULL CHECK (clicks_count IN (0, 1)),
                  created_at BIGINT NOT NULL,
                  CHECK (scans_count = 1 OR clicks_count = 1)
                )
                """),
        "CREATE INDEX attribution_settings_merchant ON attribution_settings (merchant_id, version)",
    ]

    /// `log_epoch`, `transaction_no` and `sequence` say up to which event a run is; those that begin with `whole_`, where
    /// the log ended when it was made; `rows` how many it has, which is also the number of the last one. All of them move
    /// in the transaction that writes the rows.
    private static let attributionRuns: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE attribution_runs (
                  run_no INTEGER PRIMARY KEY CHECK (run_no >= 1),
                  created_at INTEGER NOT NULL,
                  settings_version INTEGER NOT NULL CHECK (settings_version >= 0),
                  from_at INTEGER,
                  to_at INTEGER,
                  merchant_id INTEGER REFERENCES merchants (merchant_id),
                  model TEXT CHECK (model IN ('last-touch', 'first-touch', 'linear')),
                  window_s INTEGER CHECK (window_s BETWEEN 60 AND 7776000),
                  whole_epoch INTEGER NOT NULL CHECK (whole_epoch >= 0),
                  whole_transaction_no INTEGER NOT NULL CHECK (whole_transaction_no >= 0),
                  whole_sequence INTEGER NOT NULL CHECK (whole_sequence >= 0),
                  log_epoch INTEGER NOT NULL CHECK (log_epoch >= 0),
                  transaction_no INTEGER NOT NULL CHECK (transaction_no >= 0),
                  sequence INTEGER NOT NULL CHECK (sequence >= 0),
                  latest_outcome_at INTEGER,
                  rows INTEGER NOT NULL CHECK (rows >= 0),
                  rows_recorded_at INTEGER NOT NULL,
                  watermark INTEGER NOT NULL,
                  CHECK (from_at IS NULL OR to_at IS NULL OR from_at < to_at)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE attribution_runs (
                  run_no BIGINT PRIMARY KEY CHECK (run_no >= 1),
                  created_at BIGINT NOT NULL,
                  settings_version BIGINT NOT NULL CHECK (settings_version >= 0),
                  from_at BIGINT,
                  to_at BIGINT,
                  merchant_id BIGINT REFERENCES merchants (merchant_id),
                  model TEXT COLLATE "C" CHECK (model IN ('last-touch', 'first-touch', 'linear')),
                  window_s BIGINT CHECK (window_s BETWEEN 60 AND 7776000),
                  whole_epoch BIGINT NOT NULL CHECK (whole_epoch >= 0),
                  whole_transaction_no BIGINT NOT NULL CHECK (whole_transaction_no >= 0),
                  whole_sequence BIGINT NOT NULL CHECK (whole_sequence >= 0),
                  log_epoch BIGINT NOT NULL CHECK (log_epoch >= 0),
                  transaction_no BIGINT NOT NULL CHECK (transaction_no >= 0),
                  sequence BIGINT NOT NULL CHECK (sequence >= 0),
                  latest_outcome_at BIGINT,
                  rows BIGINT NOT NULL CHECK (rows >= 0),
                  rows_recorded_at BIGINT NOT NULL,
                  watermark BIGINT NOT NULL,
                  CHECK (from_at IS NULL OR to_at IS NULL OR from_at < to_at)
                )
                """),
        "CREATE INDEX attribution_runs_merchant ON attribution_runs (merchant_id)",
        // Of a log with nothing in it yet.
        """
        INSERT INTO attribution_runs (run_no, created_at, settings_version, whole_epoch, whole_transaction_no,
          whole_sequence, log_epoch, transaction_no, sequence, rows, rows_recorded_at, watermark)
        VALUES (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        """,
        SchemaStatement(
            sqlite: """
                CREATE TABLE attribution_head (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  current_run INTEGER NOT NULL REFERENCES attribution_runs (run_no)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE attribution_head (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  current_run BIGINT NOT NULL REFERENCES attribution_runs (run_no)
                )
                """),
        "CREATE INDEX attribution_head_run ON attribution_head (current_run)",
        "INSERT INTO attribution_head (one_row, current_run) VALUES (1, 1)",
    ]

    /// Credit in millionths: a row gives it, or takes back what one row of the same run gave, which no other row does.
    private static let conversions: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE conversions (
                  run_no INTEGER NOT NULL REFERENCES attribution_runs (run_no),
                  sequence INTEGER NOT NULL CHECK (sequence >= 1),
                  conversion_id BLOB NOT NULL CHECK (length(conversion_id) = 16),
                  kind TEXT NOT NULL CHECK (kind IN ('redemption', 'visit', 'purchase')),
                  outcome_id BLOB NOT NULL CHECK (length(outcome_id) = 16),
                  occurred_at INTEGER NOT NULL,
                  recorded_at INTEGER NOT NULL,
                  scan_id BLOB CHECK (length(scan_id) = 16),
                  visitor_no INTEGER CHECK (visitor_no >= 1),
                  gtin INTEGER CHECK (gtin BETWEEN 1 AND 99999999999999),
                  merchant_id INTEGER NOT NULL,
                  store_id INTEGER,
                  campaign TEXT CHECK (length(campaign) BETWEEN 1 AND 200),
                  promotion_id BLOB CHECK (length(promotion_id) = 16),
                  voucher_id BLOB CHECK (length(voucher_id) = 16),
                  amount_minor INTEGER,
                  currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                  model TEXT NOT NULL CHECK (model IN ('last-touch', 'first-touch', 'linear')),
                  window_s INTEGER NOT NULL CHECK (window_s BETWEEN 60 AND 7776000),
                  settings_version INTEGER NOT NULL CHECK (settings_version >= 0),
                  touch_type TEXT CHECK (touch_type IN ('scan', 'click')),
                  touch_event_id BLOB CHECK (length(touch_event_id) = 16),
                  touch_occurred_at INTEGER,
                  credit INTEGER NOT NULL,
                  lag_s INTEGER CHECK (lag_s >= 0),
                  distance_m INTEGER CHECK (distance_m >= 0),
                  confidence INTEGER NOT NULL CHECK (confidence BETWEEN 0 AND 100),
                  reverses BLOB CHECK (length(reverses) = 16),
                  PRIMARY KEY (run_no, sequence),
                  UNIQUE (run_no, conversion_id),
                  FOREIGN KEY (run_no, reverses) REFERENCES conversions (run_no, conversion_id),
                  CHECK ((reverses IS NULL AND credit BETWEEN 0 AND 1000000)
                    OR (reverses IS NOT NULL AND credit BETWEEN -1000000 AND 0)),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
                  CHECK ((touch_type IS NULL) = (touch_event_id IS NULL)
                    AND (touch_type IS NULL) = (touch_occurred_at IS NULL)
                    AND (touch_type IS NULL) = (lag_s IS NULL)),
                  CHECK (touch_occurred_at IS NULL OR touch_occurred_at <= occurred_at),
                  CHECK (kind = 'purchase' OR store_id IS NOT NULL),
                  CHECK (kind <> 'redemption' OR voucher_id IS NOT NULL)
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE conversions (
                  run_no BIGINT NOT NULL REFERENCES attribution_runs (run_no),
                  sequence BIGINT NOT NULL CHECK (sequence >= 1),
                  conversion_id BYTEA NOT NULL CHECK (length(conversion_id) = 16),
                  kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('redemption', 'visit', 'purchase')),
                  outcome_id BYTEA NOT NULL CHECK (length(outcome_id) = 16),
                  occurred_at BIGINT NOT NULL,
                  recorded_at BIGINT NOT NULL,
                  scan_id BYTEA CHECK (length(scan_id) = 16),
                  visitor_no BIGINT CHECK (visitor_no >= 1),
                  gtin BIGINT CHECK (gtin BETWEEN 1 AND 99999999999999),
                  merchant_id BIGINT NOT NULL,
                  store_id BIGINT,
                  campaign TEXT COLLATE "C" CHECK (length(campaign) BETWEEN 1 AND 200),
                  promotion_id BYTEA CHECK (length(promotion_id) = 16),
                  voucher_id BYTEA CHECK (length(voucher_id) = 16),
                  amount_minor BIGINT,
                  currency TEXT COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
                  model TEXT COLLATE "C" NOT NULL CHECK (model IN ('last-touch', 'first-touch', 'linear')),
                  window_s BIGINT NOT NULL CHECK (window_s BETWEEN 60 AND 7776000),
                  settings_version BIGINT NOT NULL CHECK (settings_version >= 0),
                  touch_type TEXT COLLATE "C" CHECK (touch_type IN ('scan', 'click')),
                  touch_event_id BYTEA CHECK (length(touch_event_id) = 16),
                  touch_occurred_at BIGINT,
                  credit BIGINT NOT NULL,
                  lag_s BIGINT CHECK (lag_s >= 0),
                  distance_m BIGINT CHECK (distance_m >= 0),
                  confidence BIGINT NOT NULL CHECK (confidence BETWEEN 0 AND 100),
                  reverses BYTEA CHECK (length(reverses) = 16),
                  PRIMARY KEY (run_no, sequence),
                  UNIQUE (run_no, conversion_id),
                  FOREIGN KEY (run_no, reverses) REFERENCES conversions (run_no, conversion_id),
                  CHECK ((reverses IS NULL AND credit BETWEEN 0 AND 1000000)
                    OR (reverses IS NOT NULL AND credit BETWEEN -1000000 AND 0)),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
                  CHECK ((touch_type IS NULL) = (touch_event_id IS NULL)
                    AND (touch_type IS NULL) = (touch_occurred_at IS NULL)
                    AND (touch_type IS NULL) = (lag_s IS NULL)),
                  CHECK (touch_occurred_at IS NULL OR touch_occurred_at <= occurred_at),
                  CHECK (kind = 'purchase' OR store_id IS NOT NULL),
                  CHECK (kind <> 'redemption' OR voucher_id IS NOT NULL)
                )
                """),
        // A row is taken back once.
        """
        CREATE UNIQUE INDEX conversions_reverses ON conversions (run_no, reverses) WHERE reverses IS NOT NULL
        """,
        "CREATE INDEX conversions_outcome ON conversions (outcome_id, sequence)",
        // For readers and reports of one merchant or one store; the time is in them as in those of the log.
        "CREATE INDEX conversions_merchant ON conversions (run_no, merchant_id, sequence, occurred_at)",
        """
        CREATE INDEX conversions_store ON conversions (run_no, store_id, sequence, occurred_at)
        WHERE store_id IS NOT NULL
        """,
    ]

    /// A row that was written stays as it is.
    private static let conversionGuards: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER conversions_never_change BEFORE UPDATE ON conversions
                BEGIN SELECT RAISE(ABORT, 'conversions are append-only'); END
                """,
            postgresql: """
                CREATE FUNCTION refuse_conversion_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                  RAISE EXCEPTION 'conversions are append-only' USING ERRCODE = 'restrict_violation';
                END $$
                """),
        SchemaStatement(
            postgresql: """
                CREATE TRIGGER conversions_never_change BEFORE UPDATE ON conversions
                FOR EACH ROW EXECUTE FUNCTION refuse_conversion_change()
                """),
    ]
}

extension Migration {
    /// The event log.
    ///
    /// Rows are read in the order (`log_epoch`, `transaction_no`, `sequence`), which is the order of their commits. In
    /// SQLite the one writer gives that order by `sequence` alone and `transaction_no` stays 0. In PostgreSQL sequence
    /// numbers are drawn before the commit, so the transaction's own 64-bit number leads, and rows are read only below
    /// the oldest transaction that is still open (`LogHorizon`). `log_epoch` rises when the database is copied or
    /// restored, so that positions handed out before stay behind those handed out after.
    ///
    /// Nothing refers to an event and no rule of uniqueness rests on this table. Who and where is in `event_personal`,
    /// which is deleted from when a visitor is erased; the log itself never is.
    static let eventTables: [SchemaStatement] = logHead + log + logIndexes + logMonths + logGuards + personalTables

    private static let log: [SchemaStatement] = [
        // PostgreSQL's is partitioned by month, so that old months can be moved or dropped whole; it has no key, as
        // a key would have to hold the partition's column. SQLite's `sequence` is one only to be numbered.
        SchemaStatement(
            sqlite: """
                CREATE TABLE events (
                  log_epoch INTEGER NOT NULL CHECK (log_epoch >= 1),
                  transaction_no INTEGER NOT NULL DEFAULT 0 CHECK (transaction_no >= 0),
                  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                  event_id BLOB NOT NULL CHECK (length(event_id) = 16),
                  type TEXT NOT NULL CHECK (type IN ('scan', 'click', 'voucher_issued', 'redemption', 'refusal',
                    'reversal', 'visit', 'purchase', 'erasure', 'choice')),
                  occurred_at INTEGER NOT NULL,
                  recorded_at INTEGER NOT NULL,
                  trace_id BLOB CHECK (length(trace_id) = 16),
                  visitor_no INTEGER CHECK (visitor_no >= 1),
                  scan_id BLOB CHECK (length(scan_id) = 16),
                  gtin INTEGER CHECK (gtin BETWEEN 1 AND 99999999999999),
                  merchant_id INTEGER,
                  store_id INTEGER,
                  listing_id BLOB CHECK (length(listing_id) = 16),
                  click_id BLOB CHECK (length(click_id) = 16),
                  promotion_id BLOB CHECK (length(promotion_id) = 16),
                  voucher_id BLOB CHECK (length(voucher_id) = 16),
                  redemption_id BLOB CHECK (length(redemption_id) = 16),
                  visit_id BLOB CHECK (length(visit_id) = 16),
                  purchase_id BLOB CHECK (length(purchase_id) = 16),
                  staff_device_id INTEGER,
                  amount_minor INTEGER,
                  currency TEXT CHECK (currency GLOB '[A-Z][A-Z][A-Z]'),
                  campaign TEXT CHECK (length(campaign) BETWEEN 1 AND 200),
                  outcome TEXT CHECK (length(outcome) BETWEEN 1 AND 40),
                  reason TEXT CHECK (length(reason) BETWEEN 1 AND 200),
                  recognised_by TEXT CHECK (recognised_by IN ('symbol', 'cover')),
                  cover_band TEXT CHECK (cover_band IN ('ask', 'sure')),
                  CHECK (occurred_at <= recorded_at),
                  CHECK (store_id IS NULL OR merchant_id IS NOT NULL),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
                  CHECK (type <> 'scan' OR (scan_id IS NOT NULL AND outcome IS NOT NULL)),
                  CHECK (type <> 'click'
                    OR (click_id IS NOT NULL AND listing_id IS NOT NULL AND merchant_id IS NOT NULL)),
                  CHECK (type <> 'voucher_issued'
                    OR (voucher_id IS NOT NULL AND promotion_id IS NOT NULL AND merchant_id IS NOT NULL)),
                  CHECK (type <> 'redemption' OR (redemption_id IS NOT NULL AND voucher_id IS NOT NULL
                    AND promotion_id IS NOT NULL AND store_id IS NOT NULL)),
                  CHECK (type <> 'refusal' OR (reason IS NOT NULL AND merchant_id IS NOT NULL)),
                  CHECK (type <> 'reversal'
                    OR (redemption_id IS NOT NULL AND voucher_id IS NOT NULL AND store_id IS NOT NULL)),
                  CHECK (type <> 'visit' OR (visit_id IS NOT NULL AND store_id IS NOT NULL)),
                  CHECK (type <> 'purchase'
                    OR (purchase_id IS NOT NULL AND merchant_id IS NOT NULL AND amount_minor IS NOT NULL)),
                  CHECK (type <> 'erasure' OR visitor_no IS NOT NULL),
                  CHECK (type <> 'choice' OR (scan_id IS NOT NULL AND gtin IS NOT NULL AND outcome IS NOT NULL))
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE events (
                  log_epoch BIGINT NOT NULL CHECK (log_epoch >= 1),
                  transaction_no BIGINT NOT NULL DEFAULT (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT))
                    CHECK (transaction_no >= 0),
                  sequence BIGINT NOT NULL DEFAULT nextval('events_sequence'),
                  event_id BYTEA NOT NULL CHECK (length(event_id) = 16),
                  type TEXT COLLATE "C" NOT NULL CHECK (type IN ('scan', 'click', 'voucher_issued', 'redemption',
                    'refusal', 'reversal', 'visit', 'purchase', 'erasure', 'choice')),
                  occurred_at BIGINT NOT NULL,
                  recorded_at BIGINT NOT NULL,
                  trace_id BYTEA CHECK (length(trace_id) = 16),
                  visitor_no BIGINT CHECK (visitor_no >= 1),
                  scan_id BYTEA CHECK (length(scan_id) = 16),
                  gtin BIGINT CHECK (gtin BETWEEN 1 AND 99999999999999),
                  merchant_id BIGINT,
                  store_id BIGINT,
                  listing_id BYTEA CHECK (length(listing_id) = 16),
                  click_id BYTEA CHECK (length(click_id) = 16),
                  promotion_id BYTEA CHECK (length(promotion_id) = 16),
                  voucher_id BYTEA CHECK (length(voucher_id) = 16),
                  redemption_id BYTEA CHECK (length(redemption_id) = 16),
                  visit_id BYTEA CHECK (length(visit_id) = 16),
                  purchase_id BYTEA CHECK (length(purchase_id) = 16),
                  staff_device_id BIGINT,
                  amount_minor BIGINT,
                  currency TEXT COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
                  campaign TEXT COLLATE "C" CHECK (length(campaign) BETWEEN 1 AND 200),
                  outcome TEXT COLLATE "C" CHECK (length(outcome) BETWEEN 1 AND 40),
                  reason TEXT COLLATE "C" CHECK (length(reason) BETWEEN 1 AND 200),
                  recognised_by TEXT COLLATE "C" CHECK (recognised_by IN ('symbol', 'cover')),
                  cover_band TEXT COLLATE "C" CHECK (cover_band IN ('ask', 'sure')),
                  CHECK (occurred_at <= recorded_at),
                  CHECK (store_id IS NULL OR merchant_id IS NOT NULL),
                  CHECK ((amount_minor IS NULL) = (currency IS NULL)),
                  CHECK (type <> 'scan' OR (scan_id IS NOT NULL AND outcome IS NOT NULL)),
                  CHECK (type <> 'click'
                    OR (click_id IS NOT NULL AND listing_id IS NOT NULL AND merchant_id IS NOT NULL)),
                  CHECK (type <> 'voucher_issued'
                    OR (voucher_id IS NOT NULL AND promotion_id IS NOT NULL AND merchant_id IS NOT NULL)),
                  CHECK (type <> 'redemption' OR (redemption_id IS NOT NULL AND voucher_id IS NOT NULL
                    AND promotion_id IS NOT NULL AND store_id IS NOT NULL)),
                  CHECK (type <> 'refusal' OR (reason IS NOT NULL AND merchant_id IS NOT NULL)),
                  CHECK (type <> 'reversal'
                    OR (redemption_id IS NOT NULL AND voucher_id IS NOT NULL AND store_id IS NOT NULL)),
                  CHECK (type <> 'visit' OR (visit_id IS NOT NULL AND store_id IS NOT NULL)),
                  CHECK (type <> 'purchase'
                    OR (purchase_id IS NOT NULL AND merchant_id IS NOT NULL AND amount_minor IS NOT NULL)),
                  CHECK (type <> 'erasure' OR visitor_no IS NOT NULL),
                  CHECK (type <> 'choice' OR (scan_id IS NOT NULL AND gtin IS NOT NULL AND outcome IS NOT NULL))
                ) PARTITION BY RANGE (recorded_at)
                """)
    ]

    /// How far the log is: its epoch, and the mark that its watermark follows (`LogMark`).
    private static let logHead: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE log_head (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  epoch INTEGER NOT NULL CHECK (epoch >= 1),
                  announced_at INTEGER NOT NULL,
                  settled_at INTEGER NOT NULL,
                  fence INTEGER CHECK (fence >= 0),
                  CHECK (settled_at <= announced_at)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE log_head (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  epoch BIGINT NOT NULL CHECK (epoch >= 1),
                  announced_at BIGINT NOT NULL,
                  settled_at BIGINT NOT NULL,
                  fence BIGINT CHECK (fence >= 0),
                  CHECK (settled_at <= announced_at)
                )
                """),
        "INSERT INTO log_head (one_row, epoch, announced_at, settled_at, fence) VALUES (1, 1, 0, 0, 0)",
        SchemaStatement(postgresql: recordingTime),
        SchemaStatement(postgresql: "CREATE SEQUENCE events_sequence"),
    ]

    /// `recording_time(clock)` gives the time at which an event is recorded now: what the clock shows, or just after what
    /// the log's readers were told that it is complete up to.
    ///
    /// The transaction's number comes first. The head is then looked at in a statement of its own, whose snapshot is
    /// taken after that: a number behind the mark's fence means that the mark has been seen (`LogMark`).
    private static let recordingTime: SQL = """
        CREATE FUNCTION recording_time(clock BIGINT) RETURNS BIGINT LANGUAGE plpgsql VOLATILE AS $$
        DECLARE
          announced BIGINT;
        BEGIN
          PERFORM pg_current_xact_id();
          SELECT announced_at INTO STRICT announced FROM log_head;
          RETURN greatest(clock, announced + 1);
        END $$
        """

    /// What the log is looked through by; each is paid for by every event that is in it.
    ///
    /// - `events_order`: readers who follow the log. Grows at its end only.
    /// - `events_occurred`: reports over a time. Nearly always grows at its end, as events are recorded soon.
    /// - `events_rarer`: readers who follow some kinds. A scan is nearly every event and in none of the next ones, so
    ///   that a scan pays for the first two alone; the kind is in the index, so that a kind of which there are few is
    ///   found without reading the rows between.
    /// - `events_merchant`, `events_store`: readers and reports of one merchant or one store, which are to see a small
    ///   part of a large log. The time is in the index for the reports, which read the index of the merchant and of its
    ///   rows only those of the time asked for; an index by merchant and time besides would serve them alone.
    /// - `events_visitor`: attribution, which asks what a visitor did before an outcome, and what came of a late touch.
    /// - `events_redemption`, `events_visit`, `events_purchase`: attribution, which asks what became of an outcome.
    private static let logIndexes: [SchemaStatement] = [
        "CREATE INDEX events_order ON events (log_epoch, transaction_no, sequence)",
        "CREATE INDEX events_occurred ON events (occurred_at)",
        "CREATE INDEX events_rarer ON events (log_epoch, transaction_no, sequence, type) WHERE type <> 'scan'",
        """
        CREATE INDEX events_merchant ON events (merchant_id, log_epoch, transaction_no, sequence, occurred_at)
        WHERE merchant_id IS NOT NULL
        """,
        """
        CREATE INDEX events_store ON events (store_id, log_epoch, transaction_no, sequence, occurred_at)
        WHERE store_id IS NOT NULL
        """,
        "CREATE INDEX events_visitor ON events (visitor_no, occurred_at) WHERE visitor_no IS NOT NULL",
        "CREATE INDEX events_redemption ON events (redemption_id) WHERE redemption_id IS NOT NULL",
        "CREATE INDEX events_visit ON events (visit_id) WHERE visit_id IS NOT NULL",
        "CREATE INDEX events_purchase ON events (purchase_id) WHERE purchase_id IS NOT NULL",
    ]

    private static let logMonths: [SchemaStatement] = [
        SchemaStatement(postgresql: "ALTER SEQUENCE events_sequence OWNED BY events.sequence"),
        // For a time that no month has a partition for, so that no event is ever refused.
        SchemaStatement(postgresql: "CREATE TABLE events_default PARTITION OF events DEFAULT"),
        SchemaStatement(postgresql: monthsAhead),
    ]

    /// An event that was written stays as it is.
    private static let logGuards: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER events_never_change BEFORE UPDATE ON events
                BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
                """,
            postgresql: """
                CREATE FUNCTION refuse_event_change() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                  RAISE EXCEPTION 'the event log is append-only' USING ERRCODE = 'restrict_violation';
                END $$
                """),
        SchemaStatement(
            sqlite: """
                CREATE TRIGGER events_never_go BEFORE DELETE ON events
                BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
                """,
            postgresql: """
                CREATE TRIGGER events_never_change BEFORE UPDATE OR DELETE ON events
                FOR EACH ROW EXECUTE FUNCTION refuse_event_change()
                """),
        SchemaStatement(
            postgresql: """
                CREATE TRIGGER events_never_emptied BEFORE TRUNCATE ON events
                FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change()
                """),
    ]

    private static let personalTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE event_personal (
                  event_id BLOB NOT NULL PRIMARY KEY CHECK (length(event_id) = 16),
                  recorded_at INTEGER NOT NULL,
                  visitor_no INTEGER CHECK (visitor_no >= 1),
                  latitude_hundredths INTEGER CHECK (latitude_hundredths BETWEEN -9000 AND 9000),
                  longitude_hundredths INTEGER CHECK (longitude_hundredths BETWEEN -18000 AND 18000),
                  gclid TEXT CHECK (length(gclid) BETWEEN 1 AND 500),
                  gbraid TEXT CHECK (length(gbraid) BETWEEN 1 AND 500),
                  wbraid TEXT CHECK (length(wbraid) BETWEEN 1 AND 500),
                  fbclid TEXT CHECK (length(fbclid) BETWEEN 1 AND 500),
                  msclkid TEXT CHECK (length(msclkid) BETWEEN 1 AND 500),
                  ad_user_data INTEGER CHECK (ad_user_data IN (0, 1)),
                  ad_personalization INTEGER CHECK (ad_personalization IN (0, 1)),
                  CHECK ((latitude_hundredths IS NULL) = (longitude_hundredths IS NULL))
                ) STRICT, WITHOUT ROWID
                """,
            postgresql: """
                CREATE TABLE event_personal (
                  event_id BYTEA NOT NULL PRIMARY KEY CHECK (length(event_id) = 16),
                  recorded_at BIGINT NOT NULL,
                  visitor_no BIGINT CHECK (visitor_no >= 1),
                  latitude_hundredths BIGINT CHECK (latitude_hundredths BETWEEN -9000 AND 9000),
                  longitude_hundredths BIGINT CHECK (longitude_hundredths BETWEEN -18000 AND 18000),
                  gclid TEXT COLLATE "C" CHECK (length(gclid) BETWEEN 1 AND 500),
                  gbraid TEXT COLLATE "C" CHECK (length(gbraid) BETWEEN 1 AND 500),
                  wbraid TEXT COLLATE "C" CHECK (length(wbraid) BETWEEN 1 AND 500),
                  fbclid TEXT COLLATE "C" CHECK (length(fbclid) BETWEEN 1 AND 500),
                  msclkid TEXT COLLATE "C" CHECK (length(msclkid) BETWEEN 1 AND 500),
                  ad_user_data SMALLINT CHECK (ad_user_data IN (0, 1)),
                  ad_personalization SMALLINT CHECK (ad_personalization IN (0, 1)),
                  CHECK ((latitude_hundredths IS NULL) = (longitude_hundredths IS NULL))
                )
                """),
        "CREATE INDEX event_personal_visitor ON event_personal (visitor_no)",
    ]

    /// `create_event_months(at, ahead)` makes the partitions of the month of a time (µs since 1970 UTC) and of so many
    /// after it, and gives how many are new.
    ///
    /// A table is made first and attached then, which lets scans go on meanwhile. A month that has rows in
    /// `events_default` already stays there: its rows are found all the same.
    private static let monthsAhead: SQL = """
        CREATE FUNCTION create_event_months(at BIGINT, ahead BIGINT) RETURNS BIGINT LANGUAGE plpgsql AS $$
        DECLARE
          starts TIMESTAMP;
          partition TEXT;
          made BIGINT := 0;
        BEGIN
          FOR month IN 0..ahead LOOP
            starts := date_trunc('month', to_timestamp(at / 1000000) AT TIME ZONE 'UTC')
              + make_interval(months => month::INTEGER);
            partition := 'events_' || to_char(starts, 'YYYY_MM');
            CONTINUE WHEN to_regclass(partition) IS NOT NULL;
            BEGIN
              EXECUTE format('CREATE TABLE %I (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', partition);
              EXECUTE format('ALTER TABLE events ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', partition,
                (extract(EPOCH FROM starts) * 1000000)::BIGINT,
                (extract(EPOCH FROM starts + INTERVAL '1 month') * 1000000)::BIGINT);
              made := made + 1;
            EXCEPTION WHEN check_violation THEN NULL;
            END;
          END LOOP;
          RETURN made;
        END $$
        """
}

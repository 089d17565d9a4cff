extension Migration {
    /// The event log.
    ///
    /// Rows are read in the order (`log_epoch`, `transaction_no`, `sequence`), which is the order of their commits. In
    /// SQLite the one writer gives that order by `sequence` alone and `transaction_no` stays 0. In PostgreSQL sequence
    /// numbers are drawn before the commit, so the transaction's own 64-bit number leads, and rows are read only below
    /// the oldest transaction that is still open (``LoggedEvent/after``). `log_epoch` rises when the database is copied
    /// or restored, so that positions handed out before stay behind those handed out after.
    /// Nothing refers to an event and no rule of uniqueness rests on this table. Who and where is in `event_personal`,
    /// which is deleted from when a visitor is erased; the log itself never is.
    static let eventTables: [SchemaStatement] = [
        SchemaStatement(
            sqlite: """
                CREATE TABLE log_epoch (
                  one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
                  epoch INTEGER NOT NULL CHECK (epoch >= 1)
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE log_epoch (
                  one_row BIGINT PRIMARY KEY CHECK (one_row = 1),
                  epoch BIGINT NOT NULL CHECK (epoch >= 1)
                )
                """),
        "INSERT INTO log_epoch (one_row, epoch) VALUES (1, 1)",
        SchemaStatement(postgresql: "CREATE SEQUENCE events_sequence"),
        // PostgreSQL's is partitioned by month, so that old months can be moved or dropped whole; it has no key, as
        // a key would have to hold the partition's column. SQLite's `sequence` is one only to be numbered.
        SchemaStatement(
            sqlite: """
                CREATE TABLE events (
                  log_epoch INTEGER NOT NULL CHECK (log_epoch >= 1),
                  transaction_no INTEGER NOT NULL DEFAULT 0 CHECK (transaction_no >= 0),
                  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                  event_id BLOB NOT NULL CHECK (length(event_id) = 16),
                  type TEXT NOT NULL CHECK (type IN
                    ('scan', 'click', 'voucher_issued', 'redemption', 'reversal', 'visit', 'purchase')),
                  occurred_at INTEGER NOT NULL,
                  recorded_at INTEGER NOT NULL,
                  visitor_no INTEGER CHECK (visitor_no >= 1),
                  scan_id BLOB CHECK (length(scan_id) = 16),
                  gtin INTEGER CHECK (gtin BETWEEN 1 AND 99999999999999),
                  merchant_id INTEGER,
                  store_id INTEGER,
                  listing_id BLOB CHECK (length(listing_id) = 16),
                  click_id BLOB CHECK (length(click_id) = 16),
                  campaign TEXT CHECK (length(campaign) BETWEEN 1 AND 200),
                  outcome TEXT CHECK (length(outcome) BETWEEN 1 AND 40),
                  CHECK (type <> 'scan' OR (scan_id IS NOT NULL AND outcome IS NOT NULL)),
                  CHECK (type <> 'click'
                    OR (click_id IS NOT NULL AND listing_id IS NOT NULL AND merchant_id IS NOT NULL))
                ) STRICT
                """,
            postgresql: """
                CREATE TABLE events (
                  log_epoch BIGINT NOT NULL CHECK (log_epoch >= 1),
                  transaction_no BIGINT NOT NULL DEFAULT (CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT))
                    CHECK (transaction_no >= 0),
                  sequence BIGINT NOT NULL DEFAULT nextval('events_sequence'),
                  event_id BYTEA NOT NULL CHECK (length(event_id) = 16),
                  type TEXT COLLATE "C" NOT NULL CHECK (type IN
                    ('scan', 'click', 'voucher_issued', 'redemption', 'reversal', 'visit', 'purchase')),
                  occurred_at BIGINT NOT NULL,
                  recorded_at BIGINT NOT NULL,
                  visitor_no BIGINT CHECK (visitor_no >= 1),
                  scan_id BYTEA CHECK (length(scan_id) = 16),
                  gtin BIGINT CHECK (gtin BETWEEN 1 AND 99999999999999),
                  merchant_id BIGINT,
                  store_id BIGINT,
                  listing_id BYTEA CHECK (length(listing_id) = 16),
                  click_id BYTEA CHECK (length(click_id) = 16),
                  campaign TEXT COLLATE "C" CHECK (length(campaign) BETWEEN 1 AND 200),
                  outcome TEXT COLLATE "C" CHECK (length(outcome) BETWEEN 1 AND 40),
                  CHECK (type <> 'scan' OR (scan_id IS NOT NULL AND outcome IS NOT NULL)),
                  CHECK (type <> 'click'
                    OR (click_id IS NOT NULL AND listing_id IS NOT NULL AND merchant_id IS NOT NULL))
                ) PARTITION BY RANGE (recorded_at)
                """),
        "CREATE INDEX events_order ON events (log_epoch, transaction_no, sequence)",
        SchemaStatement(postgresql: "ALTER SEQUENCE events_sequence OWNED BY events.sequence"),
        // For a time that no month has a partition for, so that no event is ever refused.
        SchemaStatement(postgresql: "CREATE TABLE events_default PARTITION OF events DEFAULT"),
        SchemaStatement(postgresql: monthsAhead),
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
                  consent TEXT CHECK (length(consent) BETWEEN 1 AND 2000),
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
                  consent TEXT COLLATE "C" CHECK (length(consent) BETWEEN 1 AND 2000),
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

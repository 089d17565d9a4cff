extension Migration {
    /// The event log.
    ///
    /// Rows are read in the order (`log_epoch`, `transaction_no`, `sequence`), which is the order of their commits. Here
    /// the one writer gives that order by `sequence` alone and `transaction_no` stays 0; `log_epoch` rises when the
    /// database is copied or restored, so that positions handed out before stay behind those handed out after.
    /// Nothing refers to an event and no rule of uniqueness rests on this table. Who and where is in `event_personal`,
    /// which is deleted from when a visitor is erased; the log itself never is.
    static let eventTables: [SQL] = [
        """
        CREATE TABLE log_epoch (
          one_row INTEGER PRIMARY KEY CHECK (one_row = 1),
          epoch INTEGER NOT NULL CHECK (epoch >= 1)
        ) STRICT
        """,
        "INSERT INTO log_epoch (one_row, epoch) VALUES (1, 1)",
        """
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
          CHECK (type <> 'click' OR (click_id IS NOT NULL AND listing_id IS NOT NULL AND merchant_id IS NOT NULL))
        ) STRICT
        """,
        "CREATE INDEX events_order ON events (log_epoch, transaction_no, sequence)",
        """
        CREATE TRIGGER events_never_change BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
        """,
        """
        CREATE TRIGGER events_never_go BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'the event log is append-only'); END
        """,
        """
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
        "CREATE INDEX event_personal_visitor ON event_personal (visitor_no)",
    ]
}

public import FootbridgeCore
public import ProductIdentifiers

/// One row of the event log.
public struct LoggedEvent: Sendable, Hashable {
    /// Of this row; exports tell repeated rows by it.
    public var id: EventID
    /// What happened.
    public var kind: Kind
    /// When it happened.
    public var occurredAt: Timestamp
    /// When it was written.
    public var recordedAt: Timestamp
    /// The random number of the visitor; nil where the client named none.
    public var visitor: Int64?
    /// The scan that this is, or that it came of.
    public var scan: ScanID?
    /// The product it is about, in the catalogue or not.
    public var gtin: GTIN?
    /// The merchant's integer key.
    public var merchant: Int64?
    /// The store's integer key.
    public var store: Int64?
    /// Of a click.
    public var listing: ListingID?
    /// Of a click.
    public var click: ClickID?
    /// The campaign that the scan named.
    public var campaign: String?
    /// How it ended, in a word; of a scan one of `ScanOutcome`.
    public var outcome: String?

    /// What happened. The words are those of the log's column `type`.
    public enum Kind: String, Sendable, CaseIterable {
        case scan
        case click
        case voucherIssued = "voucher_issued"
        case redemption
        case reversal
        case visit
        case purchase
    }

    init(kind: Kind, occurredAt: Timestamp, recordedAt: Timestamp) {
        self.id = EventID(UUIDv7(at: recordedAt))
        self.kind = kind
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
    }

    init(scan record: ScanRecord, visitor: Int64?, recordedAt: Timestamp) {
        self.init(kind: .scan, occurredAt: record.scan.receivedAt, recordedAt: recordedAt)
        self.visitor = visitor
        scan = record.scan.id
        gtin = record.gtin
        campaign = record.scan.parameters.campaign
        outcome = record.outcome.rawValue
    }
}

/// Where an event stands in the log. Greater means committed later.
public struct LogPosition: Sendable, Hashable, Comparable {
    /// Rises when the database is copied or restored.
    public var epoch: Int64
    /// The number of the transaction that wrote it; 0 where one writer gives the order.
    public var transaction: Int64
    /// Within the transaction, or within the epoch where one writer gives the order.
    public var sequence: Int64

    /// Before everything.
    public static let beginning = LogPosition(epoch: 0, transaction: 0, sequence: 0)

    /// A position that was handed out before.
    public init(epoch: Int64, transaction: Int64, sequence: Int64) {
        self.epoch = epoch
        self.transaction = transaction
        self.sequence = sequence
    }

    public static func < (left: LogPosition, right: LogPosition) -> Bool {
        (left.epoch, left.transaction, left.sequence) < (right.epoch, right.transaction, right.sequence)
    }
}

extension LoggedEvent {
    private static let insert: SQL = """
        INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, visitor_no, scan_id, gtin, merchant_id,
          store_id, listing_id, click_id, campaign, outcome)
        VALUES ((SELECT epoch FROM log_epoch), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """
    /// In the order that ``init(row:)`` reads.
    ///
    /// In PostgreSQL a transaction that began earlier may commit later, with a smaller number than one that can be read
    /// already: a reader who went on behind that one would never see it. So of the current epoch only what is below the
    /// oldest transaction still open is read; everything of earlier epochs came with a copy and is complete. SQLite has
    /// one writer, and what can be read is complete.
    static let after = SQL(
        sqlite: """
            SELECT log_epoch, transaction_no, sequence, event_id, type, occurred_at, recorded_at, visitor_no, scan_id, gtin,
              merchant_id, store_id, listing_id, click_id, campaign, outcome
            FROM events
            WHERE (log_epoch, transaction_no, sequence) > ($1, $2, $3)
            ORDER BY log_epoch, transaction_no, sequence
            LIMIT $4
            """,
        postgresql: """
            SELECT log_epoch, transaction_no, sequence, event_id, type, occurred_at, recorded_at, visitor_no, scan_id, gtin,
              merchant_id, store_id, listing_id, click_id, campaign, outcome
            FROM events
            WHERE (log_epoch, transaction_no, sequence) > ($1, $2, $3)
              AND (log_epoch < (SELECT epoch FROM log_epoch)
                OR transaction_no < (SELECT CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)))
            ORDER BY log_epoch, transaction_no, sequence
            LIMIT $4
            """)

    /// Before ``after``: PostgreSQL takes a position for one that hardly any event comes after, as nearly all are of one
    /// epoch, and would read all that do and sort them for every page. Without sorting it walks the index.
    static let keepOrder = SQL(sqlite: "SELECT 1", postgresql: "SET LOCAL enable_sort = off")

    /// The statement that adds this event to the log.
    var insertion: BoundSQL {
        BoundSQL(
            Self.insert,
            [
                .id(id), .text(kind.rawValue), .time(occurredAt), .time(recordedAt), .integer(visitor), .id(scan),
                .gtin(gtin), .integer(merchant), .integer(store), .id(listing), .id(click), .text(campaign),
                .text(outcome),
            ])
    }

    init(row: SQLRow) throws(StorageError) {
        self.init(kind: try row.word(4), occurredAt: try row.time(5), recordedAt: try row.time(6))
        id = try row.id(3)
        visitor = try row.optionalInteger(7)
        scan = try row.optionalID(8)
        gtin = try row.optionalGTIN(9)
        merchant = try row.optionalInteger(10)
        store = try row.optionalInteger(11)
        listing = try row.optionalID(12)
        click = try row.optionalID(13)
        campaign = try row.optionalText(14)
        outcome = try row.optionalText(15)
    }
}

extension Storage {
    /// Events after a position, in the order of their commits. A reader who follows the positions sees every event once:
    /// one that is not complete yet, as an earlier transaction is still open, is left for a later call with all that
    /// follow it.
    ///
    /// - Parameter limit: 1 to 10 000.
    /// - Returns: each with its position, from which reading goes on.
    public func events(
        after position: LogPosition, limit: Int
    ) async throws(StorageError) -> [(position: LogPosition, event: LoggedEvent)] {
        try await driver.read { connection in
            let results = try connection.run([
                BoundSQL(LoggedEvent.keepOrder),
                BoundSQL(
                    LoggedEvent.after,
                    [
                        .integer(position.epoch), .integer(position.transaction), .integer(position.sequence),
                        .integer(max(1, min(limit, 10_000))),
                    ]),
            ])
            return try results[1].rows.map { row in
                let position = LogPosition(
                    epoch: try row.integer(0), transaction: try row.integer(1), sequence: try row.integer(2))
                return (position, try LoggedEvent(row: row))
            }
        }
    }
}

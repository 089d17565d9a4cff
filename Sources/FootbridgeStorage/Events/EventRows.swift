import FootbridgeCore
import ProductIdentifiers

/// Events as they are stored.
enum EventRows {
    /// In both forms the log's head says which epoch it is, and the earliest time that an event may be recorded at. In
    /// SQLite the last event says the latter, too: with one writer, times rise along the log, whatever the clock shows.
    private static let insert = SQL(
        sqlite: """
            INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, trace_id, visitor_no, scan_id, gtin,
              merchant_id, store_id, listing_id, click_id, promotion_id, voucher_id, redemption_id, visit_id, purchase_id,
              staff_device_id, amount_minor, currency, campaign, outcome, reason, recognised_by,
              cover_band)
            VALUES ((SELECT epoch FROM log_head), $1, $2, $3,
              max($4, 1 + (SELECT announced_at FROM log_head),
                1 + COALESCE((SELECT recorded_at FROM events WHERE sequence = (SELECT max(sequence) FROM events)), 0)),
              $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
              $25)
            """,
        postgresql: """
            INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, trace_id, visitor_no, scan_id, gtin,
              merchant_id, store_id, listing_id, click_id, promotion_id, voucher_id, redemption_id, visit_id, purchase_id,
              staff_device_id, amount_minor, currency, campaign, outcome, reason, recognised_by,
              cover_band)
            VALUES ((SELECT epoch FROM log_head), $1, $2, $3, recording_time($4),
              $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
              $25)
            """)

    private static let position = Columns("log_epoch, transaction_no, sequence", LogPosition.self)
    private static let columns = Columns(
        position, Columns("event_id", EventID.self), Columns("type", Event.Kind.self),
        Columns("occurred_at", Timestamp.self), Columns("recorded_at", Timestamp.self),
        Columns("trace_id", TraceID?.self), Columns("visitor_no", Int64?.self), Columns("scan_id", ScanID?.self),
        Columns("gtin", GTIN?.self), Columns("merchant_id", Int64?.self), Columns("store_id", Int64?.self),
        Columns("listing_id", ListingID?.self), Columns("click_id", ClickID?.self),
        Columns("promotion_id", PromotionID?.self), Columns("voucher_id", VoucherID?.self),
        Columns("redemption_id", RedemptionID?.self), Columns("visit_id", VisitID?.self),
        Columns("purchase_id", PurchaseID?.self), Columns("staff_device_id", Int64?.self),
        Columns("amount_minor, currency", Money?.self), Columns("campaign", String?.self),
        Columns("outcome", String?.self), Columns("reason", String?.self),
        Columns("recognised_by", Recognition?.self), Columns("cover_band", SeenCover.Band?.self)
    ) {
        position, id, kind, occurredAt, recordedAt, trace, visitor, scan, gtin, merchant, store, listing, click,
        promotion,
        voucher, redemption, visit, purchase, staffDevice, amount, campaign, outcome, reason, recognisedBy,
        coverBand in
        var event = Event(kind: kind, occurredAt: occurredAt, recordedAt: recordedAt)
        event.id = id
        event.trace = trace
        event.visitor = visitor
        event.scan = scan
        event.gtin = gtin
        event.merchant = merchant
        event.store = store
        event.listing = listing
        event.click = click
        event.promotion = promotion
        event.voucher = voucher
        event.redemption = redemption
        event.visit = visit
        event.purchase = purchase
        event.staffDevice = staffDevice
        event.amount = amount
        event.campaign = campaign
        event.outcome = outcome
        event.reason = reason
        event.recognisedBy = recognisedBy
        event.coverBand = coverBand
        return LoggedEvent(position: position, event: event)
    }

    /// All of one visitor, in the log's order.
    static let ofVisitor = columns.from(
        "events WHERE visitor_no = $1 ORDER BY log_epoch, transaction_no, sequence")

    /// Events of a stretch of the log in its order.
    ///
    /// - Parameter limit: most rows.
    static func page(_ filter: EventFilter, in stretch: SQLFragment, limit: Int) -> Query<LoggedEvent> {
        columns.from(
            composed: """
                events
                WHERE \(.all(of: [stretch] + filter.conditions))
                ORDER BY log_epoch, transaction_no, sequence
                LIMIT \(.integer(limit))
                """)
    }

    /// All that the log says of an outcome, in its order.
    static func history(of outcome: OutcomeID) -> Query<LoggedEvent> {
        switch outcome {
        case .redemption(let id): ofRedemption(.id(id))
        case .visit(let id): ofVisit(.id(id))
        case .purchase(let id): ofPurchase(.id(id))
        }
    }

    /// A redemption that was refused has an id, too, and no outcome.
    private static let ofRedemption = columns.from(
        """
        events WHERE redemption_id = $1 AND type IN ('redemption', 'reversal')
        ORDER BY log_epoch, transaction_no, sequence
        """)
    private static let ofVisit = columns.from(
        "events WHERE visit_id = $1 AND type = 'visit' ORDER BY log_epoch, transaction_no, sequence")
    private static let ofPurchase = columns.from(
        "events WHERE purchase_id = $1 AND type = 'purchase' ORDER BY log_epoch, transaction_no, sequence")

    /// A visitor's outcomes of a time. Nothing is recorded before it happens: that spares PostgreSQL the months before.
    static func outcomes(ofVisitor visitor: Int64, from: Timestamp, before end: Timestamp) -> Query<LoggedEvent> {
        outcomesOfVisitor(.integer(visitor), .time(from), .time(end))
    }

    private static let outcomesOfVisitor = columns.from(
        """
        events WHERE visitor_no = $1 AND occurred_at >= $2 AND recorded_at >= $2 AND occurred_at < $3
          AND type IN ('redemption', 'visit', 'purchase')
        """)

    /// What stands behind `start` and before `end`, in PostgreSQL.
    ///
    /// It is not to see the numbers while it plans: it looks at the first alone, the epoch, takes a position for one that
    /// hardly any event comes after, and then walks the whole log for the few events of one merchant.
    static func stretch(after start: LogPosition, before end: LogPosition) -> SQLFragment {
        func row(_ position: LogPosition) -> SQLFragment {
            let numbers = [position.epoch, position.transaction, position.sequence].map { SQLValue.integer($0) }
            return """
                ((SELECT CAST(\(numbers[0]) AS BIGINT)), (SELECT CAST(\(numbers[1]) AS BIGINT)),
                  (SELECT CAST(\(numbers[2]) AS BIGINT)))
                """
        }
        let position: SQLFragment = "(log_epoch, transaction_no, sequence)"
        return "\(position) > \(row(start)) AND \(position) < \(row(end))"
    }

    /// The same in SQLite: one after the other, the parts of it that are of one epoch each, of which there are few.
    ///
    /// It compares rows of values by an index only up to the column that is the table's rowid, so `sequence` would not be
    /// looked up but walked to, through all of the log before it. Sequences rise along a file, whatever its epochs.
    static func stretches(after start: LogPosition, before end: LogPosition) -> [SQLFragment] {
        guard start < end else { return [] }
        return (max(1, start.epoch)...end.epoch).compactMap { epoch in
            let isFirst = epoch == start.epoch
            guard !isFirst || start.transaction == 0 else { return nil }
            return """
                log_epoch = \(.integer(epoch)) AND transaction_no = 0
                  AND sequence > \(.integer(isFirst ? start.sequence : 0))
                  AND sequence < \(.integer(end.sequence))
                """
        }
    }

    /// Before ``page(_:in:limit:)``: PostgreSQL would rather read all events of a merchant or a kind and sort
    /// them for every page. Without sorting it walks an index. A plan that has to sort after all then counts as dear
    /// beyond measure, and would be compiled first, which takes 20 ms each time: no compiling either. Both hold for the
    /// rest of the transaction.
    static let keepOrder = SQL(
        sqlite: "SELECT 1",
        postgresql: "SELECT set_config('enable_sort', 'off', true), set_config('jit', 'off', true)")

    /// The last event that was recorded before a time; SQLite only, whose times rise along the log.
    ///
    /// Found by halving, a few dozen look-ups: an index by time of recording would be paid for by every scan, for readers
    /// who begin at a time. All events up to `low` were recorded before it, all from `high` on were not.
    static let lastBefore = position.from(
        """
        events WHERE sequence = (
          WITH RECURSIVE halves (low, high) AS (
            SELECT 0, (SELECT COALESCE(max(sequence), 0) + 1 FROM events)
            UNION ALL
            SELECT CASE WHEN e.recorded_at < $1 THEN e.sequence ELSE h.low END,
              CASE WHEN e.recorded_at < $1 THEN h.high ELSE (h.low + h.high) / 2 END
            FROM halves h
              JOIN events e ON e.sequence = (SELECT min(sequence) FROM events WHERE sequence >= (h.low + h.high) / 2)
            WHERE h.high - h.low > 1
          )
          SELECT max(low) FROM halves)
        """)

    static func insertion(of event: Event) -> BoundSQL {
        BoundSQL(
            insert,
            [
                .id(event.id), .text(event.kind.rawValue), .time(event.occurredAt), .time(event.recordedAt),
                .blob(event.trace?.bytes), .integer(event.visitor), .id(event.scan), .gtin(event.gtin),
                .integer(event.merchant), .integer(event.store), .id(event.listing), .id(event.click),
                .id(event.promotion), .id(event.voucher), .id(event.redemption), .id(event.visit), .id(event.purchase),
                .integer(event.staffDevice),
            ] + SQLValue.money(event.amount) + [
                .text(event.campaign), .text(event.outcome), .text(event.reason),
                .text(event.recognisedBy?.rawValue), .text(event.coverBand?.rawValue),
            ])
    }
}

extension Event {
    /// The statement that adds this event to the log.
    var insertion: BoundSQL { EventRows.insertion(of: self) }
}

import FootbridgeCore
import ProductIdentifiers

/// Rows of runs as they are stored.
enum ConversionRows {
    private static let insert: SQL = """
        INSERT INTO conversions (run_no, sequence, conversion_id, kind, outcome_id, occurred_at, recorded_at, scan_id,
          visitor_no, gtin, merchant_id, store_id, campaign, promotion_id, voucher_id, amount_minor, currency, model,
          window_s, settings_version, touch_type, touch_event_id, touch_occurred_at, credit, lag_s, distance_m,
          confidence, reverses)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
          $24, $25, $26, $27, $28)
        """

    private static let position = Columns("run_no, sequence", ConversionPosition.self)
    /// What every row has.
    private static let core = Columns(
        position, Columns("conversion_id", ConversionID.self), Columns("kind, outcome_id", OutcomeID.self),
        Columns("occurred_at", Timestamp.self), Columns("recorded_at", Timestamp.self),
        Columns("merchant_id", Int64.self), Columns("model", AttributionModel.self), Columns("window_s", Int64.self),
        Columns("settings_version", Int.self), Columns("credit", Int.self), Columns("confidence", Int.self)
    ) { position, id, outcome, occurredAt, recordedAt, merchant, model, window, version, credit, confidence in
        PlacedConversion(
            position: position,
            conversion: Conversion(
                id: id, run: position.run, outcome: outcome, occurredAt: occurredAt, recordedAt: recordedAt,
                merchant: merchant, model: model, window: .seconds(window), settingsVersion: version, credit: credit,
                confidence: confidence))
    }
    private static let columns = Columns(
        core, Columns("scan_id", ScanID?.self), Columns("visitor_no", Int64?.self), Columns("gtin", GTIN?.self),
        Columns("store_id", Int64?.self), Columns("campaign", String?.self),
        Columns("promotion_id", PromotionID?.self), Columns("voucher_id", VoucherID?.self),
        Columns("amount_minor, currency", Money?.self),
        Columns("touch_type, touch_event_id, touch_occurred_at", CreditedTouch?.self), Columns("lag_s", Int64?.self),
        Columns("distance_m", Int64?.self), Columns("reverses", ConversionID?.self)
    ) {
        core, scan, visitor, gtin, store, campaign, promotion, voucher, value, touch, lag, distance, reverses in
        var row = core
        row.conversion.scan = scan
        row.conversion.visitor = visitor
        row.conversion.gtin = gtin
        row.conversion.store = store
        row.conversion.campaign = campaign
        row.conversion.promotion = promotion
        row.conversion.voucher = voucher
        row.conversion.value = value
        row.conversion.touch = touch
        row.conversion.lagSeconds = lag
        row.conversion.distanceMeters = distance
        row.conversion.reverses = reverses
        return row
    }

    /// - Parameter limit: most rows.
    static func page(
        _ filter: ConversionFilter, after position: ConversionPosition, limit: Int
    ) -> Query<PlacedConversion> {
        columns.from(
            composed: """
                conversions
                WHERE run_no = \(.integer(position.run)) AND sequence > \(.integer(position.sequence))
                  AND \(.all(of: filter.conditions))
                ORDER BY sequence
                LIMIT \(.integer(limit))
                """)
    }

    /// All that a run says of an outcome, in order.
    static let ofOutcome = columns.from(
        // An outcome has few rows in all runs together; without the sum, SQLite would walk the whole run.
        "conversions WHERE outcome_id = $1 AND run_no + 0 = $2 ORDER BY sequence")

    static func insertion(of row: Conversion, as sequence: Int64) -> BoundSQL {
        BoundSQL(
            insert,
            [
                .integer(row.run), .integer(sequence), .id(row.id), .text(row.kind.rawValue),
                .blob(row.outcome.uuid.bytes), .time(row.occurredAt), .time(row.recordedAt), .id(row.scan),
                .integer(row.visitor), .gtin(row.gtin), .integer(row.merchant), .integer(row.store),
                .text(row.campaign), .id(row.promotion), .id(row.voucher),
            ] + SQLValue.money(row.value) + [
                .text(row.model.rawValue), .integer(row.window.components.seconds), .integer(row.settingsVersion),
                .text(row.touch?.kind.rawValue), .id(row.touch?.event), .integer(row.touch?.occurredAt.microseconds),
                .integer(row.credit), .integer(row.lagSeconds), .integer(row.distanceMeters),
                .integer(row.confidence), .id(row.reverses),
            ])
    }
}

extension ConversionFilter {
    /// What it asks for, as conditions on the rows of a run while they are walked in their order.
    ///
    /// They make at most 112 texts: with and without each bound of time, a merchant and a store, times seven for the
    /// kinds. All pages of a reader have the same.
    fileprivate var conditions: [SQLFragment] {
        var conditions: [SQLFragment] = []
        if let from { conditions.append("occurred_at >= \(.time(from))") }
        if let to { conditions.append("occurred_at < \(.time(to))") }
        if let merchant { conditions.append("merchant_id = \(.integer(merchant))") }
        if let store { conditions.append("store_id = \(.integer(store))") }
        guard kinds.count < OutcomeKind.allCases.count else { return conditions }
        guard !kinds.isEmpty else { return ["1 = 0"] }
        return conditions + ["kind IN (\(.list(kinds.map(\.rawValue).sorted().map { .text($0) })))"]
    }
}

/// Run and sequence.
extension ConversionPosition: SQLReadable {
    static var width: Int { 2 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        self.init(run: Int(try row.integer(column)), sequence: try row.integer(column + 1))
    }
}

/// A kind and 16 bytes.
extension OutcomeID: SQLReadable {
    static var width: Int { 2 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let uuid = UUIDv7(bytes: try row.blob(column + 1)) else {
            throw SQLRow.unexpected(column + 1, "not 16 bytes")
        }
        self.init(try row.word(column, OutcomeKind.self), uuid)
    }
}

/// A kind, the id of an event and its time.
extension CreditedTouch: SQLReadable {
    static var width: Int { 3 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        self.init(kind: try row.word(column), event: try row.id(column + 1), occurredAt: try row.time(column + 2))
    }
}

extension ConversionID: SQLReadable {}
extension AttributionModel: SQLReadable {}

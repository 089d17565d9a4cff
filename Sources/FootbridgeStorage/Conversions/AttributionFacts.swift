import FootbridgeCore
import ProductIdentifiers

/// What the log and a run hold of the outcomes that a stretch of the log concerns, read in one snapshot.
struct AttributionFacts {
    let run: AttributionRun
    /// No outcome that the run has taken in happened later; nil where there is none.
    let latestOutcome: Timestamp?
    let connection: any SQLConnection

    func stretch(_ events: [LoggedEvent]) throws -> AttributionStretch {
        var stretch = AttributionStretch(events)
        stretch.late = try late(events)
        let ids = Array(stretch.outcomes)
        stretch.histories = try Self.byOutcome(ids, connection.rows(each: ids.map(EventRows.history(of:))))
        let outcomes = stretch.histories.values.compactMap { Outcome(history: $0.lazy.map(\.event)) }
            .filter(run.terms.include)
        let rows = try connection.rows(
            each: outcomes.map { ConversionRows.ofOutcome(.blob($0.id.uuid.bytes), .integer(run.number)) })
        stretch.rows = Self.byOutcome(outcomes.map(\.id), rows.map { $0.map(\.conversion) })
        let merchants = Array(Set(outcomes.map(\.merchant)))
        let settings = try connection.rows(
            each: merchants.map { AttributionSettingsRows.newest(.integer($0), .integer(run.settingsVersion)) })
        for (merchant, found) in zip(merchants, settings) { stretch.settings[merchant] = found.first }
        let stores = Array(Set(outcomes.compactMap(\.store)))
        let positions = try connection.rows(each: stores.map { Self.storePosition(.integer($0)) })
        for (store, found) in zip(stores, positions) { stretch.stores[store] = found.first }
        stretch.touches = try touches(of: outcomes, in: stretch)
        return stretch
    }

    /// A touch is late where an outcome that it may have led to has been taken in already. Nearly none is, and that can
    /// be told without asking: it happened after all of them.
    private func late(_ events: [LoggedEvent]) throws -> [EventID: [OutcomeID]] {
        guard let latestOutcome else { return [:] }
        let touches = events.map(\.event).filter {
            TouchKind(of: $0.kind) != nil && $0.visitor != nil && $0.occurredAt <= latestOutcome
        }
        let outcomes = try connection.rows(
            each: touches.map { touch in
                EventRows.outcomes(
                    ofVisitor: touch.visitor ?? 0, from: touch.occurredAt,
                    before: touch.occurredAt + AttributionSettings.windows.upperBound)
            })
        return Dictionary(
            uniqueKeysWithValues: zip(touches, outcomes).map { ($0.id, $1.compactMap(\.event.concernedOutcome)) })
    }

    private func touches(of outcomes: [Outcome], in stretch: AttributionStretch) throws -> [OutcomeID: [Touch]] {
        let ofVisitor = outcomes.compactMap { outcome in
            outcome.visitor.map { visitor in
                (
                    outcome.id,
                    TouchRows.of(
                        visitor, before: outcome, stretch.attribution(of: outcome.merchant, in: run.terms).settings)
                )
            }
        }
        let own = outcomes.flatMap { outcome in TouchRows.own(outcome).map { (outcome.id, $0) } }
        let queries: [(outcome: OutcomeID, touches: Query<Touch?>)] = ofVisitor + own
        let answers: [[Touch?]] = try connection.rows(each: queries.map(\.touches))
        var touches: [OutcomeID: [Touch]] = [:]
        for (query, found) in zip(queries, answers) {
            let known = Set(touches[query.outcome, default: []].map(\.credited.event))
            let new = found.compactMap { $0 }.filter { !known.contains($0.credited.event) }
            touches[query.outcome, default: []] += new
        }
        // What a shopper chose of a scan stands for the scan.
        return touches.mapValues { touches in
            let found = Set(touches.filter { $0.credited.kind == .scan && $0.showsProduct }.compactMap(\.scan))
            return touches.filter { $0.showsProduct || $0.scan.map(found.contains) != true }
        }
    }

    private static func byOutcome<Row>(_ ids: [OutcomeID], _ rows: [[Row]]) -> [OutcomeID: [Row]] {
        Dictionary(uniqueKeysWithValues: zip(ids, rows))
    }

    private static let storePosition = Columns("lat_e7, lon_e7", Position.self).from("stores WHERE store_id = $1")
}

/// Touches as the log has them.
enum TouchRows {
    private static let columns = Columns(
        Columns("e.type", Event.Kind.self), Columns("e.event_id", EventID.self),
        Columns("e.occurred_at", Timestamp.self), Columns("e.scan_id", ScanID?.self), Columns("e.gtin", GTIN?.self),
        Columns("e.merchant_id", Int64?.self), Columns("e.campaign", String?.self),
        Columns("e.outcome", String?.self),
        Columns("p.latitude_hundredths, p.longitude_hundredths", HundredthsPosition?.self)
    ) { kind, id, occurredAt, scan, gtin, merchant, campaign, outcome, position in
        var event = Event(kind: kind, occurredAt: occurredAt, recordedAt: occurredAt)
        event.id = id
        event.scan = scan
        event.gtin = gtin
        event.merchant = merchant
        event.campaign = campaign
        event.outcome = outcome
        return Touch(event, position: position?.position)
    }

    /// The last of a visitor's touches that count, one more than a path takes, as the outcome's own scan may be among them.
    /// Nothing is recorded before it happens: that spares PostgreSQL the months before the window.
    private static let ofVisitor = columns.from(
        """
        events e LEFT JOIN event_personal p
          ON p.event_id = CASE WHEN e.type = 'choice' THEN e.scan_id ELSE e.event_id END
        WHERE e.visitor_no = $1 AND e.occurred_at > $2 AND e.recorded_at > $2 AND e.occurred_at <= $3
          AND ((e.type IN ('scan', 'choice') AND e.outcome IN ('resolved', 'unlisted') AND CAST($4 AS BIGINT) = 1)
            OR (e.type = 'click' AND e.merchant_id = $5 AND CAST($6 AS BIGINT) = 1))
        ORDER BY e.occurred_at DESC, e.event_id DESC
        LIMIT $7
        """)

    /// Its id says in which millisecond a scan or a click was: a look-up by time finds it.
    private static let scan = columns.from(
        """
        events e LEFT JOIN event_personal p ON p.event_id = e.event_id
        WHERE e.occurred_at >= $1 AND e.recorded_at >= $1 AND e.occurred_at < $2 AND e.type = 'scan' AND e.scan_id = $3
        """)
    private static let click = columns.from(
        """
        events e LEFT JOIN event_personal p ON p.event_id = e.event_id
        WHERE e.occurred_at >= $1 AND e.recorded_at >= $1 AND e.occurred_at < $2 AND e.type = 'click'
          AND e.click_id = $3
        """)

    static func of(_ visitor: Int64, before outcome: Outcome, _ settings: AttributionSettings) -> Query<Touch?> {
        ofVisitor(
            .integer(visitor), .integer(outcome.occurredAt.microseconds - settings.window.microseconds),
            .time(outcome.occurredAt), .flag(settings.touches.contains(.scan)), .integer(outcome.merchant),
            .flag(settings.touches.contains(.click)), .integer(Attribution.longestPath + 1))
    }

    /// The scan of a redeemed voucher; of a purchase by nobody known, the scan and the click that it names.
    static func own(_ outcome: Outcome) -> [Query<Touch?>] {
        guard outcome.id.kind == .redemption || outcome.visitor == nil else { return [] }
        return [(scan, outcome.scan?.uuid), (click, outcome.click?.uuid)].compactMap { query, uuid in
            uuid.map { query(.time($0.time), .time($0.time + .milliseconds(1)), .blob($0.bytes)) }
        }
    }
}

/// Hundredths of a degree north and east.
private struct HundredthsPosition: SQLReadable {
    static let width = 2

    let position: Position

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard
            let position = Position(
                latitudeE7: try row.integer(column) * 100_000, longitudeE7: try row.integer(column + 1) * 100_000)
        else { throw SQLRow.unexpected(column, "not a position") }
        self.position = position
    }
}

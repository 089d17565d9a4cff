public import FootbridgeCore

extension Storage {
    /// See `GatewayStorage`.
    public func record(_ visit: VisitRequest, at now: Timestamp) async throws(StorageError) -> Visit? {
        let (id, clock) = (VisitID(UUIDv7(at: now)), clock)
        return try await driver.write(repeatable: true) { connection in
            guard let store = try connection.first(VisitRows.store(.publicID(visit.store))),
                let visitor = try Visitors.number(of: visit.visitor, at: clock.now, on: connection)
            else { return nil }
            let distance = visit.position.map { $0.distance(to: store.position) }
            // A day of the store's own; of a zone that this host does not know, the day in UTC.
            let day =
                StoreTimeZone(identifier: store.timeZone)?.day(at: now).daysSinceEpoch
                ?? Int(now.microseconds / 86_400_000_000)
            let key: [SQLValue] = [.integer(store.key), .integer(visitor), .integer(day)]
            let confidence = VisitConfidence(distance: distance)
            let query = VisitRows.one(key)
            let results = try connection.run([
                BoundSQL(
                    VisitRows.insert,
                    [.id(id), .integer(store.merchantKey)] + key + [
                        .id(visit.scan), .time(now), .integer(confidence.percent),
                    ]),
                query.bound,
            ])
            let isNew = results[0].changed == 1
            if isNew {
                var event = Event(kind: .visit, occurredAt: now, recordedAt: clock.now)
                event.trace = visit.traceID
                event.visitor = visitor
                event.scan = visit.scan
                (event.merchant, event.store) = (store.merchantKey, store.key)
                event.visit = id
                event.outcome = confidence.word
                _ = try connection.run([event.insertion])
            }
            return try query.rows(of: results[1]).first.map { found in
                Visit(
                    id: found.id, store: visit.store, storeName: store.name, merchant: store.merchant,
                    occurredAt: found.occurredAt, confidence: VisitConfidence(percent: found.confidence), isNew: isNew)
            }
        }
    }

    /// What a store is called; nil where there is none.
    public func storeName(_ store: PublicID) async throws(StorageError) -> String? {
        try await driver.read { connection in try connection.first(VisitRows.store(.publicID(store)))?.name }
    }
}

/// Visits as they are stored.
enum VisitRows {
    static let store = Columns(
        Columns("t.store_id", Int64.self), Columns("t.name", String.self), Columns("t.lat_e7, t.lon_e7", Position.self),
        Columns("t.time_zone", String.self), Columns("m.merchant_id", Int64.self),
        Columns("m.public_id", PublicID.self), Columns("m.name", String.self)
    ) { key, name, position, zone, merchantKey, merchant, merchantName in
        (
            key: key, name: name, position: position, timeZone: zone, merchantKey: merchantKey,
            merchant: Merchant(id: merchant, name: merchantName)
        )
    }.from("stores t JOIN merchants m ON m.merchant_id = t.merchant_id WHERE t.public_id = $1")

    /// One a day: whoever comes again that day changes nothing.
    static let insert: SQL = """
        INSERT INTO visits (visit_id, merchant_id, store_id, visitor_no, day, scan_id, occurred_at, confidence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (store_id, visitor_no, day) DO NOTHING
        """
    static let one = Columns(
        Columns("visit_id", VisitID.self), Columns("occurred_at", Timestamp.self), Columns("confidence", Int.self)
    ) { (id: $0, occurredAt: $1, confidence: $2) }
    .from("visits WHERE store_id = $1 AND visitor_no = $2 AND day = $3")
}

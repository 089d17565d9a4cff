public import FootbridgeCore
import ProductIdentifiers

extension Storage {
    /// See `GatewayStorage`.
    public func choice(
        of id: ScanID, by owner: Owner, at now: Timestamp
    ) async throws(StorageError) -> ScanChoice? {
        let question =
            switch owner {
            case .principal(let principal):
                ChoiceRows.ofPrincipal(.id(id), .time(now), .integer(principal.rawValue))
            case .session(let visitor, let principal):
                ChoiceRows.ofSession(.id(id), .time(now), .integer(principal.rawValue), .blob(visitor.bytes))
            }
        return try await driver.read { connection in try connection.first(question) }
    }

    /// See `GatewayStorage`. The event carries the visitor and the campaign of the scan.
    public func pick(_ pick: ScanPick) async throws(StorageError) -> ScanChoice.Picked? {
        let (id, clock) = (EventID(UUIDv7(at: pick.at)), clock)
        return try await driver.write(repeatable: true) { connection in
            // Of two at the same time the later one waits here for the other's transaction, and then finds its pick.
            let results = try connection.run([
                BoundSQL(
                    ChoiceRows.pick,
                    [.gtin(pick.gtin), .time(pick.at), KeptBody(pick.answer).stored, .id(pick.scan)])
            ])
            guard results[0].changed == 1 else {
                guard let earlier = try connection.first(ChoiceRows.picked(.id(pick.scan))) else {
                    // Its answer has expired meanwhile, or the visitor was erased.
                    throw StorageError.conflict(StorageErrorDetail("the scan's answer is no longer kept"))
                }
                return earlier
            }
            if let completion = pick.completion { try IdempotencyRows.complete(completion, on: connection) }
            var event = Event(kind: .choice, occurredAt: pick.at, recordedAt: clock.now)
            event.id = id
            event.trace = pick.traceID
            event.scan = pick.scan
            event.gtin = pick.gtin
            event.outcome = pick.outcome.rawValue
            event.recognisedBy = .cover
            (event.visitor, event.campaign, event.coverBand) =
                try connection.first(ChoiceRows.scan(.id(pick.scan))) ?? (nil, nil, nil)
            _ = try connection.run(
                [
                    BoundSQL(
                        ChoiceRows.resolve,
                        [
                            .gtin(pick.gtin), .text(pick.outcome.rawValue), .text(Recognition.cover.rawValue),
                            .integer(pick.shown?.count), .integer(pick.shown?.count(where: \.isInStock)),
                            .id(pick.scan),
                        ]),
                    event.insertion,
                ] + ScanRows.stores(pick.shown, of: pick.scan))
            return nil
        }
    }
}

/// What may be picked, as it is stored beside the kept answer.
enum ChoiceRows {
    private static let insertChoice: SQL = """
        INSERT INTO scan_choices (scan_id, candidates, lat_e7, lon_e7, radius_m, most_stores, language, country)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """
    static let pick: SQL = """
        UPDATE scan_choices SET gtin = $1, picked_at = $2, answer = $3 WHERE scan_id = $4 AND gtin IS NULL
        """
    static let resolve: SQL = """
        UPDATE scans SET gtin = $1, outcome = $2, recognised_by = $3, shown_stores = $4, in_stock_stores = $5
        WHERE scan_id = $6
        """

    private static let columns = Columns(
        Columns("COALESCE(c.candidates, '')", String.self), Columns("c.lat_e7, c.lon_e7", Position?.self),
        Columns("c.radius_m", Int64?.self), Columns("c.most_stores", Int?.self),
        Columns("c.language", String?.self), Columns("c.country", String?.self), Columns("a.answer", KeptBody.self),
        Columns("c.gtin", GTIN?.self), Columns("c.answer", KeptBody?.self)
    ) { candidates, position, radius, limit, language, country, answer, gtin, pickedAnswer in
        ScanChoice(
            candidates: candidates.split(separator: " ").compactMap { GTIN($0) },
            vicinity: position.map { Vicinity(position: $0, radius: Meters(Double(radius ?? 0)), limit: limit ?? 0) },
            language: ShopperLanguage(tag: language ?? ""), country: country, answer: answer.bytes,
            picked: gtin.flatMap { gtin in
                pickedAnswer.map { ScanChoice.Picked(gtin: gtin, answer: $0.bytes) }
            })
    }

    static let ofPrincipal = columns.from(
        """
        scan_answers a JOIN scans s ON s.scan_id = a.scan_id LEFT JOIN scan_choices c ON c.scan_id = a.scan_id
        WHERE a.scan_id = $1 AND a.kept_until > $2 AND s.principal_id = $3 AND s.principal_id <> 1
        """)
    static let ofSession = columns.from(
        """
        scan_answers a JOIN scans s ON s.scan_id = a.scan_id JOIN visitors v ON v.visitor_no = s.visitor_no
          LEFT JOIN scan_choices c ON c.scan_id = a.scan_id
        WHERE a.scan_id = $1 AND a.kept_until > $2 AND s.principal_id = $3 AND v.visitor_hash = $4
        """)
    static let picked = Columns(Columns("gtin", GTIN.self), Columns("answer", KeptBody.self)) {
        ScanChoice.Picked(gtin: $0, answer: $1.bytes)
    }.from("scan_choices WHERE scan_id = $1 AND gtin IS NOT NULL")
    static let scan = Columns(
        Columns("visitor_no", Int64?.self), Columns("campaign", String?.self),
        Columns("cover_band", SeenCover.Band?.self)
    ) { ($0, $1, $2) }.from("scans WHERE scan_id = $1")

    /// - Returns: nil where nothing is asked.
    static func insertion(of record: ScanRecord) -> BoundSQL? {
        guard !record.candidates.isEmpty else { return nil }
        let parameters = record.scan.parameters
        let (position, radius) = (parameters.vicinity?.position, parameters.vicinity?.radius.value)
        return BoundSQL(
            insertChoice,
            [
                .id(record.scan.id), .text(record.candidates.map(\.digits14).joined(separator: " ")),
                .integer(position?.latitudeE7), .integer(position?.longitudeE7),
                .integer(radius.map { Int64($0.rounded()) }), .integer(parameters.vicinity?.limit),
                .text(parameters.language.rawValue), .text(parameters.country),
            ])
    }
}

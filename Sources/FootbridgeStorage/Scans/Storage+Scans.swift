public import FootbridgeCore
import SymbolReading

extension Storage {
    public func append(_ record: ScanRecord) async throws(StorageError) {
        let clock = clock
        try await driver.write(repeatable: true) { connection in
            if let completion = record.completion { try IdempotencyRows.complete(completion, on: connection) }
            let visitor = try Visitors.number(of: record.scan.visitor, at: clock.now, on: connection)
            let event = Event(scan: record, visitor: visitor, recordedAt: clock.now)
            _ = try connection.run(
                [
                    ScanRows.scan(record, visitor: visitor),
                    BoundSQL(
                        ScanRows.insertAnswer,
                        [.id(record.scan.id), KeptBody(record.answer).stored, .time(record.keptUntil)]),
                    event.insertion,
                ] + (ChoiceRows.insertion(of: record).map { [$0] } ?? [])
                    + (PersonalPart(scan: record).map { [$0.insertion(of: event)] } ?? [])
                    + ScanRows.stores(record.shown, of: record.scan.id))
        }
    }

    public func keptAnswer(
        _ id: ScanID, of owner: Owner, at now: Timestamp
    ) async throws(StorageError) -> [UInt8]? {
        let question =
            switch owner {
            case .principal(let principal):
                BoundSQL(ScanRows.answerToPrincipal, [.id(id), .time(now), .integer(principal.rawValue)])
            case .session(let visitor, let principal):
                BoundSQL(
                    ScanRows.answerToSession,
                    [.id(id), .time(now), .integer(principal.rawValue), .blob(visitor.bytes)])
            }
        return try await driver.read { connection in
            try connection.run([question])[0].rows.first.map { try KeptBody($0, at: 0).bytes }
        }
    }
}

/// Scans as they are stored. Whose one is, is its principal, and for a page's the visitor behind the session.
enum ScanRows {
    static let insertScan: SQL = """
        INSERT INTO scans (scan_id, principal_id, received_at, outcome, gtin, symbology, visitor_no, campaign, decode_us,
          read_us, resolve_us, total_us, shown_stores, in_stock_stores, recognised_by, cover_band)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
        """
    private static let insertStore: SQL = """
        INSERT INTO scan_stores (scan_id, distance_m, in_stock, store_id, merchant_id)
        SELECT $1, $2, $3, store_id, merchant_id FROM stores WHERE public_id = $4
        ON CONFLICT (scan_id, store_id) DO NOTHING
        """
    static let insertAnswer: SQL = "INSERT INTO scan_answers (scan_id, answer, kept_until) VALUES ($1, $2, $3)"
    static let answerToPrincipal: SQL = """
        SELECT COALESCE(c.answer, a.answer) FROM scan_answers a
          JOIN scans s ON s.scan_id = a.scan_id LEFT JOIN scan_choices c ON c.scan_id = a.scan_id
        WHERE a.scan_id = $1 AND a.kept_until > $2 AND s.principal_id = $3 AND s.principal_id <> 1
        """
    static let answerToSession: SQL = """
        SELECT COALESCE(c.answer, a.answer) FROM scan_answers a
          JOIN scans s ON s.scan_id = a.scan_id
          LEFT JOIN scan_choices c ON c.scan_id = a.scan_id
          JOIN visitors v ON v.visitor_no = s.visitor_no
        WHERE a.scan_id = $1 AND a.kept_until > $2 AND s.principal_id = $3 AND v.visitor_hash = $4
        """

    static func scan(_ record: ScanRecord, visitor: Int64?) -> BoundSQL {
        let (scan, timings) = (record.scan, record.timings)
        return BoundSQL(
            insertScan,
            [
                .id(scan.id), .integer(scan.owner.principal.rawValue), .time(scan.receivedAt),
                .text(record.outcome.rawValue), .gtin(record.gtin), .text(record.symbology?.rawValue),
                .integer(visitor), .text(scan.parameters.campaign),
                .microseconds(timings.decode), .microseconds(timings.read), .microseconds(timings.resolve),
                .microseconds(timings.total), .integer(record.shown?.count),
                .integer(record.shown?.count(where: \.isInStock)), .text(record.recognisedBy?.rawValue),
                .text(record.coverBand?.rawValue),
            ])
    }

    /// The nearest stores that it was answered with.
    static func stores(_ shown: [ShownStore]?, of scan: ScanID) -> [BoundSQL] {
        (shown ?? []).prefix(ShownStore.kept).map { shown in
            BoundSQL(
                insertStore,
                [
                    .id(scan), .integer(Int64(shown.distance.value.rounded())), .flag(shown.isInStock),
                    .publicID(shown.store),
                ])
        }
    }
}

/// Visitors under their random numbers.
enum Visitors {
    private static let insert: SQL = """
        INSERT INTO visitors (visitor_no, visitor_hash, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (visitor_hash) DO NOTHING
        """
    private static let select: SQL = "SELECT visitor_no FROM visitors WHERE visitor_hash = $1"

    /// The number that stands for a visitor in the log, drawn when they are first seen; where another transaction draws
    /// one at the same time, the one that is stored counts.
    static func number(
        of visitor: VisitorHash?, at now: Timestamp, on connection: any SQLConnection
    ) throws -> Int64? {
        guard let visitor else { return nil }
        let hash = SQLValue.blob(visitor.bytes)
        let results = try connection.run([
            BoundSQL(insert, [.integer(Int64.random(in: 1...Int64.max)), hash, .time(now)]),
            BoundSQL(select, [hash]),
        ])
        return try results[1].rows.first?.integer(0)
    }
}

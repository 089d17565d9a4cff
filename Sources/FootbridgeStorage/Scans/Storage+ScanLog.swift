public import FootbridgeCore
import SymbolReading

extension Storage: ScanLog {
    public func append(_ record: ScanRecord) async throws(StorageError) {
        let clock = clock
        try await driver.write(repeatable: true) { connection in
            // The claim first: it is what others of the same key wait for.
            let claim = record.scan.claim.map {
                Idempotency.completion($0, with: record.scan.id.uuid, keptUntil: record.keptUntil)
            }
            let visitor = record.visitorHash.map { Visitors.number(of: $0, at: clock.now) } ?? []
            var results = try connection.run((claim.map { [$0] } ?? []) + visitor)
            if claim != nil, results.removeFirst().changed != 1 { throw StorageError.claimLost }
            let number = try results.last?.rows.first?.integer(0)
            let event = Event(scan: record, visitor: number, recordedAt: clock.now)
            _ = try connection.run(
                [
                    ScanRows.scan(record, visitor: number),
                    BoundSQL(
                        ScanRows.insertAnswer,
                        [
                            .id(record.scan.id), .integer(record.scan.principal.rawValue), .blob(record.answer),
                            .time(record.keptUntil),
                        ]),
                    event.insertion,
                ] + (PersonalPart(scan: record).map { [$0.insertion(of: event)] } ?? []))
        }
    }

    public func keptAnswer(
        _ id: ScanID, of principal: PrincipalID, at now: Timestamp
    ) async throws(StorageError) -> [UInt8]? {
        try await driver.read { connection in
            try connection.rows(ScanRows.answer, [.id(id), .integer(principal.rawValue), .time(now)]).first?.blob(0)
        }
    }
}

/// Scans as they are stored.
enum ScanRows {
    static let insertScan: SQL = """
        INSERT INTO scans (scan_id, principal_id, received_at, outcome, gtin, symbology, visitor_no, campaign, decode_us,
          read_us, resolve_us, total_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """
    static let insertAnswer: SQL =
        "INSERT INTO scan_answers (scan_id, principal_id, answer, kept_until) VALUES ($1, $2, $3, $4)"
    static let answer: SQL =
        "SELECT answer FROM scan_answers WHERE scan_id = $1 AND principal_id = $2 AND kept_until > $3"

    static func scan(_ record: ScanRecord, visitor: Int64?) -> BoundSQL {
        let (scan, timings) = (record.scan, record.timings)
        return BoundSQL(
            insertScan,
            [
                .id(scan.id), .integer(scan.principal.rawValue), .time(scan.receivedAt), .text(record.outcome.rawValue),
                .gtin(record.gtin), .text(record.symbology?.rawValue), .integer(visitor),
                .text(scan.parameters.campaign),
                .microseconds(timings.decode), .microseconds(timings.read), .microseconds(timings.resolve),
                .microseconds(timings.total),
            ])
    }
}

/// Visitors under their random numbers.
enum Visitors {
    private static let insert: SQL = """
        INSERT INTO visitors (visitor_no, visitor_hash, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (visitor_hash) DO NOTHING
        """
    private static let select: SQL = "SELECT visitor_no FROM visitors WHERE visitor_hash = $1"

    /// The statements of which the last gives the number that stands for a visitor in the log, drawn when they are first
    /// seen; where another draws one at the same time, the one that is stored counts.
    ///
    /// - Parameter hash: 32 bytes.
    static func number(of hash: [UInt8], at now: Timestamp) -> [BoundSQL] {
        [
            BoundSQL(insert, [.integer(Int64.random(in: 1...Int64.max)), .blob(hash), .time(now)]),
            BoundSQL(select, [.blob(hash)]),
        ]
    }
}

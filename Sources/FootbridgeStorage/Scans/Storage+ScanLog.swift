public import FootbridgeCore
import SymbolReading

extension Storage: ScanLog {
    public func append(_ record: ScanRecord) async throws(StorageError) {
        let clock = clock
        try await driver.write { connection in
            // The claim first: it is what others of the same key wait for.
            if let claim = record.scan.claim {
                try Idempotency.complete(
                    claim, with: record.scan.id.uuid, keptUntil: record.keptUntil, on: connection)
            }
            let visitor = try record.visitorHash.map { hash in
                try Visitors.number(of: hash, at: clock.now, on: connection)
            }
            let event = LoggedEvent(scan: record, visitor: visitor, recordedAt: clock.now)
            _ = try connection.run(
                [
                    ScanRows.scan(record, visitor: visitor),
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

    /// The number that stands for a visitor in the log, drawn when they are first seen.
    ///
    /// - Parameter hash: 32 bytes.
    static func number(of hash: [UInt8], at now: Timestamp, on connection: any SQLConnection) throws -> Int64 {
        if let known = try connection.rows(select, [.blob(hash)]).first { return try known.integer(0) }
        // Inserted by another at the same time, it is theirs that counts.
        let results = try connection.run([
            BoundSQL(insert, [.integer(Int64.random(in: 1...Int64.max)), .blob(hash), .time(now)]),
            BoundSQL(select, [.blob(hash)]),
        ])
        guard let row = results[1].rows.first else {
            throw StorageError.unusable(StorageErrorDetail("a visitor that was just stored is not there"))
        }
        return try row.integer(0)
    }
}

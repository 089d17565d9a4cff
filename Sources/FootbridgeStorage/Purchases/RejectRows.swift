import Crypto
import FootbridgeCore
import Foundation

/// Rejects as they are stored.
enum RejectRows {
    private static let position = Columns("r.log_epoch, r.transaction_no, r.sequence", LogPosition.self)
    private static let columns = Columns(
        position,
        Columns(
            Columns("r.reject_id", RejectID.self), Columns("m.public_id", PublicID.self),
            Columns("r.reason", String.self), Columns("r.detail", String.self), Columns("r.content", String.self),
            Columns("r.trace_id", TraceID.self), Columns("r.recorded_at", Timestamp.self),
            make: Reject.init(id:merchant:reason:detail:content:trace:recordedAt:))
    ) { (position: $0, reject: $1) }

    private static let insert: SQL = """
        INSERT INTO rejects (log_epoch, reject_id, merchant_id, reason, detail, content, fingerprint, trace_id, recorded_at)
        VALUES ((SELECT epoch FROM log_head), $1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (merchant_id, fingerprint) DO NOTHING
        """
    private static let select: SQL = "SELECT reject_id FROM rejects WHERE merchant_id = $1 AND fingerprint = $2"

    /// Keeps a row unless it was kept for the same reason before, and then gives the id under which it is kept.
    static func keeping(
        _ row: PurchaseRow, _ refusal: PurchaseRefusal, of merchant: Int64, trace: TraceID, at now: Timestamp
    ) -> [BoundSQL] {
        let text = [refusal.code, refusal.detail, row.content].map { "\($0.utf8.count):\($0)" }.joined()
        let fingerprint = SQLValue.blob(Array(SHA256.hash(data: Data(text.utf8))))
        return [
            BoundSQL(
                insert,
                [
                    .id(RejectID(UUIDv7(at: now))), .integer(merchant), .text(refusal.code), .text(refusal.detail),
                    .text(row.content), fingerprint, .blob(trace.bytes), .time(now),
                ]),
            BoundSQL(select, [.integer(merchant), fingerprint]),
        ]
    }

    /// What stands behind a position, but for what an open transaction may still come to stand before.
    static func page(
        of merchant: Int64?, after position: LogPosition, limit: Int
    ) -> Query<(position: LogPosition, reject: Reject)> {
        let numbers = [position.epoch, position.transaction, position.sequence].map { SQLValue.integer($0) }
        let complete = SQLFragment(
            // One writer at a time: what can be read is complete.
            sqlite: "1 = 1",
            postgresql: """
                (r.log_epoch < (SELECT epoch FROM log_head)
                  OR r.transaction_no < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT))
                """)
        let mine: [SQLFragment] = merchant.map { ["r.merchant_id = \(.integer($0))"] } ?? []
        let behind: SQLFragment = """
            (r.log_epoch, r.transaction_no, r.sequence) > (\(numbers[0]), \(numbers[1]), \(numbers[2]))
            """
        return columns.from(
            composed: """
                rejects r JOIN merchants m ON m.merchant_id = r.merchant_id
                WHERE \(.all(of: mine + [behind, complete]))
                ORDER BY r.log_epoch, r.transaction_no, r.sequence
                LIMIT \(.integer(limit))
                """)
    }
}

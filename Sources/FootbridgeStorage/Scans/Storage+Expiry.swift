public import FootbridgeCore

/// What one sweep deleted.
public struct ExpirySweep: Sendable, Hashable {
    /// Kept answers of scans.
    public var answers: Int
    /// Idempotency keys, answered or abandoned.
    public var idempotencyKeys: Int
    /// Repeat keys of clicks.
    public var clickRepeats: Int
    /// Whether there may be more to delete.
    public var isCutShort: Bool
}

extension Storage {
    /// Deletes kept answers, idempotency keys and repeat keys of clicks that have expired, at most `limit` of each, so that no writer waits
    /// long; called again while ``ExpirySweep/isCutShort``.
    ///
    /// - Parameter limit: 1 or more; a thousand is well under a tenth of a second.
    public func deleteExpired(at now: Timestamp, limit: Int) async throws(StorageError) -> ExpirySweep {
        try await driver.write(repeatable: true) { connection in
            let changed = try connection.run([
                BoundSQL(Self.deleteAnswers, [.time(now), .integer(limit)]),
                BoundSQL(Self.deleteKeys, [.time(now), .integer(limit)]),
                BoundSQL(Self.deleteClickRepeats, [.time(now + (.zero - Click.window)), .integer(limit)]),
            ]).map(\.changed)
            return ExpirySweep(
                answers: changed[0], idempotencyKeys: changed[1], clickRepeats: changed[2],
                isCutShort: changed.contains { $0 >= limit })
        }
    }

    private static let deleteAnswers: SQL = """
        DELETE FROM scan_answers WHERE scan_id IN
          (SELECT scan_id FROM scan_answers WHERE kept_until <= $1 ORDER BY kept_until LIMIT $2)
        """
    private static let deleteClickRepeats: SQL = """
        DELETE FROM recent_clicks WHERE repeat_key IN
          (SELECT repeat_key FROM recent_clicks WHERE occurred_at <= $1 ORDER BY occurred_at LIMIT $2)
        """
    private static let deleteKeys: SQL = """
        DELETE FROM idempotency_keys WHERE (principal_id, session_hash, route, idempotency_key) IN
          (SELECT principal_id, session_hash, route, idempotency_key FROM idempotency_keys
           WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
        """
}

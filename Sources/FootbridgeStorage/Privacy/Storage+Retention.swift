public import FootbridgeCore

/// What one sweep of what is kept for a time only deleted.
public struct RetentionSweep: Sendable, Hashable {
    /// Positions, ad click ids and consent.
    public var personalParts: Int
    /// Hashes of visitors.
    public var visitorNames: Int
    public var rejects: Int
    /// Whether there may be more to delete.
    public var isCutShort: Bool
}

extension Storage {
    /// Deletes what has been kept long enough, at most `limit` rows of each kind, so that no writer waits long; called again
    /// while ``RetentionSweep/isCutShort``.
    ///
    /// - Parameter limit: 1 or more.
    public func enforce(
        _ retention: Retention, at now: Timestamp, limit: Int
    ) async throws(StorageError) -> RetentionSweep {
        func before(_ time: Duration) -> Timestamp { now + .microseconds(-time.microseconds) }
        // Ids of events begin with the time they were made at.
        let event = UUIDv7(at: before(retention.personalParts)).bytes.prefix(6) + Array(repeating: 0, count: 10)
        let parts = [
            BoundSQL(Self.deleteParts, [.blob(Array(event)), .integer(limit)]),
            // What was being written while its visitor was erased.
            BoundSQL(Self.deleteLateParts, [.time(before(Self.lateness)), .integer(limit)]),
            BoundSQL(Self.forgetNames, [.time(before(retention.visitorNames)), .integer(limit)]),
            BoundSQL(Self.deleteRejects, [.time(before(retention.rejects)), .integer(limit)]),
        ]
        return try await driver.write(repeatable: true) { connection in
            let changed = try connection.run(parts).map(\.changed)
            return RetentionSweep(
                personalParts: changed[0] + changed[1], visitorNames: changed[2], rejects: changed[3],
                isCutShort: changed.contains { $0 >= limit })
        }
    }

    /// Longer than any transaction of a scan is open.
    private static let lateness = Duration.seconds(86_400)

    private static let deleteParts: SQL = """
        DELETE FROM event_personal WHERE event_id IN
          (SELECT event_id FROM event_personal WHERE event_id < $1 ORDER BY event_id LIMIT $2)
        """
    private static let deleteLateParts: SQL = """
        DELETE FROM event_personal WHERE event_id IN
          (SELECT p.event_id FROM visitors v JOIN event_personal p ON p.visitor_no = v.visitor_no
           WHERE v.erased_at >= $1 LIMIT $2)
        """
    private static let forgetNames: SQL = """
        UPDATE visitors SET visitor_hash = NULL WHERE visitor_no IN
          (SELECT visitor_no FROM visitors WHERE visitor_hash IS NOT NULL AND created_at < $1 ORDER BY created_at LIMIT $2)
        """
    private static let deleteRejects: SQL = """
        DELETE FROM rejects WHERE sequence IN
          (SELECT sequence FROM rejects WHERE recorded_at < $1 ORDER BY recorded_at LIMIT $2)
        """
}

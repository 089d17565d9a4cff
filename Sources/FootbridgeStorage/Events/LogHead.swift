import FootbridgeCore

/// How far the log is: what its row of `log_head` and the database's own state say of it.
enum LogHead {
    /// The boundary is the last event's number in SQLite, in PostgreSQL the oldest transaction that is still open
    /// anywhere on the server. The last event's time is asked for in SQLite only, where it is the latest.
    private static let state = SQL(
        sqlite: """
            SELECT epoch, announced_at, settled_at, fence, (SELECT max(sequence) FROM events),
              (SELECT recorded_at FROM events WHERE sequence = (SELECT max(sequence) FROM events))
            FROM log_head
            """,
        postgresql: """
            SELECT epoch, announced_at, settled_at, fence,
              CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT), CAST(NULL AS BIGINT)
            FROM log_head
            """)

    /// As of the connection's snapshot.
    static func horizon(on connection: any SQLConnection, in dialect: Dialect) throws -> LogHorizon {
        // Sent together with it, as it is needed for what comes next.
        let results = try connection.run([BoundSQL(EventRows.keepOrder), BoundSQL(state)])
        guard let row = results[1].rows.first else {
            throw StorageError.unusable(StorageErrorDetail("the event log has no head"))
        }
        let epoch = try row.integer(0)
        let mark = LogMark(announced: try row.time(1), settled: try row.time(2), fence: try row.optionalInteger(3))
        switch dialect {
        case .sqlite:
            let last = try row.optionalInteger(4)
            return .oneWriter(epoch: epoch, last: try last.map { ($0, try row.time(5)) }, mark: mark)
        case .postgresql:
            return .manyWriters(epoch: epoch, oldestOpen: try row.integer(4), mark: mark)
        }
    }

    /// In SQLite a time is settled with its announcement, as no other writer is open. In PostgreSQL the next is announced
    /// once the one before is settled, and never one that the server's own clock has not reached: a daemon whose clock is
    /// far ahead would take the whole log along.
    static let announce = SQL(
        sqlite: "UPDATE log_head SET announced_at = $1, settled_at = $1 WHERE announced_at < $1",
        postgresql: """
            UPDATE log_head SET settled_at = announced_at, fence = NULL,
              announced_at = greatest(announced_at,
                least($1, CAST(extract(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)))
            WHERE fence < CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)
            """)

    /// In a transaction that began after the announcement was committed; PostgreSQL only.
    static let fence: SQL =
        "UPDATE log_head SET fence = CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT) WHERE fence IS NULL"

    /// Only one at a time moves the mark: one that waited for the row instead could have its number already, and make it
    /// the fence of a time that was announced after that. A lock that lives as long as the transaction ("log-mark" in
    /// ASCII).
    static let alone = SQL(
        sqlite: "SELECT 1",
        postgresql: "SELECT 1 FROM pg_advisory_xact_lock(7813577323317391979)")
}

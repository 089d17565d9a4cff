import FootbridgeCore

/// How far the log is: what its row of `log_head` and the database's own state say of it.
enum LogHead {
    private struct State {
        var epoch: Int64
        var mark: LogMark
        /// The last event's number in SQLite, in PostgreSQL the oldest transaction that is still open anywhere on the server.
        var boundary: Int64?
        /// The last event's time, asked for in SQLite only, where it is the latest.
        var lastRecordedAt: Timestamp?
    }

    private static let state = Columns(
        Columns("epoch", Int64.self),
        Columns(
            Columns("announced_at", Timestamp.self), Columns("settled_at", Timestamp.self),
            Columns("fence", Int64?.self), make: LogMark.init(announced:settled:fence:)),
        Columns(
            SQL(
                sqlite: "(SELECT max(sequence) FROM events)",
                postgresql: "CAST(CAST(pg_snapshot_xmin(pg_current_snapshot()) AS TEXT) AS BIGINT)"), Int64?.self),
        Columns(
            SQL(
                sqlite: "(SELECT recorded_at FROM events WHERE sequence = (SELECT max(sequence) FROM events))",
                postgresql: "CAST(NULL AS BIGINT)"), Timestamp?.self),
        make: State.init(epoch:mark:boundary:lastRecordedAt:)
    ).from("log_head")

    /// As of the connection's snapshot.
    static func horizon(on connection: any SQLConnection, in dialect: Dialect) throws -> LogHorizon {
        // Sent together with it, as it is needed for what comes next.
        let question = state()
        let results = try connection.run([BoundSQL(EventRows.keepOrder), question.bound])
        guard let state = try question.rows(of: results[1]).first else {
            throw StorageError.unusable(StorageErrorDetail("the event log has no head"))
        }
        switch dialect {
        case .sqlite:
            let last = state.boundary.flatMap { sequence in state.lastRecordedAt.map { (sequence, $0) } }
            return .oneWriter(epoch: state.epoch, last: last, mark: state.mark)
        case .postgresql:
            return .manyWriters(epoch: state.epoch, oldestOpen: state.boundary ?? 0, mark: state.mark)
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

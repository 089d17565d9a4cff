public import FootbridgeCore

/// The months that the event log of PostgreSQL is partitioned by; SQLite keeps all of it in one table.
enum EventMonths {
    /// Months after the current one that are kept ready.
    static let ahead = 12
    /// Fewer than this are worth a warning.
    static let fewAhead = 2

    private static let create: SQL = "SELECT create_event_months($1, $2)"
    /// Making a partition takes short locks on the log; where they are not to be had soon, the next time will do.
    private static let patience: SQL = "SET LOCAL lock_timeout = '2s'"
    private static let strays: SQL = "SELECT count(*) FROM events_default"
    private static let last: SQL = """
        SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = to_regclass('events') AND c.relname < 'events_a'
          AND c.relname > 'events_' || to_char(to_timestamp(CAST($1 AS BIGINT) / 1000000) AT TIME ZONE 'UTC', 'YYYY_MM')
        """

    /// Makes those that are missing.
    ///
    /// - Returns: how many.
    static func create(at now: Timestamp, on connection: any SQLConnection, in dialect: Dialect) throws -> Int {
        guard dialect == .postgresql else { return 0 }
        let results = try connection.run([
            BoundSQL(patience), BoundSQL(create, [.time(now), .integer(ahead)]),
        ])
        return try results[1].rows.first?.int(0) ?? 0
    }

    /// How many months after the current one are ready, and how many events are in none.
    static func state(at now: Timestamp, on connection: any SQLConnection) throws -> (ahead: Int, strays: Int) {
        let results = try connection.run([BoundSQL(last, [.time(now)]), BoundSQL(strays)])
        return (try results[0].rows.first?.int(0) ?? 0, try results[1].rows.first?.int(0) ?? 0)
    }
}

/// How ready the partitioned event log of PostgreSQL is for what is to come.
public struct EventLogState: Sendable, Hashable {
    /// Months after the current one that have their partition.
    public var monthsAhead: Int
    /// Events whose month had none when they were written; they are read like all others.
    public var eventsInNoMonth: Int

    /// False where somebody should see to it.
    public var isReady: Bool { monthsAhead >= EventMonths.fewAhead && eventsInNoMonth == 0 }
}

extension Storage {
    /// How ready the event log is; nil in SQLite, which keeps it in one table.
    public func eventLogState() async throws(StorageError) -> EventLogState? {
        guard driver.dialect == .postgresql else { return nil }
        let now = clock.now
        return try await driver.read(.maintenance) { connection in
            let state = try EventMonths.state(at: now, on: connection)
            return EventLogState(monthsAhead: state.ahead, eventsInNoMonth: state.strays)
        }
    }
}

public import FootbridgeCore
import Synchronization

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

    /// How many months after the current one are ready.
    static func ahead(at now: Timestamp, on connection: any SQLConnection) throws -> Int {
        try connection.rows(last, [.time(now)]).first?.int(0) ?? 0
    }

    /// How many events are in no month.
    static func strays(on connection: any SQLConnection) throws -> Int {
        try connection.rows(strays).first?.int(0) ?? 0
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

/// What was last seen of the months, for whoever asks often.
final class ReadyMonths: Sendable {
    private let last = Mutex<Int?>(nil)

    var ahead: Int? { last.withLock { $0 } }

    func see(ahead: Int) { last.withLock { $0 = ahead } }
}

extension Storage {
    /// How ready the event log is; nil in SQLite, which keeps it in one table.
    public func eventLogState() async throws(StorageError) -> EventLogState? {
        guard driver.dialect == .postgresql else { return nil }
        let now = clock.now
        return try await driver.read(.maintenance) { connection in
            EventLogState(
                monthsAhead: try EventMonths.ahead(at: now, on: connection),
                eventsInNoMonth: try EventMonths.strays(on: connection))
        }
    }

    /// Makes the log's partitions of the coming months where they are missing: upkeep, for the start and for every few
    /// minutes after it.
    ///
    /// It needs the right to make tables, and for a moment a lock that a dump of the database withholds. Where either is
    /// not to be had it fails, and that is no reason to stop: events of a month without a partition are kept together
    /// with others of that kind, and read like all of them.
    ///
    /// - Returns: how many were made.
    @discardableResult
    public func createEventMonths() async throws(StorageError) -> Int {
        let (dialect, clock) = (driver.dialect, clock)
        guard dialect == .postgresql else { return 0 }
        let ahead = try await driver.read { try EventMonths.ahead(at: clock.now, on: $0) }
        months.see(ahead: ahead)
        // Where only the current one is missing, it has events in no month already and can be made no more.
        guard ahead < EventMonths.ahead else { return 0 }
        let made = try await driver.write { connection in
            _ = try connection.rows(Self.alone)
            return try EventMonths.create(at: clock.now, on: connection, in: dialect)
        }
        months.see(ahead: try await driver.read { try EventMonths.ahead(at: clock.now, on: $0) })
        return made
    }

    /// See `GatewayStorage`: of when ``createEventMonths()`` last looked; nil in SQLite, and before it has. Asks nobody.
    public var eventMonthsAhead: Int? { months.ahead }
}

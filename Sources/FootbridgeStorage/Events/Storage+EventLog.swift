public import FootbridgeCore

extension Storage {
    /// Events after a position that match a filter, in the order of their commits. A reader who goes on with
    /// ``EventPage/next`` sees every event once: one that is not complete yet, as an earlier transaction is still open, is
    /// left for a later call with all that follow it.
    ///
    /// - Parameters:
    ///   - limit: most events, taken for the nearest in 1 to ``EventPage/longest``.
    ///   - horizon: an earlier page's, to read no further than was possible then; as far as is possible now without one.
    public func events(
        _ filter: EventFilter = EventFilter(), after position: LogPosition, limit: Int, upTo horizon: LogHorizon? = nil
    ) async throws(StorageError) -> EventPage {
        let limit = max(1, min(limit, EventPage.longest))
        let dialect = driver.dialect
        return try await driver.read { connection in
            let now = try LogHead.horizon(on: connection, in: dialect)
            return try Self.page(
                filter, after: position, limit: limit, upTo: horizon ?? now, on: connection, in: dialect)
        }
    }

    /// The same in a transaction that ``LogHead/horizon(on:in:)`` has been asked for in.
    static func page(
        _ filter: EventFilter, after position: LogPosition, limit: Int, upTo horizon: LogHorizon,
        on connection: any SQLConnection, in dialect: Dialect
    ) throws -> EventPage {
        var events: [LoggedEvent] = []
        // One more shows whether there are more.
        for stretch in try stretches(for: filter, after: position, before: horizon.end, on: connection, in: dialect)
        where events.count <= limit {
            events += try connection.rows(EventRows.page(filter, in: stretch, limit: limit + 1 - events.count))
        }
        return EventPage(events, after: position, limit: limit, horizon: horizon)
    }

    /// The parts of the log, in order, that may hold what the filter asks for.
    private static func stretches(
        for filter: EventFilter, after position: LogPosition, before end: LogPosition,
        on connection: any SQLConnection, in dialect: Dialect
    ) throws -> [SQLFragment] {
        switch dialect {
        case .postgresql: return [EventRows.stretch(after: position, before: end)]
        case .sqlite:
            let before = try filter.from.flatMap { try connection.first(EventRows.lastBefore(.time($0))) }
            return EventRows.stretches(after: max(position, before ?? position), before: end)
        }
    }

    /// Lets the log's watermark go on, also where nothing is written: to the time of now at once in SQLite; in PostgreSQL
    /// once the transactions have ended that are open now, and unless those of the last time are still open.
    ///
    /// From then on no event is recorded at this time or before, whatever a clock shows.
    public func advanceWatermark() async throws(StorageError) {
        let announcement = BoundSQL(LogHead.announce, [.time(clock.now)])
        for step in driver.dialect == .sqlite ? [announcement] : [announcement, BoundSQL(LogHead.fence)] {
            try await driver.write(repeatable: true) { connection in
                _ = try connection.run([BoundSQL(LogHead.alone), step])
            }
        }
    }
}

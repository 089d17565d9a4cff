public import FootbridgeCore

/// How far a run came in one go.
public struct AttributionStep: Sendable, Hashable {
    /// As it is now.
    public var run: AttributionRun
    /// Events of the log that were taken in.
    public var events: Int
    /// Whether there is more of the log to take in at once.
    public var more: Bool
}

extension Storage {
    /// Takes a run further along the log by one stretch, which is not long: what it writes is one short transaction, with
    /// how far the run is.
    ///
    /// Safe to be called by any number of processes at once and to be interrupted anywhere: of those that have read the
    /// same stretch one writes its rows, and the others find that the run has moved on.
    /// - Parameters:
    ///   - run: its number; nil for the current one.
    ///   - limit: most events that are taken in, 1 or more.
    /// - Returns: nil where there is no such run.
    public func attribute(
        _ run: Int? = nil, limit: Int = 250
    ) async throws(StorageError) -> AttributionStep? {
        let (dialect, clock) = (driver.dialect, clock)
        let read = try await driver.read(.maintenance) { connection in
            try AttributionReading(run, limit: limit, on: connection, in: dialect)
        }
        guard let read else { return nil }
        guard read.hasNews else { return AttributionStep(run: read.state.run, events: 0, more: false) }
        let recordedAt = max(
            clock.now, read.state.lastRecordedAt + .microseconds(1), read.state.run.watermark + .microseconds(1))
        let rows = read.stretch.newRows(of: read.state.run, recordedAt: recordedAt)
        let moved = try await driver.write(repeatable: true) { connection in
            guard try connection.change(AttributionRunRows.advance, read.advance(by: rows, at: recordedAt)) == 1 else {
                return false
            }
            _ = try connection.run(
                zip(rows, (read.state.run.rows + 1)...).map { row, sequence in
                    ConversionRows.insertion(of: row, as: sequence)
                })
            return true
        }
        guard moved else { return AttributionStep(run: read.state.run, events: 0, more: true) }
        var after = read.state.run
        after.position = read.position
        after.rows += Int64(rows.count)
        after.watermark = read.watermark
        return AttributionStep(run: after, events: read.stretch.events.count, more: read.more)
    }
}

/// What of the log comes next for a run.
private struct AttributionReading: Sendable {
    let state: AttributionRunRows.State
    let stretch: AttributionStretch
    /// Where the run is when it has taken the stretch in.
    let position: LogPosition
    let watermark: Timestamp
    let more: Bool

    init?(_ run: Int?, limit: Int, on connection: any SQLConnection, in dialect: Dialect) throws {
        guard let state = try connection.first(AttributionRunRows.one(.integer(run))) else { return nil }
        self.state = state
        let horizon = try LogHead.horizon(on: connection, in: dialect)
        let whole = LogHorizon(end: state.run.recomputedTo, watermark: state.run.watermark)
        // What the log held when the run was made is asked for by its outcomes: each finds the touches that led to it.
        let page =
            state.run.isWhole
            ? try Storage.page(
                EventFilter(kinds: [.scan, .click, .redemption, .reversal, .visit, .purchase]),
                after: state.run.position, limit: limit, upTo: horizon, on: connection, in: dialect)
            : try Storage.page(
                EventFilter(
                    merchant: state.run.terms.merchant, kinds: [.redemption, .reversal, .visit, .purchase]),
                after: state.run.position, limit: limit, upTo: whole, on: connection, in: dialect)
        stretch = try AttributionFacts(
            run: state.run, latestOutcome: state.latestOutcome, connection: connection
        ).stretch(page.events)
        let end = (state.run.isWhole ? horizon : whole).end.predecessor
        position = page.more ? page.next : max(end, state.run.position)
        more = page.more || !state.run.isWhole
        watermark = state.run.isWhole && !page.more ? max(horizon.watermark, state.run.watermark) : state.run.watermark
    }

    /// Whether there is anything to be written down.
    var hasNews: Bool {
        !stretch.events.isEmpty || watermark > state.run.watermark
            || !state.run.isWhole && position > state.run.position
    }

    /// The values of ``AttributionRunRows/advance``.
    func advance(by rows: [Conversion], at recordedAt: Timestamp) -> [SQLValue] {
        let outcomes = stretch.events.map(\.event).filter(\.happens).map(\.occurredAt)
        let latest = (outcomes + (state.latestOutcome.map { [$0] } ?? [])).max()
        return position.columns + [
            .integer(latest?.microseconds), .integer(state.run.rows + Int64(rows.count)),
            .time(rows.isEmpty ? state.lastRecordedAt : recordedAt), .time(watermark), .integer(state.run.number),
        ] + state.run.position.columns + [.integer(state.run.rows)]
    }
}

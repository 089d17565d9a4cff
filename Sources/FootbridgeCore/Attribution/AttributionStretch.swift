/// A stretch of the log, with what the log and a run hold of the outcomes that it concerns: all that is needed to take the
/// run to the end of it.
public struct AttributionStretch: Sendable {
    /// In order.
    public var events: [LoggedEvent]
    /// The outcomes that a touch of the stretch may be late for, by the touch's event.
    public var late: [EventID: [OutcomeID]] = [:]
    /// Of each outcome, what the log says of it; in order, perhaps beyond the stretch.
    public var histories: [OutcomeID: [LoggedEvent]] = [:]
    /// Of each outcome, the touches that may have led to it; perhaps from beyond the stretch.
    public var touches: [OutcomeID: [Touch]] = [:]
    /// Of each outcome, the run's rows.
    public var rows: [OutcomeID: [Conversion]] = [:]
    /// Of each merchant that has made some.
    public var settings: [Int64: AttributionSettings] = [:]
    /// Where each store is.
    public var stores: [Int64: Position] = [:]

    public init(_ events: [LoggedEvent]) {
        self.events = events
    }

    /// The outcomes that it concerns.
    public var outcomes: Set<OutcomeID> {
        late.values.reduce(into: Set(events.compactMap(\.event.concernedOutcome))) { $0.formUnion($1) }
    }

    /// How a merchant's outcomes are credited in a run.
    public func attribution(of merchant: Int64, in run: AttributionTerms) -> Attribution {
        Attribution(settings[merchant] ?? .standard, in: run)
    }

    /// The rows that take a run to the end of the stretch.
    ///
    /// Each event is looked at in its turn, by what had been said of its outcome until then: so what was reversed has its
    /// row, and one that takes it back. Touches are all that are known, as an order among them makes no difference to
    /// where it ends.
    public func newRows(of run: AttributionRun, recordedAt: Timestamp) -> [Conversion] {
        var (rows, new) = (rows, [Conversion]())
        for logged in events {
            let concerned = logged.event.concernedOutcome.map { [$0] } ?? late[logged.event.id] ?? []
            for id in concerned {
                let history = (histories[id] ?? []).lazy.filter { $0.position <= logged.position }.map(\.event)
                guard let outcome = Outcome(history: history), run.terms.include(outcome) else { continue }
                let corrections = attribution(of: outcome.merchant, in: run.terms).corrections(
                    to: rows[id] ?? [], outcome: outcome, touches: touches[id] ?? [],
                    store: outcome.store.flatMap { stores[$0] }, run: run.number, recordedAt: recordedAt)
                rows[id, default: []] += corrections
                new += corrections
            }
        }
        return new
    }
}

extension AttributionTerms {
    /// Whether an outcome is one that the run is asked for.
    public func include(_ outcome: Outcome) -> Bool {
        (from.map { outcome.occurredAt >= $0 } ?? true) && (to.map { outcome.occurredAt < $0 } ?? true)
            && (merchant.map { outcome.merchant == $0 } ?? true)
    }
}

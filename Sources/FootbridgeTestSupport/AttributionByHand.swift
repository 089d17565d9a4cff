public import FootbridgeCore

/// A share of an outcome that stands, and of how much.
public struct StandingShare: Hashable, Sendable {
    public var outcome: OutcomeID
    public var touch: EventID?
    public var credit: Int
    public var value: Money?

    public init(outcome: OutcomeID, touch: EventID?, credit: Int, value: Money?) {
        self.outcome = outcome
        self.touch = touch
        self.credit = credit
        self.value = value
    }

    /// What a run's rows come to, net of those that take others back.
    public static func standing(in rows: [Conversion]) -> [StandingShare: Int] {
        let byID = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0) })
        var net: [StandingShare: Int] = [:]
        for row in rows {
            let original = row.reverses.flatMap { byID[$0] } ?? row
            let share = StandingShare(
                outcome: row.outcome, touch: original.touch?.event, credit: original.credit, value: original.value)
            net[share, default: 0] += row.reverses == nil ? 1 : -1
        }
        return net.filter { $0.value != 0 }
    }
}

/// Attribution as the documentation words it, written a second time: over a whole log at once, looking through all of it
/// for each outcome.
public enum AttributionByHand {
    public static func standing(
        _ log: [Event], _ settings: (Int64) -> AttributionSettings
    ) -> [StandingShare: Int] {
        var shares: [StandingShare: Int] = [:]
        for event in log {
            guard let outcome = outcome(of: event), let merchant = event.merchant else { continue }
            let value = log.filter { $0.kind == .purchase && $0.purchase == event.purchase }
                .compactMap(\.amount?.minorUnits).reduce(0, +)
            let isBack =
                event.kind == .redemption
                ? log.contains { $0.kind == .reversal && $0.redemption == event.redemption }
                : event.kind == .purchase && value <= 0
                    && log.contains { $0.purchase == event.purchase && ($0.amount?.minorUnits ?? 0) < 0 }
            guard !isBack else { continue }
            for (touch, credit) in credits(of: event, in: log, settings(merchant)) {
                let money = event.amount.map {
                    Money(minorUnits: event.kind == .purchase ? value : $0.minorUnits, currency: $0.currency)
                }
                shares[StandingShare(outcome: outcome, touch: touch, credit: credit, value: money), default: 0] += 1
            }
        }
        return shares
    }

    private static func outcome(of event: Event) -> OutcomeID? {
        switch event.kind {
        case .redemption: event.redemption.map { .redemption($0) }
        case .visit: event.visit.map { .visit($0) }
        case .purchase where (event.amount?.minorUnits ?? 0) >= 0: event.purchase.map { .purchase($0) }
        default: nil
        }
    }

    private static func credits(
        of outcome: Event, in log: [Event], _ settings: AttributionSettings
    ) -> [(EventID?, Int)] {
        let own = log.filter {
            outcome.kind == .redemption && $0.kind == .scan && $0.scan == outcome.scan && outcome.scan != nil
                && $0.occurredAt <= outcome.occurredAt
        }
        let others = log.filter { touch in
            let isTheirs =
                outcome.visitor == nil
                ? outcome.kind == .purchase
                    && (touch.kind == .scan && touch.scan == outcome.scan && outcome.scan != nil
                        || touch.kind == .click && touch.click == outcome.click && outcome.click != nil)
                : touch.visitor == outcome.visitor
            let counts =
                touch.kind == .scan && settings.touches.contains(.scan)
                && ["resolved", "unlisted"].contains(touch.outcome)
                || touch.kind == .click && settings.touches.contains(.click) && touch.merchant == outcome.merchant
            let age = outcome.occurredAt.microseconds - touch.occurredAt.microseconds
            return isTheirs && counts && age >= 0 && age < settings.window.microseconds
                && !own.contains { $0.id == touch.id }
        }
        let order: (Event, Event) -> Bool = { ($0.occurredAt, $0.id.uuid) < ($1.occurredAt, $1.id.uuid) }
        let path = (own + others.sorted(by: order).suffix(50)).sorted(by: order)
        if outcome.kind == .redemption {
            return (own.isEmpty ? [(nil, 1_000_000)] : [])
                + path.map { touch in (touch.id, own.contains { $0.id == touch.id } ? 1_000_000 : 0) }
        }
        guard let first = path.first, let last = path.last else { return [(nil, 1_000_000)] }
        switch settings.model {
        case .lastTouch: return path.map { ($0.id, $0.id == last.id ? 1_000_000 : 0) }
        case .firstTouch: return path.map { ($0.id, $0.id == first.id ? 1_000_000 : 0) }
        case .linear:
            let rest = 1_000_000 % path.count
            return path.enumerated().map { index, touch in
                (touch.id, 1_000_000 / path.count + (path.count - index <= rest ? 1 : 0))
            }
        }
    }
}

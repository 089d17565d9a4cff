import FootbridgeCore
import FootbridgeTestSupport
import Testing

/// However the log is cut into stretches, what stands in the end is what the whole log says.
@Suite struct RecomputationTests {
    static let settings: [Int64: AttributionSettings] = [
        1: AttributionSettings(model: .linear, window: .seconds(7 * 86_400), touches: [.scan, .click], version: 1),
        2: AttributionSettings(model: .firstTouch, window: .seconds(86_400), touches: [.scan], version: 2),
    ]

    @Test(arguments: UInt64(1)...20)
    func `Incremental attribution, net of its reversals, equals the one of the whole log`(seed: UInt64) throws {
        let log = RandomLog(seed: seed, events: 400).events
        var generator = SeededGenerator(seed: seed + 1000)
        var (rows, start) = ([Conversion](), 0)
        while start < log.count {
            let end = min(log.count, start + Int.random(in: 1...40, using: &generator))
            rows += Self.newRows(of: log, from: start, to: end, rows)
            start = end
        }
        let standing = StandingShare.standing(in: rows)
        #expect(standing == AttributionByHand.standing(log) { Self.settings[$0] ?? .standard })
        // The log has what the test is about.
        #expect(rows.contains { $0.reverses != nil && $0.kind == .visit }, "no touch came late")
        #expect(rows.contains { $0.reverses != nil && $0.kind == .redemption }, "nothing was reversed")
        let sums = Dictionary(grouping: rows, by: \.outcome).mapValues { $0.map(\.credit).reduce(0, +) }
        #expect(sums.values.allSatisfy { $0 == 0 || $0 == Conversion.wholeCredit })
    }

    /// What a stretch adds, with all that was in the log by then.
    private static func newRows(
        of log: [Event], from start: Int, to end: Int, _ rows: [Conversion]
    ) -> [Conversion] {
        let known = log.prefix(end).enumerated().map { index, event in
            LoggedEvent(position: LogPosition(epoch: 1, transaction: 0, sequence: Int64(index + 1)), event: event)
        }
        var stretch = AttributionStretch(Array(known[start..<end]))
        let outcomes = known.filter { $0.event.concernedOutcome != nil }
        for touch in stretch.events.map(\.event) where Touch(touch) != nil && touch.visitor != nil {
            stretch.late[touch.id] = Array(
                Set(outcomes.filter { $0.event.visitor == touch.visitor }.compactMap(\.event.concernedOutcome)))
        }
        stretch.settings = settings
        for id in stretch.outcomes {
            let history = known.filter { $0.event.concernedOutcome == id }
            stretch.histories[id] = history
            stretch.rows[id] = rows.filter { $0.outcome == id }
            guard let outcome = Outcome(history: history.map(\.event)) else { continue }
            stretch.touches[id] = known.map(\.event).filter { Self.mayLead($0, to: outcome) }.compactMap { Touch($0) }
        }
        let run = AttributionRun(
            number: 1, createdAt: log[0].recordedAt, terms: AttributionTerms(), settingsVersion: 2, rows: 0,
            position: .beginning, recomputedTo: .beginning, watermark: log[0].recordedAt)
        return stretch.newRows(of: run, recordedAt: log[end - 1].recordedAt)
    }

    /// Whether an event is the visitor's, or named by the outcome itself.
    private static func mayLead(_ event: Event, to outcome: Outcome) -> Bool {
        if let visitor = outcome.visitor, event.visitor == visitor { return true }
        if event.kind == .scan, let scan = outcome.scan, event.scan == scan {
            return outcome.visitor == nil || outcome.id.kind == .redemption
        }
        guard event.kind == .click, let click = outcome.click else { return false }
        return outcome.visitor == nil && event.click == click
    }
}

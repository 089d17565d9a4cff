import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Event log")
struct EventLogTests {
    @Test("An event of every kind comes back as it was written", arguments: StorageEngine.allCases)
    func kinds(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let events = Event.Kind.allCases.enumerated().map { index, kind in
                var event = Bookshop.event(kind, recorded: Bookshop.noon + .seconds(index))
                event.visitor = event.visitor ?? 5
                event.gtin = Bookshop.gtin(1)
                event.campaign = "spring"
                return event
            }
            try await storage.append(events)
            #expect(try await storage.settledEvents().map(\.event) == events)
        }
    }

    @Test("A filter gives what looking at every event gives, page by page", arguments: StorageEngine.allCases)
    func filters(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var random = SystemRandomNumberGenerator()
            func seconds(_ range: ClosedRange<Int>) -> Duration { .seconds(Int.random(in: range, using: &random)) }
            // Recorded over a hundred days, by a clock that now and then is set back; some long after they happened.
            var clock = Bookshop.noon
            let events = (0..<400).map { index in
                clock = clock + (index % 50 == 49 ? seconds(-9000...0) : seconds(0...43_000))
                let occurred = index % 7 == 0 ? clock + seconds(-4_000_000...0) : clock + seconds(-5...0)
                let kind = Event.Kind.allCases.randomElement(using: &random) ?? .scan
                let hasStore = [.redemption, .reversal, .visit].contains(kind) || index % 3 > 0
                return Bookshop.event(
                    kind, occurred: occurred, recorded: clock, merchant: Int64.random(in: 1...3, using: &random),
                    store: hasStore ? Int64.random(in: 10...13, using: &random) : nil)
            }
            for start in stride(from: 0, to: events.count, by: 40) {
                try await storage.append(Array(events[start..<min(start + 40, events.count)]))
            }
            let all = try await storage.settledEvents()
            #expect(all.count == events.count)
            let times = all.map(\.event.occurredAt).sorted()
            var met = 0
            for round in 0..<120 {
                var filter = EventFilter()
                if round & 1 != 0 { filter.from = times.randomElement(using: &random) }
                if round & 2 != 0 { filter.to = times.randomElement(using: &random) }
                if round & 4 != 0 { filter.merchant = Int64.random(in: 1...3, using: &random) }
                if round & 8 != 0 { filter.store = Int64.random(in: 10...13, using: &random) }
                if round & 16 != 0 {
                    filter.kinds = Set(Event.Kind.allCases.shuffled(using: &random).prefix(round % 9))
                }
                let start = round % 3 == 0 ? .beginning : all[round].position
                let expected = all.filter { $0.position > start && filter.isMet(by: $0.event) }
                #expect(try await storage.pages(filter, limit: 7, after: start) == expected, "\(filter)")
                met += expected.count
            }
            #expect(met > 300, "the filters found hardly anything, so they show nothing")
        }
    }

    @Test(
        "A page ends at a horizon that was fixed before, whatever was written since", arguments: StorageEngine.allCases)
    func fixedHorizon(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await storage.append((0..<3).map { _ in Bookshop.event(.scan) })
            let before = try await storage.settledEvents()
            let horizon = try await storage.events(after: .beginning, limit: 1).horizon
            try await storage.append([Bookshop.event(.click)])
            #expect(try await storage.settledEvents().count == 4)
            let page = try await storage.events(after: .beginning, limit: 10, upTo: horizon)
            #expect(page.events == before)
            #expect(page.horizon == horizon)
        }
    }

    @Test("A log that went on in another place is read across its epochs", arguments: StorageEngine.allCases)
    func epochs(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            for raise: SQL in [
                "SELECT 1", "UPDATE log_head SET epoch = epoch + 1", "UPDATE log_head SET epoch = epoch + 2",
            ] {
                _ = try await storage.driver.write { try $0.rows(raise) }
                try await storage.append((0..<3).map { _ in Bookshop.event(.scan) })
            }
            let all = try await storage.settledEvents()
            #expect(all.map(\.position.epoch) == [1, 1, 1, 2, 2, 2, 4, 4, 4])
            for start in [.beginning] + all.map(\.position) {
                let rest = all.filter { $0.position > start }
                for limit in 1...4 {
                    #expect(try await storage.pages(EventFilter(), limit: limit, after: start) == rest)
                }
                #expect(try await storage.pages(EventFilter(from: Bookshop.noon), limit: 2, after: start) == rest)
            }
            // One that was handed out before the file was taken back, of a sequence that it has not come to again.
            if engine == .sqlite {
                let lost = LogPosition(epoch: 1, transaction: 0, sequence: 1000)
                #expect(try await storage.pages(EventFilter(), limit: 2, after: lost) == all.suffix(6))
            }
            // Positions that were handed out where the log went on no further, and some that never were.
            for (epoch, count) in [(1, 6), (3, 3), (4, 0), (Int64.max, 0)] {
                for transaction in [Int64.max, 1 << 60] {
                    let lost = LogPosition(epoch: epoch, transaction: transaction, sequence: 1)
                    #expect(try await storage.pages(EventFilter(), limit: 2, after: lost) == all.suffix(count))
                }
            }
        }
    }

    @Test("A page has at most as many events as one may have, and at least one", arguments: StorageEngine.allCases)
    func limits(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            for _ in 0..<11 { try await storage.append((0..<1000).map { _ in Bookshop.event(.scan) }) }
            #expect(try await storage.settledEvents().count == EventPage.longest)
            for (limit, count) in [(0, 1), (-7, 1), (Int.max, EventPage.longest)] {
                let page = try await storage.events(after: .beginning, limit: limit)
                #expect(page.events.count == count)
                #expect(page.more)
            }
        }
    }
}

extension EventFilter {
    /// What the filter means, said once more: by looking at one event.
    fileprivate func isMet(by event: Event) -> Bool {
        kinds.contains(event.kind) && (from.map { event.occurredAt >= $0 } ?? true)
            && (to.map { event.occurredAt < $0 } ?? true) && (merchant.map { event.merchant == $0 } ?? true)
            && (store.map { event.store == $0 } ?? true)
    }
}

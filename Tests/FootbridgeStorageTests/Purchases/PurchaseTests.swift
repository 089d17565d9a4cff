import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Purchases")
struct PurchaseTests {
    @Test("An order is an event with all that its click is known for", arguments: StorageEngine.allCases)
    func event(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            let outcomes = try await shop.report([try shop.order()])
            guard case .recorded(let purchase) = try #require(outcomes.first) else { Issue.record("refused"); return }
            #expect(purchase.amount == Bookshop.pounds(1000) && purchase.click == shop.click.id)
            let events = try await storage.settledEvents().map(\.event)
            #expect(events.map(\.kind) == [.scan, .click, .purchase])
            let (scan, click, event) = (events[0], events[1], events[2])
            #expect(scan.id.uuid == scan.scan?.uuid)
            #expect(event.trace == shop.click.traceID && event.trace == click.trace)
            #expect(event.visitor != nil && event.visitor == scan.visitor)
            #expect(event.scan == scan.scan && event.gtin == Bookshop.gtin(1) && event.campaign == "poster")
            #expect(event.merchant == click.merchant && event.listing == click.listing)
            #expect(event.click == shop.click.id && event.purchase == purchase.id)
            #expect(event.amount == Bookshop.pounds(1000) && event.occurredAt == Bookshop.noon)
        }
    }

    @Test("An order by a clock that is behind happened no earlier than its click", arguments: StorageEngine.allCases)
    func earlyOrder(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            let order = try shop.order(at: shop.click.occurredAt + .seconds(-60))
            #expect(try await shop.words(order) == ["recorded"])
            #expect(try await shop.words(order) == ["recorded"])
            #expect(try await shop.events().map(\.occurredAt) == [shop.click.occurredAt])
        }
    }

    @Test(
        "The same row again is the same purchase, and other content under its id is refused",
        arguments: StorageEngine.allCases)
    func idempotent(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            let first = try await shop.report([try shop.order()])
            #expect(try await shop.report([try shop.order()]) == first)
            #expect(
                try await shop.report([try shop.order(), try shop.order("A-2"), try shop.order()]).map(
                    PurchaseShop.word)
                    == ["recorded", "recorded", "recorded"])
            for other in [
                try shop.order(pence: 1001), try shop.order(at: Bookshop.noon + .seconds(-1)),
                try shop.order(currency: "EUR"), try shop.refund("A-1", of: "A-2", pence: 1000),
            ] {
                #expect(try await shop.words(other) == ["order-differs"])
            }
            #expect(try await shop.events().count == 2)
        }
    }

    @Test("Of many reports of one order at once, one is recorded", arguments: StorageEngine.allCases)
    func race(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            // Batches with rows in common, each in another order.
            let rows = try (0..<8).map { try shop.order("A-\($0)") }
            let outcomes = try await withThrowingTaskGroup(of: [PurchaseOutcome].self) { group in
                for turn in 0..<16 {
                    group.addTask {
                        try await shop.report(Array(rows[(turn % 8)...] + rows[..<(turn % 8)]))
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(outcomes.count == 128 && outcomes.allSatisfy { PurchaseShop.word($0) == "recorded" })
            #expect(Set(outcomes).count == 8)
            #expect(try await shop.events().count == 8)
        }
    }

    @Test(
        "Refunds are rows of their own, and never more than was paid, however many come at once",
        arguments: StorageEngine.allCases)
    func refunds(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            // A refund may come in one batch with its order, in any order.
            #expect(
                try await shop.words(try shop.refund("R-0", pence: 100), try shop.order()) == ["recorded", "recorded"])
            let words = try await withThrowingTaskGroup(of: [String].self) { group in
                for number in 1...16 {
                    group.addTask { try await shop.words(try shop.refund("R-\(number)", pence: 100)) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(words.count { $0 == "recorded" } == 9)
            #expect(words.count { $0 == "refund-too-large" } == 7)
            // What was refused left nothing behind, and what was taken is taken again.
            #expect(try await storage.count("SELECT count(*) FROM purchases") == 11)
            #expect(try await shop.words(try shop.refund("R-0", pence: 100)) == ["recorded"])
            let events = try await shop.events()
            #expect(events.count == 11 && Set(events.map(\.purchase)).count == 1)
            #expect(events.reduce(0) { $0 + ($1.amount?.minorUnits ?? 0) } == 0)
        }
    }

    @Test("What does not fit is refused, and nothing beside it", arguments: StorageEngine.allCases)
    func misfits(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            let stranger = ClickID(UUIDv7(at: Bookshop.noon))
            let malformed = PurchaseRow(
                content: "{}", report: .failure(.malformed(member: "amount", expectation: "it is missing.")))
            let long = Bookshop.noon + .seconds(-301)
            #expect(
                try await shop.words(
                    malformed, try shop.order("A-0", click: stranger), try shop.order(),
                    try shop.order("A-2", at: long),
                    try shop.refund("R-1", of: "nothing", pence: 1), try shop.refund("R-2", pence: 1, currency: "EUR"),
                    try shop.refund("R-3", pence: 1, click: stranger), try shop.refund("R-4", pence: 1, at: long),
                    try shop.refund("R-5", pence: 1001), try shop.refund("R-6", pence: 1000),
                    try shop.refund("R-7", of: "R-6", pence: 1), try shop.order("A-3", pence: 0))
                    == [
                        "malformed", "unknown-click", "recorded", "too-early", "unknown-order", "refund-differs",
                        "refund-differs", "too-early", "refund-too-large", "recorded", "unknown-order", "recorded",
                    ])
            // A click on another merchant's listing is none of this one's.
            #expect(try await shop.words(try shop.order("B-1"), of: PurchaseShop.other.id) == ["unknown-click"])
            #expect(
                try await storage.record([], of: Bookshop.publicID("nobody"), trace: TraceID(), at: Bookshop.noon)
                    == nil)
        }
    }

    @Test("Two secrets are good at a time, and no salt says what they are", arguments: StorageEngine.allCases)
    func secrets(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await PurchaseShop(in: storage)
            #expect(try await storage.purchaseSalts(of: PurchaseShop.merchant).isEmpty)
            let salts = (0..<3).map { _ in PurchaseSecret.newSalt() }
            for salt in salts { #expect(try await storage.addPurchaseSalt(salt, of: PurchaseShop.merchant)) }
            #expect(try await storage.purchaseSalts(of: PurchaseShop.merchant) == [salts[2], salts[1]])
            #expect(try await storage.count("SELECT count(*) FROM purchase_secrets") == 2)
            #expect(try await storage.purchaseSalts(of: PurchaseShop.other.id).isEmpty)
            #expect(try await !storage.addPurchaseSalt(salts[0], of: Bookshop.publicID("nobody")))
        }
    }

    @Test("A merchant chooses the parameter that clicks are told in", arguments: StorageEngine.allCases)
    func parameter(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let shop = try await PurchaseShop(in: storage)
            #expect(try await storage.destination(of: shop.click.listing)?.parameter == .standard)
            let name = try #require(ClickParameter("ref"))
            #expect(try await storage.setClickParameter(name, of: PurchaseShop.merchant) == 0)
            #expect(try await storage.setClickParameter(name, of: Bookshop.publicID("nobody")) == nil)
            let destination = try #require(try await storage.destination(of: shop.click.listing))
            #expect(destination == ClickDestination(url: "https://shop.example/a", parameter: name))
        }
    }
}

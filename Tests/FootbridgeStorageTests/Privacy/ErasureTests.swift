import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Erasing a visitor")
struct ErasureTests {
    static let parameters = ScanParameters(
        vicinity: Bookshop.near(Bookshop.position(51.5155, -0.1410)), campaign: "poster", adClicks: [.gclid: "g-1"],
        consent: AdConsent(adUserData: .granted, adPersonalization: .denied))

    /// The one visitor of a shop with a scan, a click, a voucher, a visit and a purchase.
    private static func busy(_ storage: Storage) async throws -> (shop: PurchaseShop, visitor: KnownVisitor) {
        let shop = try await PurchaseShop(in: storage, parameters: parameters)
        let vouchers = try await VoucherShop(in: storage)
        _ = try await vouchers.voucher()
        _ = try await VisitTests.visit(storage)
        #expect(try await shop.words(try shop.order()) == ["recorded"])
        return (shop, try #require(try await storage.visitors([.named(Bookshop.visitor(7))]).first))
    }

    @Test(
        "deletes what points to them, keeps what happened, and says so in every feed", arguments: StorageEngine.allCases
    )
    func erased(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (shop, visitor) = try await Self.busy(storage)
            let before = try await storage.settledEvents()
            #expect(Set(before.map(\.event.visitor)) == [visitor.number])
            #expect(try await storage.claimed() != nil)
            #expect(try await storage.erase(visitor.number) == .erased(personalParts: 1, answers: 1))
            let after = try await storage.settledEvents()
            #expect(Array(after.prefix(before.count)) == before)
            let tombstones = after.dropFirst(before.count).map(\.event)
            let merchants = Set(before.compactMap(\.event.merchant))
            #expect(tombstones.allSatisfy { $0.kind == .erasure && $0.visitor == visitor.number })
            #expect(tombstones.map(\.merchant) == [nil] + merchants.sorted().map(Optional.some))
            for table in [
                "SELECT count(*) FROM event_personal", "SELECT count(*) FROM scan_answers",
                "SELECT count(*) FROM visitors WHERE visitor_hash IS NOT NULL", "SELECT count(*) FROM idempotency_keys",
            ] as [SQL] {
                #expect(try await storage.count(table) == 0, "\(table)")
            }
            #expect(try await storage.count("SELECT count(*) FROM vouchers WHERE visitor_no IS NOT NULL") == 1)
            // Whoever comes again by that name is somebody new.
            #expect(try await storage.visitors([.named(Bookshop.visitor(7))]).isEmpty)
            try await storage.append(Bookshop.scan(parameters: Self.parameters))
            let next = try #require(try await storage.visitors([.named(Bookshop.visitor(7))]).first)
            #expect(next.number != visitor.number)
            // Late news of what was before the erasure still counts, under the number alone.
            #expect(try await shop.words(try shop.order("A-2")) == ["recorded"])
        }
    }

    @Test("changes nothing a second time, also at once", arguments: StorageEngine.allCases)
    func again(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (_, visitor) = try await Self.busy(storage)
            let results = try await withThrowingTaskGroup(of: Erasure?.self) { group in
                for _ in 0..<8 { group.addTask { try await storage.erase(visitor.number) } }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count { $0 == .erased(personalParts: 1, answers: 1) } == 1)
            let count = try await storage.settledEvents().count
            guard case .alreadyErased? = try await storage.erase(visitor.number) else { Issue.record("twice"); return }
            #expect(try await storage.settledEvents().count == count)
            #expect(try await storage.erase(visitor.number ^ 1) == nil)
        }
    }

    @Test("finds them by a name, a number, a scan or a voucher", arguments: StorageEngine.allCases)
    func names(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (shop, visitor) = try await Self.busy(storage)
            let events = try await storage.settledEvents().map(\.event)
            let voucher = try #require(events.compactMap(\.voucher).first)
            let scan = try #require(shop.click.scan)
            #expect(
                try await storage.visitors([
                    .number(visitor.number), .scan(scan), .voucher(voucher), .named(Bookshop.visitor(7)),
                    .named(Bookshop.visitor(8)), .number(1), .scan(ScanID(UUIDv7(at: Bookshop.noon))),
                ]) == [visitor])
            let client = try await storage.client()
            #expect(try await storage.clients() == [client])
        }
    }

    @Test("can be looked at before: everything that is kept", arguments: StorageEngine.allCases)
    func record(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let (_, visitor) = try await Self.busy(storage)
            try await storage.append(Bookshop.scan(visitor: 8, parameters: Self.parameters))
            let record = try await storage.record(of: visitor)
            #expect(record.events.map(\.kind) == [.scan, .click, .voucherIssued, .visit, .purchase])
            let details = PersonalDetails(
                place: PersonalDetails.Place(latitude: 5152, longitude: -14), adClicks: [.gclid: "g-1"],
                consent: AdConsent(adUserData: .granted, adPersonalization: .denied))
            #expect(record.personal == [try #require(record.events.first).id: details])
            #expect(record.vouchers.map(\.state) == ["issued"])
            #expect(record.orders.values.map(\.description) == ["A-1"])
            #expect(Set(record.merchants.values) == [PurchaseShop.merchant])
            #expect(record.stores.values.map(\.description) == ["s1"])
            _ = try await storage.erase(visitor.number)
            let erased = try #require(try await storage.visitors([.number(visitor.number)]).first)
            #expect(!erased.isKnownAgain && erased.erasedAt == Bookshop.noon)
            #expect(try await storage.record(of: erased).personal.isEmpty)
        }
    }
}

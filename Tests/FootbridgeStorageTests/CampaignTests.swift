import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Campaigns in storage")
struct CampaignTests {
    static func placement(
        _ name: String = "autumn", _ placement: String = "window", merchant: String = "m1", store: String? = nil,
        cost: Money? = nil, starts: Timestamp = Bookshop.noon
    ) throws -> CampaignPlacement {
        CampaignPlacement(
            merchant: Bookshop.publicID(merchant), name: try #require(CampaignName(name)),
            placement: try #require(CampaignName(placement)), code: CampaignCode(),
            store: store.map(Bookshop.publicID), cost: cost, startsAt: starts)
    }

    @Test("Made again, a placement keeps its code and takes what changed", arguments: StorageEngine.allCases)
    func again(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            let first = try Self.placement(store: "s1")
            #expect(try await storage.store(first) == .stored(first))
            var wanted = try Self.placement(cost: Bookshop.pounds(35_000))
            wanted.gtin = Bookshop.gtin(1)
            guard case .stored(let second) = try await storage.store(wanted) else {
                Issue.record("not stored")
                return
            }
            #expect(second.code == first.code && second.cost == Bookshop.pounds(35_000) && second.store == nil)
            #expect(second.gtin == Bookshop.gtin(1))
            #expect(try await storage.placement(first.code) == second)
            #expect(try await storage.placement(wanted.code) == nil)
            #expect(try await storage.store(try Self.placement("autumn", "till")) != .unknownMerchant)
            #expect(try await storage.store(try Self.placement(merchant: "m2")) != .unknownMerchant)
            #expect(
                try await storage.placements(of: Bookshop.merchant.id).map(\.label) == [
                    "m1/autumn/till", "m1/autumn/window",
                ])
            #expect(try await storage.placements(of: nil).count == 3)
            #expect(try await storage.store(try Self.placement(merchant: "nobody")) == .unknownMerchant)
            #expect(try await storage.store(try Self.placement(store: "o1")) == .unknownStore)
        }
    }

    @Test("A campaign ends in all its placements, once, and never before it began", arguments: StorageEngine.allCases)
    func end(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await VoucherShop(in: storage)
            let later = Bookshop.noon + .seconds(3600)
            for placement in [
                try Self.placement(), try Self.placement("autumn", "till", starts: later),
                try Self.placement("winter"), try Self.placement(merchant: "m2"),
            ] { _ = try await storage.store(placement) }
            let (name, now) = (try #require(CampaignName("autumn")), Bookshop.noon + .seconds(60))
            #expect(try await storage.endCampaign(name, of: Bookshop.merchant.id, at: now) == 2)
            #expect(try await storage.endCampaign(name, of: Bookshop.merchant.id, at: later + .seconds(1)) == 0)
            let ends = try await storage.placements(of: nil).map(\.endsAt)
            #expect(ends == [later + .microseconds(1), now, nil, nil])
        }
    }
}

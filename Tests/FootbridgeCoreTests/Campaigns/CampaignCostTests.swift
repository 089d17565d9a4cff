import Testing

@testable import FootbridgeCore

@Suite("A placement's cost")
struct CampaignCostTests {
    private static let start = Timestamp(microseconds: 1_789_430_400_000_000)

    private static func day(_ number: Int64) -> Timestamp { start + .seconds(number * 86_400) }

    private static func placement(pence: Int64?, days: Int64?) throws -> CampaignPlacement {
        CampaignPlacement(
            merchant: try #require(PublicID("m1")), name: try #require(CampaignName("autumn")),
            placement: try #require(CampaignName("door")), code: CampaignCode(),
            cost: try pence.map { Money(minorUnits: $0, currency: try #require(Currency("GBP"))) }, startsAt: start,
            endsAt: days.map(day))
    }

    private static func cost(
        _ placement: CampaignPlacement, _ from: Int64, _ to: Int64, now: Int64 = 100
    ) -> Int64? {
        placement.cost(in: day(from)..<day(to), now: day(now))?.minorUnits
    }

    @Test("is spread evenly over its time, and sums to the whole of it")
    func spread() throws {
        let placement = try Self.placement(pence: 1000, days: 10)
        #expect(Self.cost(placement, -5, 20) == 1000)
        #expect(Self.cost(placement, 0, 3) == 300 && Self.cost(placement, 3, 20) == 700)
        #expect(Self.cost(placement, -2, 0) == nil && Self.cost(placement, 10, 12) == nil)
        let third = try Self.placement(pence: 1000, days: 3)
        #expect(Self.cost(third, 0, 1) == 333 && Self.cost(third, 1, 3) == 667)
        #expect(try Self.cost(Self.placement(pence: nil, days: 3), 0, 1) == nil)
        #expect(try Self.cost(Self.placement(pence: .max, days: 3), -9, 9) == .max)
    }

    @Test("without an end is spread up to now")
    func open() throws {
        let placement = try Self.placement(pence: 1000, days: nil)
        #expect(Self.cost(placement, 0, 5, now: 10) == 500 && Self.cost(placement, 0, 5, now: 5) == 1000)
        // One that only just hangs has all of it.
        #expect(Self.cost(placement, 0, 1, now: 0) == 1000 && Self.cost(placement, 0, 1, now: -3) == 1000)
    }
}

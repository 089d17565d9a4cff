import FootbridgeCore
import ProductIdentifiers
import Testing

@Suite("The order of listings")
struct ListingRankingTests {
    private func candidate(
        _ merchant: String, _ units: Int64?, _ currency: String = "GBP", compared: Bool = true,
        availability: Listing.Availability = .inStock
    ) throws -> Listing.Candidate {
        let price = try units.map { Money(minorUnits: $0, currency: try #require(Currency(currency))) }
        return Listing.Candidate(
            listing: Listing(
                id: ListingID(UUIDv7(at: Timestamp(microseconds: 0))),
                merchant: Merchant(id: try #require(PublicID(merchant)), name: merchant),
                gtin: try #require(GTIN("9780306406157")), url: "https://shop.example/\(merchant)", price: price,
                availability: availability, updatedAt: Timestamp(microseconds: 0)),
            isPriceCompared: compared)
    }

    @Test(
        "What can be had soonest first, then comparable prices from the lowest, no price last, then the others by name")
    func order() throws {
        let listings = try [
            candidate("gone", 1, availability: .outOfStock), candidate("unknown", 1, availability: .unknown),
            candidate("back", 9, availability: .backorder),
            candidate("pre", 8, availability: .preorder), candidate("b-aloof", 1, compared: false),
            candidate("a-aloof", 2, compared: false), candidate("unpriced", nil), candidate("dear", 900),
            candidate("cheap", 800), candidate("few", 850, availability: .limited),
        ]
        for _ in 0..<20 {
            #expect(
                Listing.ranked(listings.shuffled()).map(\.merchant.name) == [
                    "cheap", "few", "dear", "unpriced", "a-aloof", "b-aloof", "pre", "back", "unknown", "gone",
                ])
        }
    }

    @Test("Prices are compared within a currency; that of most listings comes first, and equal prices stand by name")
    func currencies() throws {
        let listings = try [
            candidate("euro", 1, "EUR"), candidate("z-pound", 900), candidate("a-pound", 900),
            candidate("yen", 1, "JPY"),
        ]
        for _ in 0..<20 {
            #expect(
                Listing.ranked(listings.shuffled()).map(\.merchant.name) == ["a-pound", "z-pound", "euro", "yen"])
        }
        #expect(Listing.ranked([]).isEmpty)
    }
}

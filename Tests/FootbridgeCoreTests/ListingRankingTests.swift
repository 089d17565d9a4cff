import FootbridgeCore
import ProductIdentifiers
import Testing

@Suite("The order of listings")
struct ListingRankingTests {
    private func listing(
        _ merchant: String, _ units: Int64?, _ currency: String = "GBP", compared: Bool = true,
        availability: Listing.Availability = .inStock
    ) throws -> Listing {
        let price = try units.map { Money(minorUnits: $0, currency: try #require(Currency(currency))) }
        return Listing(
            id: ListingID(UUIDv7(at: Timestamp(microseconds: 0))),
            merchant: Merchant(id: try #require(PublicID(merchant)), name: merchant),
            gtin: try #require(GTIN("9780306406157")), url: "https://shop.example/\(merchant)", price: price,
            availability: availability, updatedAt: Timestamp(microseconds: 0), isPriceCompared: compared)
    }

    @Test(
        "What can be had soonest first, then comparable prices from the lowest, no price last, then the others by name")
    func order() throws {
        let listings = try [
            listing("gone", 1, availability: .outOfStock), listing("unknown", 1, availability: .unknown),
            listing("back", 9, availability: .backorder),
            listing("pre", 8, availability: .preorder), listing("b-aloof", 1, compared: false),
            listing("a-aloof", 2, compared: false), listing("unpriced", nil), listing("dear", 900),
            listing("cheap", 800), listing("few", 850, availability: .limited),
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
            listing("euro", 1, "EUR"), listing("z-pound", 900), listing("a-pound", 900),
            listing("yen", 1, "JPY"),
        ]
        for _ in 0..<20 {
            #expect(
                Listing.ranked(listings.shuffled()).map(\.merchant.name) == ["a-pound", "z-pound", "euro", "yen"])
        }
        #expect(Listing.ranked([]).isEmpty)
    }

    @Test("The shopper's own currency stands first among what is as available, and the lowest price is one in it")
    func ownCurrency() throws {
        let pounds = try #require(Currency("GBP"))
        let listings = Listing.ranked(
            try [
                listing("euro", 2499, "EUR"), listing("cheap-euro", 2399, "EUR"), listing("pound", 1899),
                listing("cheap-pound", 1799, availability: .preorder), listing("aloof", 100, compared: false),
                listing("gone", 1, availability: .outOfStock), listing("vague", 2, availability: .unknown),
            ])
        #expect(
            Listing.ranked(listings, firstIn: pounds).map(\.merchant.name) == [
                "pound", "cheap-euro", "euro", "aloof", "cheap-pound", "vague", "gone",
            ])
        let lowest = { (currency: Currency?) in Listing.lowestPrice(of: listings, firstIn: currency)?.amount }
        // What nobody takes orders for, and what may not be compared, is no price to promise.
        #expect(lowest(pounds) == "17.99")
        // Without any in it, the currency of the first is as good as another.
        #expect(lowest(Currency("JPY")) == lowest(nil))
        #expect(Listing.lowestPrice(of: [], firstIn: pounds) == nil)
        #expect(Currency(country: "IE")?.description == "EUR" && Currency(country: "ZZ") == nil)
    }
}

import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// What the sample merchants offer online.
enum SampleListings {
    /// Which merchant sells in what, and how many of a hundred products it has.
    private static let assortments: [(merchant: MerchantRecord, currency: String, share: Int)] = [
        (SampleMerchants.quickquire, "GBP", 100), (SampleMerchants.lanternLane, "GBP", 80),
        (SampleMerchants.twoRivers, "EUR", 60), (SampleMerchants.paperHarbour, "USD", 60),
        (SampleMerchants.marginAndNotes, "GBP", 40),
    ]

    static func all(at now: Timestamp) -> [ListingRecord] {
        SampleFiles.products.flatMap { product in
            assortments.enumerated().compactMap { index, assortment in
                let chance = SampleChance(product.gtin.value, 100 + index)
                guard chance.number(below: 100) < assortment.share else { return nil }
                // Paper Harbour sells Japanese books from its shop in Tokyo.
                let code = product.language == "ja" && assortment.currency == "USD" ? "JPY" : assortment.currency
                return listing(of: product, from: assortment.merchant.merchant, in: code, chance, at: now)
            }
        }
    }

    private static func listing(
        of product: Product, from merchant: Merchant, in code: String, _ chance: SampleChance, at now: Timestamp
    ) -> ListingRecord {
        guard let currency = Currency(code) else { preconditionFailure("the samples sell in an unknown currency") }
        let number = product.gtin.isbn?.isbn13 ?? product.gtin.shortest
        let kind = product.gtin.isbn == nil ? "articles" : "books"
        return ListingRecord(
            merchant: merchant, offer: "\(number)-\(code.lowercased())", gtin: product.gtin,
            url: "https://\(merchant.id).example/\(kind)/\(number)",
            price: SamplePrice.of(product, in: currency, discount: chance.number(below: 16, at: 1)),
            availability: availability(chance.number(below: 20, at: 2)),
            updatedAt: now + .seconds(-60 * chance.number(below: 2_880, at: 3)))
    }

    /// Three in four in stock.
    private static func availability(_ number: Int) -> Listing.Availability {
        switch number {
        case 0: .outOfStock
        case 1: .backorder
        case 2: .preorder
        case 3...4: .limited
        default: .inStock
        }
    }
}

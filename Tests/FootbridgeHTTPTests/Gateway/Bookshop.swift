import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers
import Testing

/// A small trade in books around Soho, at a fixed moment, that the routes are asked about.
enum Bookshop {
    /// A Sunday afternoon in London.
    static let now = Timestamp(microseconds: 1_795_365_600_000_000)
    static let soho = (latitude: 51.5136, longitude: -0.1365)

    static let quay = Merchant(id: publicID("quay-books"), name: "Quay Books")
    static let heron = Merchant(id: publicID("heron"), name: "Heron & Reed")

    /// On the cover of `isbn-back-oak.jpg`; has every field, listings, and stores.
    static let keeper = gtin("9780306406157")
    /// On the cover of `isbn-close-gbp.jpg`; in the catalogue with its title alone.
    static let orchard = gtin("9780747532811")

    static func gtin(_ digits: String) -> GTIN {
        guard let gtin = GTIN(digits) else { preconditionFailure("\(digits) is no GTIN") }
        return gtin
    }

    static func publicID(_ text: String) -> PublicID {
        guard let id = PublicID(text) else { preconditionFailure("\(text) is no public id") }
        return id
    }

    static func money(_ amount: String, _ currency: String) -> Money? {
        Currency(currency).flatMap { Money(amount: amount, currency: $0) }
    }

    /// Where `quay` sells `keeper`: a query and a fragment, and characters that a careless hand would rewrite.
    static let keeperURL = "https://quay.example/b%c3%bccher/9780306406157?ref=a+b&x=%2f#price"
    static let heronURL = "https://heron.example/item/1"

    static func fill(_ storage: Storage) async throws {
        let results = try await storage.upsert(products: [
            Product(
                gtin: keeper, title: "The Footbridge Keeper", subtitle: "A novel",
                contributors: [
                    Contributor(name: "Marian Holloway"), Contributor(name: "Jo Lund", role: "translator"),
                ], publisher: "Lantern Quay Press", published: "2006-08-07", language: "en",
                coverURL: "https://covers.example/1.jpg", rating: Rating(averageHundredths: 425, count: 311),
                suggestedPrice: money("19.95", "GBP")),
            Product(gtin: orchard, title: "The Orchard Clock"),
        ])
        let stores = try await storage.upsert(stores: [
            try store("soho", of: quay, latitude: soho.latitude, longitude: soho.longitude, isTold: true),
            try store("bloomsbury", of: quay, latitude: 51.5200, longitude: -0.1250, isTold: false),
            try store("camden", of: heron, latitude: 51.5390, longitude: -0.1426, isTold: true),
        ])
        let listings = try await storage.upsert(listings: [
            ListingRecord(
                merchant: quay, offer: "keeper", gtin: keeper, url: keeperURL, price: money("7.99", "GBP"),
                availability: .inStock, updatedAt: now + .seconds(-3600)),
            ListingRecord(
                merchant: heron, offer: "keeper", gtin: keeper, url: heronURL, price: nil,
                availability: .unknown, updatedAt: now + .seconds(-7200)),
        ])
        let stock = try await storage.upsert(stock: [
            StockRecord(
                merchant: quay.id, store: publicID("soho"), gtin: keeper,
                stock: Stock(
                    status: .inStock, quantity: 3, price: money("8.99", "GBP"), collectedAt: now + .seconds(-4200))),
            StockRecord(
                merchant: quay.id, store: publicID("bloomsbury"), gtin: keeper,
                stock: Stock(status: .limited, quantity: nil, price: nil, collectedAt: now + .seconds(-60))),
            StockRecord(
                merchant: heron.id, store: publicID("camden"), gtin: keeper,
                stock: Stock(status: .inStock, quantity: 9, price: nil, collectedAt: now + .seconds(-500_000))),
        ])
        let promotions = try await storage.upsert(promotions: [
            PromotionRecord(
                merchant: quay.id, code: "autumn", title: "Two pounds off", startsAt: now + .seconds(-86_400),
                endsAt: now + .seconds(86_400), stores: [publicID("soho")])
        ])
        let all = results + stores + listings + stock + promotions
        #expect(all.allSatisfy { $0.isApplied }, "the fixture was not stored: \(all)")
    }

    private static func store(
        _ id: String, of merchant: Merchant, latitude: Double, longitude: Double, isTold: Bool
    ) throws -> StoreRecord {
        let day = [try #require(OpeningHours.Interval(opens: 9 * 60, closes: 18 * 60))]
        return StoreRecord(
            id: publicID(id), merchant: merchant, name: "\(merchant.name) \(id)", street: "1 Example Street",
            locality: id.prefix(1).uppercased() + id.dropFirst(), region: "London", postalCode: "W1D 3QF",
            country: "GB",
            position: try #require(Position(latitude: latitude, longitude: longitude)),
            timeZone: try #require(StoreTimeZone(identifier: "Europe/London")),
            hours: isTold ? OpeningHours(week: Array(repeating: day, count: 7)) : nil)
    }
}

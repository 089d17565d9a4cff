import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers

/// A trade around London beside the sample's bookshops, so that a look-up finds its way among many rows.
struct BookTrade {
    static let shops = 5000
    static let products = 2000
    static let shopsPerProduct = 22
    /// In every shop; every other product is in ``shopsPerProduct``.
    let everywhere: GTIN

    private let merchant: Merchant
    private let gtins: [GTIN]
    private let shopIDs: [PublicID]

    init() throws {
        guard let id = PublicID("benchmark") else { throw BenchmarkFailure("not a public id") }
        merchant = Merchant(id: id, name: "Benchmark Books")
        shopIDs = (0..<Self.shops).compactMap { PublicID("benchmark.\($0)") }
        gtins = (0..<Self.products).compactMap { number in
            let body = Int64(978_000_000_000 + number)
            return (0...9).lazy.compactMap { GTIN(value: body * 10 + $0) }.first
        }
        guard let first = gtins.first, gtins.count == Self.products else { throw BenchmarkFailure("not a GTIN") }
        everywhere = first
    }

    func fill(_ storage: Storage) async throws {
        let products = gtins.enumerated().map { number, gtin in
            Product(
                gtin: gtin, title: "Benchmark \(number)", contributors: [Contributor(name: "A. Writer")],
                publisher: "Benchmark Press", published: "2020")
        }
        try check(await storage.upsert(products: products))
        try check(await storage.upsert(stores: try shopRecords()))
        try check(await storage.upsert(stock: stockRecords()))
    }

    private func check(_ results: [ImportResult]) throws {
        guard results.allSatisfy(\.isApplied) else { throw BenchmarkFailure("the trade cannot be stored") }
    }

    private func shopRecords() throws -> [StoreRecord] {
        guard let zone = StoreTimeZone(identifier: "Europe/London"),
            let day = OpeningHours.Interval(opens: 540, closes: 1080),
            let hours = OpeningHours(week: Array(repeating: [day], count: 7))
        else { throw BenchmarkFailure("no opening hours") }
        return shopIDs.enumerated().compactMap { number, id in
            // Spread evenly, and the same in every run: multiples of irrational numbers.
            let (north, east) = (Double(number) * 0.7548776662, Double(number) * 0.5698402910)
            return Position(
                latitude: 51 + north.truncatingRemainder(dividingBy: 1),
                longitude: -0.8 + 1.2 * east.truncatingRemainder(dividingBy: 1)
            ).map { position in
                StoreRecord(
                    id: id, merchant: merchant, name: "Shop \(number)", street: "\(number) High Street",
                    locality: "Town \(number % 100)", postalCode: "NW1 8QP", country: "GB", position: position,
                    timeZone: zone, hours: hours)
            }
        }
    }

    private func stockRecords() -> [StockRecord] {
        let price = Currency("GBP").map { Money(minorUnits: 899, currency: $0) }
        let stock = Stock(status: .inStock, quantity: 3, price: price, collectedAt: WallClock.system.now)
        return gtins.enumerated().flatMap { number, gtin in
            let few = (0..<Self.shopsPerProduct).map { shopIDs[(number * 37 + $0 * 227) % Self.shops] }
            return (number == 0 ? shopIDs : few).map {
                StockRecord(merchant: merchant.id, store: $0, gtin: gtin, stock: stock)
            }
        }
    }
}

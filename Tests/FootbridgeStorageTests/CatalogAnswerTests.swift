import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers
import Testing

@Suite("Catalogue answers")
struct CatalogAnswerTests {
    @Test("A product comes with all of its fields and its contributors in order", arguments: StorageEngine.allCases)
    func wholeProduct(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let product = Product(
                gtin: Bookshop.gtin(1), title: "The Long Way", subtitle: "A walk",
                contributors: [
                    Contributor(name: "Zoë Adler"), Contributor(name: "Ben Okri", role: "translator"),
                ], publisher: "Harbour", published: "2006-08", language: "en-GB",
                coverURL: "https://covers.example/1.jpg", rating: Rating(averageHundredths: 421, count: 311),
                suggestedPrice: Bookshop.pounds(999))
            #expect(try await storage.upsert(products: [product]) == [.added])
            let answer = try await storage.answer(for: product.gtin, near: nil, at: Bookshop.noon)
            #expect(answer == CatalogAnswer(product: product))
        }
    }

    @Test("An unknown GTIN has no product, no listings and no stores", arguments: StorageEngine.allCases)
    func unknown(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(answer == CatalogAnswer(product: nil))
        }
    }

    @Test(
        "Listings stand by availability, comparable prices before the others, then price, then name",
        arguments: StorageEngine.allCases)
    func listingOrder(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let aloof = Merchant(id: Bookshop.publicID("aloof"), name: "Aloof")
            let other = Merchant(id: Bookshop.publicID("other"), name: "Other")
            _ = try await storage.upsert(products: [Bookshop.product(1), Bookshop.product(2)])
            _ = try await storage.upsert(merchants: [MerchantRecord(aloof, isPriceCompared: false)])
            let results = try await storage.upsert(listings: [
                Bookshop.listing("gone", 1, pence: 1, availability: .outOfStock),
                Bookshop.listing("aloof", 1, pence: 2, of: aloof),
                Bookshop.listing("dear", 1, pence: 900),
                Bookshop.listing("unpriced", 1, pence: nil),
                Bookshop.listing("cheap", 1, pence: 800, of: other),
                Bookshop.listing("soon", 1, pence: 3, availability: .preorder),
                Bookshop.listing("another-product", 2),
            ])
            #expect(results.allSatisfy { $0.isApplied })
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
            #expect(
                answer.listings.map { $0.url.split(separator: "/").last ?? "" }
                    == ["cheap", "dear", "unpriced", "aloof", "soon", "gone"])
            let first = try #require(answer.listings.first)
            #expect(try await storage.destination(of: first.id)?.url == first.url)
            #expect(try await storage.destination(of: ListingID(UUIDv7(at: Bookshop.noon))) == nil)
        }
    }

    @Test(
        "A nearby store comes with address, hours, stock and the promotions that hold there",
        arguments: StorageEngine.allCases)
    func wholeStore(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let nine = try #require(OpeningHours.Interval(opens: 540, closes: 1080))
            let day = CivilDate(daysSinceEpoch: Int(Bookshop.noon.microseconds / 86_400_000_000) + 1)
            let hours = try #require(OpeningHours(week: Array(repeating: [nine], count: 7), special: [day: []]))
            _ = try await storage.upsert(products: [Bookshop.product(1), Bookshop.product(2)])
            _ = try await storage.upsert(stores: [Bookshop.store("s1", hours: hours), Bookshop.store("s2")])
            _ = try await storage.upsert(stock: [Bookshop.stock("s1", 1), Bookshop.stock("s2", 1, .limited)])
            let (before, after) = (Bookshop.noon + .seconds(-100), Bookshop.noon + .seconds(100))
            func promotion(
                _ code: String, from: Timestamp = before, to: Timestamp = after, stores: [String] = [],
                products: [Int64] = []
            ) -> PromotionRecord {
                PromotionRecord(
                    merchant: Bookshop.merchant.id, code: code, title: code, startsAt: from, endsAt: to,
                    stores: stores.map(Bookshop.publicID), products: products.map(Bookshop.gtin))
            }
            let results = try await storage.upsert(promotions: [
                promotion("everywhere"), promotion("over", from: before + .seconds(-9), to: Bookshop.noon),
                promotion("not yet", from: Bookshop.noon + .seconds(1)), promotion("here", stores: ["s1"]),
                promotion("there", stores: ["s2"]), promotion("this book", products: [1]),
                promotion("that book", products: [2]), promotion("from now", from: Bookshop.noon),
            ])
            #expect(results.allSatisfy { $0.isApplied })

            let answer = try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(answer.stores.map(\.store.id.description) == ["s1", "s2"])
            let nearby = try #require(answer.stores.first)
            #expect(nearby.store.address.line == "1 High Street, Camden, London NW1 8QP")
            #expect(nearby.store.merchant == Bookshop.merchant)
            #expect(nearby.store.hours == hours)
            #expect(nearby.store.timeZone.identifier == "Europe/London")
            #expect(nearby.stock == Bookshop.stock("s1", 1).stock)
            #expect(Set(nearby.promotions.map(\.title)) == ["everywhere", "here", "this book", "from now"])
            #expect(answer.stores.last?.store.hours == nil)
        }
    }

    @Test(
        "Stores that have none, or are not listed, are left out; old stock is told as unknown",
        arguments: StorageEngine.allCases)
    func leftOut(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(merchants: [MerchantRecord(Bookshop.merchant, stockTimeToLive: .seconds(60))])
            _ = try await storage.upsert(stores: [
                Bookshop.store("none"), Bookshop.store("hidden", isListed: false), Bookshop.store("old"),
            ])
            _ = try await storage.upsert(stock: [
                Bookshop.stock("none", 1, .outOfStock), Bookshop.stock("hidden", 1),
                Bookshop.stock("old", 1, collectedAt: Bookshop.noon + .seconds(-61)),
            ])
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(answer.stores.map(\.store.id.description) == ["old"])
            #expect(answer.stores.first?.stock.status == .unknown)
        }
    }

    @Test(
        "However many stores an answer has, each has its own hours, stock and promotions, the ten that end first",
        arguments: StorageEngine.allCases)
    func manyStores(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let names = (10..<60).map { "s\($0)" }
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(
                stores: try names.enumerated().map { number, name in
                    let day = try #require(OpeningHours.Interval(opens: 540, closes: 1080 + number))
                    return Bookshop.store(
                        name, at: Bookshop.position(51.5 + Double(number) / 10_000, -0.14),
                        hours: OpeningHours(week: Array(repeating: [day], count: 7)))
                })
            _ = try await storage.upsert(
                stock: names.enumerated().map { Bookshop.stock($0.element, 1, quantity: $0.offset) })
            let promotions = (1...12).reversed().map { number in
                PromotionRecord(
                    merchant: Bookshop.merchant.id, code: "p\(number)", title: "p\(number)",
                    startsAt: Bookshop.noon, endsAt: Bookshop.noon + .seconds(number),
                    // The last is not everywhere.
                    stores: number == 1 ? [Bookshop.publicID("s12")] : [], products: [])
            }
            #expect(try await storage.upsert(promotions: promotions).allSatisfy { $0.isApplied })
            for limit in [1, 4, 5, 6, 50] {
                let answer = try await storage.answer(
                    for: Bookshop.gtin(1), near: Bookshop.near(limit: limit), at: Bookshop.noon)
                #expect(answer.stores.map(\.store.id.description) == Array(names.prefix(limit)))
                for (number, nearby) in answer.stores.enumerated() {
                    #expect(nearby.store.hours?.week.first?.first?.closes == 1080 + number)
                    #expect(nearby.stock.quantity == number)
                    let first = nearby.store.id.description == "s12" ? 1 : 2
                    #expect(nearby.promotions.map(\.title) == (first..<(first + 10)).map { "p\($0)" })
                }
            }
        }
    }

    @Test("A store that moves takes its stock along", arguments: StorageEngine.allCases)
    func moves(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            _ = try await storage.upsert(stock: [Bookshop.stock("s1", 1)])
            let edinburgh = Bookshop.position(55.95, -3.19)
            #expect(try await storage.upsert(stores: [Bookshop.store("s1", at: edinburgh)]) == [.changed])
            let there = try await storage.answer(
                for: Bookshop.gtin(1), near: Bookshop.near(edinburgh), at: Bookshop.noon)
            #expect(there.stores.map(\.store.id.description) == ["s1"])
            let here = try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(here.stores.isEmpty)
            #expect(try await storage.count("SELECT count(*) FROM stock") == 1)
        }
    }
}

import FootbridgeCore
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

@Suite("Import")
struct ImportTests {
    @Test("The same rows again change nothing, and ids stay", arguments: StorageEngine.allCases)
    func rerun(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var answers: [CatalogAnswer] = []
            for result in [ImportResult.added, .unchanged] {
                #expect(try await storage.upsert(products: [Bookshop.product(1)]) == [result])
                #expect(try await storage.upsert(stores: [Bookshop.store("s1")]) == [result])
                #expect(try await storage.upsert(listings: [Bookshop.listing("a", 1)]) == [result])
                #expect(try await storage.upsert(stock: [Bookshop.stock("s1", 1)]) == [result])
                answers.append(
                    try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon))
            }
            #expect(answers[0] == answers[1])
            #expect(answers[0].stores.count == 1)
            #expect(try await storage.count("SELECT count(*) FROM places") == 1)
        }
    }

    @Test("Older stock and older listings replace nothing", arguments: StorageEngine.allCases)
    func older(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            let earlier = Bookshop.noon + .seconds(-1)
            let stock = try await storage.upsert(stock: [
                Bookshop.stock("s1", 1, quantity: 2), Bookshop.stock("s1", 1, quantity: 9, collectedAt: earlier),
            ])
            #expect(stock == [.added, .older])
            let listings = try await storage.upsert(listings: [
                Bookshop.listing("a", 1, pence: 700), Bookshop.listing("a", 1, pence: 1, updatedAt: earlier),
            ])
            #expect(listings == [.added, .older])
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(answer.stores.first?.stock.quantity == 2)
            #expect(answer.listings.first?.price == Bookshop.pounds(700))
        }
    }

    @Test("A bad row is told by its reason and takes no other with it", arguments: StorageEngine.allCases)
    func badRows(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let rival = Merchant(id: Bookshop.publicID("rival"), name: "Rival")
            let products = try await storage.upsert(products: [
                Bookshop.product(1), Bookshop.product(2, title: ""), Bookshop.product(3, title: "a\u{0}b"),
                Product(gtin: Bookshop.gtin(4), title: "x", published: "2006-13"),
                Product(gtin: Bookshop.gtin(5), title: "x", coverURL: "ftp://x.example/"),
                Product(gtin: Bookshop.gtin(6), title: "x", rating: Rating(averageHundredths: 501, count: 1)),
                Bookshop.product(7),
            ])
            #expect(
                products.map(\.rejectedFields) == [
                    nil, ["title"], ["title"], ["published"], ["cover_url"], ["rating_average"], nil,
                ])
            #expect(products[0] == .added && products[6] == .added)
            var twin = Bookshop.store("s2")
            twin.code = "s1"
            var abroad = Bookshop.store("s3")
            abroad.country = "gb"
            let stores = try await storage.upsert(stores: [
                Bookshop.store("s1"), twin, abroad, Bookshop.store("s1", merchant: rival), Bookshop.store("s4"),
            ])
            #expect(stores[0] == .added)
            guard case .rejected(.refused(let reason)) = stores[1] else {
                Issue.record("a code twice was not refused: \(stores[1])")
                return
            }
            // SQLite names the columns, PostgreSQL the constraint.
            #expect(reason.contains("stores") && reason.contains("code"))
            #expect(stores[2].rejectedFields == ["country"])
            #expect(stores[4] == .added)
            let again = try await storage.upsert(stores: [Bookshop.store("s1", merchant: rival)])
            #expect(again == [.rejected(.otherMerchant)])

            let stock = try await storage.upsert(stock: [
                Bookshop.stock("s1", 99), Bookshop.stock("s9", 1), Bookshop.stock("s1", 1, quantity: -1),
                Bookshop.stock("s1", 1, collectedAt: Bookshop.noon + .seconds(3601)), Bookshop.stock("s1", 1),
            ])
            #expect(
                [stock[0], stock[1], stock[4]] == [
                    .rejected(.unknownProduct(Bookshop.gtin(99))), .rejected(.unknownStore(Bookshop.publicID("s9"))),
                    .added,
                ])
            #expect(stock[2...3].map(\.rejectedFields) == [["quantity"], ["collected_at"]])
            var script = Bookshop.listing("a", 1)
            script.url = "javascript:alert(1)"
            var split = Bookshop.listing("b", 1)
            split.url = "https://x.example/\r\nSet-Cookie: a"
            // What stands before an @ is no part of where a link leads.
            let named = ["https://shop.example@evil.example/", "https://u:p@x.example/", "http://@x.example/"]
                .enumerated().map { place, url in
                    var record = Bookshop.listing("n\(place)", 1)
                    record.url = url
                    return record
                }
            #expect(
                try await storage.upsert(listings: named).map(\.rejectedFields) == named.map { _ in ["url"] })
            var at = Bookshop.listing("at", 1)
            at.url = "https://x.example/@author?mail=a@b"
            #expect(try await storage.upsert(listings: [at]) == [.added])
            var covered = Bookshop.product(8)
            covered.coverURL = "https://u@x.example/a.jpg"
            #expect(try await storage.upsert(products: [covered]).map(\.rejectedFields) == [["cover_url"]])
            let listings = try await storage.upsert(
                listings: [script, split, Bookshop.listing("c", 99), Bookshop.listing("d", 1)])
            #expect(listings.map(\.rejectedFields) == [["url"], ["url"], nil, nil])
            #expect(listings[2...] == [.rejected(.unknownProduct(Bookshop.gtin(99))), .added])
            let promotion = PromotionRecord(
                merchant: Bookshop.merchant.id, code: "p", title: "P", startsAt: Bookshop.noon,
                endsAt: Bookshop.noon + .seconds(1))
            var (nobodys, nowhere, backwards, rivals) = (promotion, promotion, promotion, promotion)
            nobodys.merchant = Bookshop.publicID("nobody")
            nowhere.stores = [Bookshop.publicID("s9")]
            backwards.endsAt = promotion.startsAt
            // Refused by its second statement, after the first has stored the promotion itself.
            _ = try await storage.upsert(stores: [Bookshop.store("r1", merchant: rival)])
            (rivals.code, rivals.stores) = ("r", [Bookshop.publicID("r1")])
            let promotions = try await storage.upsert(
                promotions: [nobodys, nowhere, backwards, rivals, promotion])
            #expect(
                promotions[..<2] == [
                    .rejected(.unknownMerchant(Bookshop.publicID("nobody"))),
                    .rejected(.unknownStore(Bookshop.publicID("s9"))),
                ])
            #expect(promotions[2].rejectedFields == ["ends_at"])
            guard case .rejected(.refused(let stranger)) = promotions[3] else {
                Issue.record("another merchant's store was not refused: \(promotions[3])")
                return
            }
            #expect(stranger.hasPrefix("a reference to a row that is not there"))
            #expect(promotions[4] == .added)
            #expect(try await storage.count("SELECT count(*) FROM promotions") == 1)
        }
    }

    @Test("More rows than one transaction holds each have their result, in order", arguments: StorageEngine.allCases)
    func manyRows(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let products = (0..<1203).map { Bookshop.product($0, title: $0 % 100 == 7 ? "" : "Book \($0)") }
            let results = try await storage.upsert(products: products)
            #expect(results.count == 1203)
            for (index, result) in results.enumerated() {
                #expect((result == .added) == (index % 100 != 7))
            }
            #expect(try await storage.count("SELECT count(*) FROM products") == 1203 - 12)
        }
    }

    @Test("A product's contributors and a store's hours are replaced, not added to", arguments: StorageEngine.allCases)
    func replaced(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var product = Bookshop.product(1)
            for names in [["A", "B", "C"], ["D"]] {
                product.contributors = names.map { Contributor(name: $0) }
                _ = try await storage.upsert(products: [product])
            }
            let answer = try await storage.answer(for: product.gtin, near: nil, at: Bookshop.noon)
            #expect(answer.product?.contributors.map(\.name) == ["D"])
            let nine = try #require(OpeningHours.Interval(opens: 540, closes: 1080))
            let open = OpeningHours(
                week: Array(repeating: [nine], count: 7), special: [CivilDate(daysSinceEpoch: 20_000): [nine]])
            _ = try await storage.upsert(stores: [Bookshop.store("s1", hours: open)])
            #expect(try await storage.count("SELECT count(*) FROM store_hours") == 7)
            let ten = try #require(OpeningHours.Interval(opens: 600, closes: 1080))
            let sundays = OpeningHours(week: Array(repeating: [], count: 6) + [[ten]])
            _ = try await storage.upsert(stores: [Bookshop.store("s1", hours: sundays)])
            #expect(try await storage.count("SELECT count(*) FROM store_hours") == 1)
        }
    }

    @Test("What a later row does not say stays as it was", arguments: StorageEngine.allCases)
    func kept(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let product = Product(
                gtin: Bookshop.gtin(1), title: "The Long Way", subtitle: "A walk",
                contributors: [Contributor(name: "Zoë Adler")], publisher: "Harbour", published: "2006", language: "en",
                coverURL: "https://covers.example/1.jpg", rating: Rating(averageHundredths: 421, count: 311),
                suggestedPrice: Bookshop.pounds(999))
            let nine = try #require(OpeningHours.Interval(opens: 540, closes: 1080))
            let hours = OpeningHours(
                week: Array(repeating: [nine], count: 7), special: [CivilDate(daysSinceEpoch: 20_720): []])
            _ = try await storage.upsert(products: [product])
            _ = try await storage.upsert(stores: [Bookshop.store("s1", hours: hours, isListed: nil)])
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1)])
            _ = try await storage.upsert(stock: [Bookshop.stock("s1", 1)])
            let before = try await storage.answer(for: product.gtin, near: Bookshop.near(), at: Bookshop.noon)
            #expect(before.stores.first?.store.hours != nil && before.product == product)

            var bare = Bookshop.store("s1", isListed: nil)
            (bare.region, bare.postalCode) = (nil, nil)
            var stock = Bookshop.stock("s1", 1)
            stock.stock.price = nil
            #expect(try await storage.upsert(products: [Bookshop.product(1)]) == [.unchanged])
            #expect(try await storage.upsert(stores: [bare]) == [.unchanged])
            #expect(try await storage.upsert(listings: [Bookshop.listing("a", 1, pence: nil)]) == [.unchanged])
            #expect(try await storage.upsert(stock: [stock]) == [.unchanged])
            // And beside something that does change.
            #expect(try await storage.upsert(products: [Bookshop.product(1, title: "New")]) == [.changed])
            bare.name = "New"
            #expect(try await storage.upsert(stores: [bare]) == [.changed])
            let preorder = Bookshop.listing("a", 1, pence: nil, availability: .preorder)
            #expect(try await storage.upsert(listings: [preorder]) == [.changed])
            stock.stock.quantity = 2
            #expect(try await storage.upsert(stock: [stock]) == [.changed])
            var after = try await storage.answer(for: product.gtin, near: Bookshop.near(), at: Bookshop.noon)
            #expect(after.product?.title == "New" && after.stores.first?.store.name == "New")
            #expect(after.listings.first?.availability == .preorder && after.stores.first?.stock.quantity == 2)
            after.product?.title = "The Long Way"
            after.stores[0].store.name = "Shop s1"
            after.stores[0].stock.quantity = 3
            after.listings[0].availability = .inStock
            #expect(after == before)
        }
    }

    @Test("A rehearsal tells what would come of the rows, and stores nothing", arguments: StorageEngine.allCases)
    func rehearsal(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            let products = [Bookshop.product(1), Bookshop.product(1, title: "New"), Bookshop.product(2)]
            #expect(
                try await storage.upsert(products: products, isRehearsal: true) == [.unchanged, .changed, .added])
            #expect(try await storage.upsert(stores: [Bookshop.store("s1")], isRehearsal: true) == [.added])
            #expect(try await storage.upsert(listings: [Bookshop.listing("a", 1)], isRehearsal: true) == [.added])
            #expect(try await storage.count("SELECT count(*) FROM products") == 1)
            #expect(try await storage.count("SELECT count(*) FROM merchants") == 0)
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
            #expect(answer.product?.title == "The Long Way")
        }
    }

    @Test("A shop that is withdrawn is closed, keeps its history, and opens again", arguments: StorageEngine.allCases)
    func closed(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let rival = Merchant(id: Bookshop.publicID("rival"), name: "Rival")
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            let stores = ["s1", "s2", "s3"].map { Bookshop.store($0, isListed: nil) }
            _ = try await storage.upsert(stores: stores + [Bookshop.store("r1", merchant: rival)])
            _ = try await storage.upsert(stock: ["s1", "s2", "s3"].map { Bookshop.stock($0, 1) })
            _ = try await storage.upsert(listings: ["a", "b"].map { Bookshop.listing($0, 1) })
            func held(_ kind: MerchantRecordKind) async throws -> [HeldRecord] {
                let first = try await storage.held(kind, of: Bookshop.merchant.id, limit: 2)
                return first + (try await storage.held(kind, of: Bookshop.merchant.id, after: first.last, limit: 2))
            }
            #expect(try await held(.stores).map(\.key.name) == ["s1", "s2", "s3"])
            #expect(try await held(.listings).map(\.key.name) == ["a", "b"])
            #expect(
                try await held(.stock).map(\.key)
                    == ["s1", "s2", "s3"].map {
                        RecordKey(merchant: Bookshop.merchant.id, name: $0, gtin: Bookshop.gtin(1))
                    })
            let gone = try await held(.stores).filter { $0.key.name == "s2" }
            #expect(try await storage.withdraw(.stores, gone) == 1)
            #expect(try await storage.withdraw(.stores, gone) == 0)
            func shown() async throws -> [String] {
                try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon).stores
                    .map(\.store.id.description)
            }
            #expect(try await shown() == ["s1", "s3"])
            #expect(try await held(.stores).map(\.key.name) == ["s1", "s3"])
            #expect(try await storage.count("SELECT count(*) FROM stores WHERE closed_at IS NOT NULL") == 1)
            #expect(try await storage.count("SELECT count(*) FROM stock") == 3)
            #expect(try await storage.upsert(stores: [stores[1]]) == [.changed])
            #expect(try await shown() == ["s1", "s2", "s3"])
            #expect(try await storage.withdraw(.listings, try await held(.listings)) == 2)
            #expect(try await storage.withdraw(.stock, try await held(.stock).suffix(1)) == 1)
            #expect(try await shown() == ["s1", "s2"])
        }
    }

    @Test("Stock is of a store of the merchant that says so", arguments: StorageEngine.allCases)
    func foreignStock(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            var stock = Bookshop.stock("s1", 1)
            stock.merchant = Bookshop.publicID("rival")
            #expect(try await storage.upsert(stock: [stock]) == [.rejected(.unknownStore(stock.store))])
        }
    }

    @Test(
        "No row renames a merchant, a rejected one makes none, and its choices stay", arguments: StorageEngine.allCases)
    func notRenamed(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(merchants: [MerchantRecord(Bookshop.merchant, isPriceCompared: false)])
            let other = Merchant(id: Bookshop.merchant.id, name: "Other Name")
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1, of: other)])
            _ = try await storage.upsert(stores: [Bookshop.store("s1", merchant: other)])
            let stranger = Merchant(id: Bookshop.publicID("stranger"), name: "Stranger")
            let dotted = Merchant(id: Bookshop.publicID("m1.s"), name: "Dotted")
            let rejected = try await storage.upsert(listings: [
                Bookshop.listing("b", 99, of: stranger), Bookshop.listing("c", 1, of: dotted),
            ])
            #expect(rejected.map(\.rejectedFields) == [nil, ["merchant"]])
            func names() async throws -> [PublicID: String] {
                try await storage.merchantNames([other.id, stranger.id, dotted.id])
            }
            #expect(try await names() == [other.id: Bookshop.merchant.name])
            #expect(try await storage.rename(other))
            #expect(try await !storage.rename(stranger))
            #expect(try await names() == [other.id: "Other Name"])
            #expect(try await storage.count("SELECT count(*) FROM merchants WHERE price_compared = 0") == 1)
        }
    }
}

extension ImportResult {
    /// The fields for which a row was rejected.
    fileprivate var rejectedFields: [String]? {
        if case .rejected(.unacceptable(let problems)) = self { problems.map(\.field) } else { nil }
    }
}

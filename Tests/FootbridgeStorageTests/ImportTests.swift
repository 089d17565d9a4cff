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
            for _ in 0..<2 {
                #expect(try await storage.upsert(products: [Bookshop.product(1)]) == [.applied])
                #expect(try await storage.upsert(stores: [Bookshop.store("s1")]) == [.applied])
                #expect(try await storage.upsert(listings: [Bookshop.listing("a", 1)]) == [.applied])
                #expect(try await storage.upsert(stock: [Bookshop.stock("s1", 1)]) == [.applied])
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
            #expect(stock == [.applied, .older])
            let listings = try await storage.upsert(listings: [
                Bookshop.listing("a", 1, pence: 700), Bookshop.listing("a", 1, pence: 1, updatedAt: earlier),
            ])
            #expect(listings == [.applied, .older])
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
                products == [
                    .applied, .rejected(.unacceptable(field: "title")), .rejected(.unacceptable(field: "title")),
                    .rejected(.unacceptable(field: "published")), .rejected(.unacceptable(field: "cover_url")),
                    .rejected(.unacceptable(field: "rating_average")), .applied,
                ])
            var twin = Bookshop.store("s2")
            twin.code = "s1"
            var abroad = Bookshop.store("s3")
            abroad.country = "gb"
            let stores = try await storage.upsert(stores: [
                Bookshop.store("s1"), twin, abroad, Bookshop.store("s1", merchant: rival), Bookshop.store("s4"),
            ])
            #expect(stores[0] == .applied)
            guard case .rejected(.refused(let reason)) = stores[1] else {
                Issue.record("a code twice was not refused: \(stores[1])")
                return
            }
            // SQLite names the columns, PostgreSQL the constraint.
            #expect(reason.contains("stores") && reason.contains("code"))
            #expect(stores[2] == .rejected(.unacceptable(field: "country")))
            #expect(stores[4] == .applied)
            let again = try await storage.upsert(stores: [Bookshop.store("s1", merchant: rival)])
            #expect(again == [.rejected(.otherMerchant)])

            let stock = try await storage.upsert(stock: [
                Bookshop.stock("s1", 99), Bookshop.stock("s9", 1), Bookshop.stock("s1", 1, quantity: -1),
                Bookshop.stock("s1", 1, collectedAt: Bookshop.noon + .seconds(3601)), Bookshop.stock("s1", 1),
            ])
            #expect(
                stock == [
                    .rejected(.unknownProduct), .rejected(.unknownStore), .rejected(.unacceptable(field: "quantity")),
                    .rejected(.unacceptable(field: "collected_at")), .applied,
                ])
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
                try await storage.upsert(listings: named)
                    == named.map { _ in .rejected(.unacceptable(field: "url")) })
            var at = Bookshop.listing("at", 1)
            at.url = "https://x.example/@author?mail=a@b"
            #expect(try await storage.upsert(listings: [at]) == [.applied])
            var covered = Bookshop.product(8)
            covered.coverURL = "https://u@x.example/a.jpg"
            #expect(try await storage.upsert(products: [covered]) == [.rejected(.unacceptable(field: "cover_url"))])
            #expect(
                try await storage.upsert(listings: [script, split, Bookshop.listing("c", 99), Bookshop.listing("d", 1)])
                    == [
                        .rejected(.unacceptable(field: "url")), .rejected(.unacceptable(field: "url")),
                        .rejected(.unknownProduct), .applied,
                    ])
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
                promotions[..<3] == [
                    .rejected(.unknownMerchant), .rejected(.unknownStore),
                    .rejected(.unacceptable(field: "ends_at")),
                ])
            guard case .rejected(.refused(let stranger)) = promotions[3] else {
                Issue.record("another merchant's store was not refused: \(promotions[3])")
                return
            }
            #expect(stranger.hasPrefix("a reference to a row that is not there"))
            #expect(promotions[4] == .applied)
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
                #expect((result == .applied) == (index % 100 != 7))
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
            _ = try await storage.upsert(stores: [Bookshop.store("s1")])
            #expect(try await storage.count("SELECT count(*) FROM store_hours") == 0)
            #expect(try await storage.count("SELECT count(*) FROM store_special_hours") == 0)
        }
    }

    @Test("A listing's merchant is renamed, and its choices stay", arguments: StorageEngine.allCases)
    func renamed(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(merchants: [MerchantRecord(Bookshop.merchant, isPriceCompared: false)])
            let renamed = Merchant(id: Bookshop.merchant.id, name: "New Name")
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1, of: renamed)])
            let answer = try await storage.answer(for: Bookshop.gtin(1), near: nil, at: Bookshop.noon)
            #expect(answer.listings.first?.merchant == renamed)
            #expect(try await storage.count("SELECT count(*) FROM merchants WHERE price_compared = 0") == 1)
        }
    }
}

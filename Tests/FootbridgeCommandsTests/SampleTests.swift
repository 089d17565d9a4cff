import ArgumentParser
import FootbridgeCore
import FootbridgeStorage
import Foundation
import ProductIdentifiers
import Testing

@testable import FootbridgeCommands

@Suite struct SampleTests {
    private struct Catalog: Decodable {
        struct Price: Decodable { var amount: String, currency: String }
        struct Person: Decodable { var name: String, role: String }
        struct Book: Decodable {
            var isbn13: String, title: String, subtitle: String?, contributors: [Person], publisher: String
            var published: String, language: String, suggested_price: Price?
        }
        struct Article: Decodable { var gtin: String, title: String, brand: String, suggested_price: Price? }
        var books: [Book]
        var articles: [Article]
    }

    @Test func `The sample shops sell exactly what is in the sample photos`() throws {
        let file = packageRoot.appending(path: "images/catalog.json")
        guard FileManager.default.fileExists(atPath: file.path) else {
            print("skipped: there is no images/catalog.json")
            return
        }
        let catalog = try JSONDecoder().decode(Catalog.self, from: Data(contentsOf: file))
        func line(_ price: Catalog.Price?) -> String { price.map { "\($0.amount) \($0.currency)" } ?? "-" }
        let books = catalog.books.map { book in
            [
                "0" + book.isbn13, book.title, book.subtitle ?? "-",
                book.contributors.map { "\($0.name)/\($0.role)" }.joined(separator: ";"), book.publisher,
                book.published,
                book.language, line(book.suggested_price),
            ].joined(separator: "|")
        }
        let articles = catalog.articles.map { article in
            [article.gtin, article.title, "-", "", article.brand, "-", "-", line(article.suggested_price)]
                .joined(separator: "|")
        }
        let samples = SampleFiles.products.map { product in
            let price = product.suggestedPrice.map { "\($0.amount) \($0.currency)" } ?? "-"
            return [
                product.gtin.digits14, product.title, product.subtitle ?? "-",
                product.contributors.map { "\($0.name)/\($0.role)" }.joined(separator: ";"), product.publisher ?? "-",
                product.published ?? "-", product.language ?? "-", price,
            ].joined(separator: "|")
        }
        #expect(Set(samples) == Set(books + articles))
        #expect(samples.count == books.count + articles.count)
    }

    @Test(arguments: ["2026-11-22T16:40:00Z", "2027-02-28T23:59:59Z", "2026-12-25T00:00:00Z", "2028-12-31T12:00:00Z"])
    func `Every product is listed and to be had in three shops near the middle, at any time of the year`(
        time: String
    ) async throws {
        let now = try present(Timestamp(rfc3339: time))
        try await withStorage(at: now) { storage, _ in
            _ = try await SampleCatalog.fill(storage, at: now, on: WrittenLines().terminal())
            let vicinity = Vicinity(
                position: try present(Position(latitude: 51.5155, longitude: -0.1410)), radius: Meters(10_000),
                limit: 50)
            var statuses: Set<Stock.Status> = []
            var promotions = 0
            for product in SampleFiles.products {
                let answer = try await storage.answer(for: product.gtin, near: vicinity, at: now)
                #expect(answer.product?.title == product.title)
                #expect(!answer.listings.isEmpty)
                let stocked = answer.stores.filter { [.inStock, .limited].contains($0.stock.status) }
                #expect(stocked.count >= 3, "\(product.title)")
                statuses.formUnion(answer.stores.map(\.stock.status))
                promotions += answer.stores.map(\.promotions.count).reduce(0, +)
            }
            #expect(statuses.isSuperset(of: [.inStock, .limited, .unknown]))
            #expect(promotions > 0)
        }
    }

    @Test func `The shops are in every zone that matters, with every kind of hours`() {
        #expect(SampleFiles.stores.count { $0.region == "London" } == 25)
        #expect(SampleFiles.stores.count == 46)
        #expect(Set(SampleFiles.stores.map(\.id)).count == SampleFiles.stores.count)
        let zones = Set(SampleFiles.stores.map(\.timeZone.identifier))
        #expect(zones.isSuperset(of: ["Europe/London", "Asia/Kathmandu", "Pacific/Auckland", "America/New_York"]))
        let hours = SampleFiles.stores.map(\.hours)
        #expect(hours.contains(nil))
        #expect(hours.contains { $0?.week.allSatisfy { $0.map(\.closes) == [1440] } == true })
        #expect(hours.contains { $0?.week.contains { $0.contains { $0.closes > 1440 } } == true })
        #expect(hours.contains { $0?.special.isEmpty == false })
    }

    @Test func `The same data comes out at every run`() {
        #expect(SampleStock.all(at: fixedNow) == SampleStock.all(at: fixedNow))
        #expect(SampleListings.all(at: fixedNow) == SampleListings.all(at: fixedNow))
        #expect(
            Set(SampleListings.all(at: fixedNow).map { "\($0.merchant.id)/\($0.offer)" }).count
                == SampleListings.all(at: fixedNow).count)
    }

    @Test func `An empty database is filled and its keys work, a second time is refused`() async throws {
        try await withStorage { storage, _ in
            let command = try present(try SampleCommand.parse(["--json"]))
            let lines = WrittenLines()
            try await command.perform(in: storage, at: fixedNow, on: lines.terminal())
            let keys = try JSONDecoder().decode([String: [String: String]].self, from: Data(lines.results.utf8))
            #expect(keys.keys.sorted() == ["keys"])
            #expect(Set(try present(keys["keys"]).keys) == Set(Role.allCases.map(\.rawValue)))
            #expect(lines.results.hasPrefix(#"{"keys":{"client":"fbk_"#))
            for (role, secret) in try present(keys["keys"]) {
                let principal = try await storage.principal(keyHash: try present(APIKey(secret)).hash)
                #expect(principal?.role.rawValue == role)
                #expect((principal?.store != nil) == (role == "staff"))
                #expect((principal?.merchant != nil) == (role == "merchant"))
            }
            let before = try await storage.statistics()
            let error = await #expect(throws: CommandFailure.self) {
                try await command.perform(in: storage, at: fixedNow, on: lines.terminal())
            }
            #expect(error?.description.contains("already has") == true)
            #expect(try await storage.statistics() == before)
        }
    }
}

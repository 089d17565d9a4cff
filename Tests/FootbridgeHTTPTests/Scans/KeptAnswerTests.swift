import FootbridgeCore
import FootbridgeStorage
import HTTPTypes
import PhotoDecoding
import ProductIdentifiers
import SymbolReading
import Testing

@testable import FootbridgeHTTP

/// Says of every photo something else that a reader can say.
private struct RandomReader: PhotoReader {
    let products: [GTIN]
    var isolation: ReadingIsolation { ReadingIsolation() }

    func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading? {
        let corners = (0..<4).map { _ in Point(x: .random(in: -999...9999), y: .random(in: -999...9999)) }
        var symbols = (0..<Int.random(in: 0...40)).map { _ in
            Symbol(symbology: .qr, text: .random(upTo: 4000), rawBytes: [], corners: corners)
        }
        if let product = products.randomElement(), Bool.random() {
            let symbol = Symbol(
                symbology: .ean13, text: String(product.digits14.dropFirst()), rawBytes: [], corners: corners)
            symbols.insert(symbol, at: .random(in: 0...symbols.count))
        }
        let isCover = symbols.allSatisfy { $0.symbology == .qr }
        let covers = (0..<(isCover ? SeenCover.most : 0)).map { _ in
            SeenCover(gtins: Array(products.shuffled().prefix(3)), band: .ask, corners: corners)
        }
        let diagnosis = symbols.isEmpty ? Diagnosis(stage: .locate, hint: .noneFound, retake: true) : nil
        return PhotoReading(
            Reading(
                symbols: symbols, diagnosis: diagnosis, quality: nil, passes: [], ranOutOfTime: false, width: 640,
                height: 480, decodeTime: .zero, readTime: .zero), covers: covers)
    }

    func picture(of photo: Photo) throws -> ColorImage { throw PhotoError.empty }
}

extension String {
    /// Of few different characters or of very many, whose bytes no compression makes much fewer.
    fileprivate static func random(upTo length: Int) -> String {
        let letters: ClosedRange<UInt32> =
            [0x20...0x7E, 0xA1...0xFF, 0x4E00...0x9FFF, 0x20000...0x2A6DF, 0x22...0x22]
            .randomElement() ?? 0x41...0x5A
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...length) {
            if let scalar = Unicode.Scalar(.random(in: letters)) { text.append(scalar) }
        }
        return String(text)
    }
}

@Suite("The answer to a scan that is kept")
struct KeptAnswerTests {
    private static let products = [Bookshop.keeper, Bookshop.orchard, Bookshop.gtin("9791034304646")]
    /// As documented, whatever the code says.
    private static let most = 16 * 1024
    private static let near = "?lat=51.5136&lon=-0.1365&radius_m=100000&limit=50"

    /// So many shops of as many merchants, each with an offer and with stock of every book.
    private static func fill(
        _ storage: Storage, shops: Int, text: (_ shop: Int, _ longest: Int) -> String
    ) async throws {
        let merchants = (0..<shops).map { Merchant(id: Bookshop.publicID("m\($0)"), name: text($0, 200)) }
        var results = try await storage.upsert(
            products: products.map { gtin in
                Product(
                    gtin: gtin, title: text(0, 1000), subtitle: text(1, 1000),
                    contributors: (0..<100).map { Contributor(name: text($0, 300)) }, publisher: text(2, 300))
            })
        results += try await storage.upsert(
            stores: try merchants.enumerated().map { shop, merchant in
                StoreRecord(
                    id: Bookshop.publicID("s\(shop)"), merchant: merchant, name: text(shop, 200),
                    street: text(shop, 300), locality: text(shop, 200), region: nil, postalCode: "W1D 3QF",
                    country: "GB",
                    position: try #require(
                        Position(latitude: 51.5136 + Double(shop) / 1000, longitude: -0.1365)),
                    timeZone: try #require(StoreTimeZone(identifier: "Europe/London")), hours: nil)
            })
        for gtin in products {
            results += try await storage.upsert(
                listings: merchants.map { merchant in
                    ListingRecord(
                        merchant: merchant, offer: gtin.digits14, gtin: gtin, url: "https://m.example/",
                        price: Bookshop.money("7.99", "GBP"), availability: .inStock,
                        updatedAt: Bookshop.now + .seconds(-60))
                })
            results += try await storage.upsert(
                stock: merchants.enumerated().map { shop, merchant in
                    StockRecord(
                        merchant: merchant.id, store: Bookshop.publicID("s\(shop)"), gtin: gtin,
                        stock: Stock(
                            status: .inStock, quantity: shop, price: nil, collectedAt: Bookshop.now + .seconds(-60)))
                })
        }
        #expect(results.allSatisfy { $0.isApplied }, "the fixture was not stored")
    }

    @Test("takes 16 KiB at most, whatever is in the photo and in the catalogue, and is the one that was given")
    func bounded() async throws {
        try await GatewayUnderTest.with(
            reader: RandomReader(products: Self.products),
            fill: { storage in try await Self.fill(storage, shops: 60) { _, longest in .random(upTo: longest) } }
        ) { gateway in
            let photo = try SampleScan.named("too-small-thumbnail.jpg").bytes
            for _ in 0..<25 {
                let answer = try await gateway.upload(photo, query: Self.near)
                try #require(answer.status == 201, "\(answer.text)")
                let location = try #require(answer.headers[.location])
                #expect(KeptForm.bytes(of: answer.bytes).count <= Self.most)
                #expect(try await gateway.get(location, as: .client).bytes == answer.bytes)
                let json = try answer.json
                try ScanAnswerTests.checkScan(json)
                // What it is about is there.
                if let number = json["product"]?["gtin"]?.text {
                    let primary = json["symbols"]?.items.filter { $0["primary"] == .flag(true) } ?? []
                    #expect(primary.count == 1 && primary[0]["text"]?.text == String(number.dropFirst()))
                    #expect(json["product"]?["title"]?.text?.isEmpty == false)
                }
                guard let candidate = json["cover_candidates"]?[0]?["gtin"]?.text else { continue }
                let picked = try await gateway.send(
                    .post, "\(location)/choice", as: .client, headers: [.contentType: "application/json"],
                    body: Array(#"{"gtin": "\#(candidate)"}"#.utf8))
                try #require(picked.status == 200, "\(picked.text)")
                #expect(KeptForm.bytes(of: picked.bytes).count <= Self.most)
                #expect(try await gateway.get(location, as: .client).bytes == picked.bytes)
            }
        }
    }

    @Test("lacks none of fifty shops that are as shops are")
    func whole() async throws {
        try await GatewayUnderTest.with(
            fill: { storage in
                try await Self.fill(storage, shops: 50) { shop, _ in "\(shop * 7919 % 211) Lantern Row" }
            }
        ) { gateway in
            let photo = try SampleScan.named("isbn-back-oak.jpg").bytes
            let answer = try await gateway.upload(photo, query: Self.near)
            let json = try answer.json
            #expect(json["stores"]?.items.count == 50 && json["listings"]?.items.count == 50)
            #expect(json["product"]?["contributors"]?.items.count == 100)
            #expect(answer.bytes.count > Self.most, "it is of some length")
        }
    }
}

import FootbridgeCore
import FootbridgeStorage
import ProductIdentifiers
import Synchronization
import Testing

@testable import FootbridgeHTTP

/// Every picture of `images/` through the whole application: the answer is the one that the manifest says, as far as symbols
/// give it.
@Suite("A sample scan")
struct GroundTruthTests {
    /// How many of each kind were answered, and how many of them right; printed when all were.
    private struct Tally {
        var answered: [String: Int] = [:]
        var right: [String: Int] = [:]
    }

    private static let tally = Mutex(Tally())

    @Test("samples are there, each in the manifest once")
    func manifest() {
        #expect(SampleScan.all.count >= 60)
        #expect(Set(SampleScan.all.map(\.file)).count == SampleScan.all.count)
        #expect(Set(SampleScan.all.map(\.kind)) == ["readable", "unreadable", "bad", "front"])
    }

    @Test("is answered as the manifest says", arguments: SampleScan.all)
    func truth(_ sample: SampleScan) async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            let answer = try await gateway.upload(sample.bytes, type: sample.media_type)
            try Self.count(sample, answer)
            let scans = try await gateway.rows("scans")
            if let error = sample.error {
                #expect(answer.status == error.status)
                #expect(try answer.code == error.code)
                #expect(scans == 0)
                // The daemon goes on.
                #expect(try await gateway.get("/readyz").status == 200)
            } else {
                #expect(answer.status == 201)
                #expect(scans == 1)
                try Self.check(answer.json, against: sample)
            }
        }
    }

    /// Counts an answer by its outcome and product, or its error.
    private static func count(_ sample: SampleScan, _ answer: Answer) throws {
        let json = try answer.json
        let products = [sample.bySymbols.product] + (sample.also_acceptable ?? [])
        let isRight =
            if let error = sample.error {
                answer.status == error.status && json["code"]?.text == error.code
            } else {
                json["outcome"]?.text == sample.bySymbols.outcome && products.contains(json["product"]?["gtin"]?.text)
            }
        let tally = Self.tally.withLock { tally in
            tally.answered[sample.kind, default: 0] += 1
            tally.right[sample.kind, default: 0] += isRight ? 1 : 0
            return tally
        }
        guard tally.answered.values.reduce(0, +) == SampleScan.all.count else { return }
        let kinds = tally.answered.sorted { $0.key < $1.key }
        let words = kinds.map { "\(tally.right[$0.key] ?? 0) of \($0.value) \($0.key)" }
        print("images/: answered right: \(words.joined(separator: ", ")) samples")
    }

    private static func check(_ json: JSONValue, against sample: SampleScan) throws {
        #expect(json["outcome"]?.text == sample.bySymbols.outcome)
        let read = (json["symbols"]?.items ?? []).map {
            SampleScan.SampleSymbol(
                symbology: $0["symbology"]?.text ?? "", text: $0["text"]?.text ?? "", add_on: $0["add_on"]?.text)
        }
        let primaries = json["symbols"]?.items.indices.filter { json["symbols"]?[$0]?["primary"]?.flag == true } ?? []
        if sample.bySymbols.outcome == "no_symbol" {
            #expect(read.isEmpty && primaries.isEmpty)
            #expect(json["product"] == .null)
            let diagnosis = try #require(json["diagnosis"])
            #expect(["locate", "decode"].contains(diagnosis["stage"]?.text))
            #expect(ScanDiagnosis.Hint.allCases.map(\.rawValue).contains(diagnosis["hint"]?.text ?? ""))
            #expect(diagnosis["retake"]?.flag != nil && diagnosis["message"]?.text?.isEmpty == false)
            return
        }
        #expect(primaries.count == 1)
        let primary = read[try #require(primaries.first)]
        // A misread is worse than no read: nothing but what is in the picture.
        for symbol in read {
            let truth = sample.symbols.first { $0.symbology == symbol.symbology && $0.text == symbol.text }
            #expect(truth != nil, "\(symbol.symbology) \(symbol.text) is not in the picture")
            #expect(symbol.add_on == nil || symbol.add_on == truth?.add_on)
        }
        if let others = sample.also_acceptable {
            #expect(([sample.product ?? ""] + others).contains(json["product"]?["gtin"]?.text ?? ""))
        } else {
            let first = try #require(sample.symbols.first)
            #expect(primary.symbology == first.symbology && primary.text == first.text)
            #expect(json["product"]?["gtin"]?.text == sample.product)
        }
        #expect((json["product"]?["title"]?.text != nil) == (sample.outcome == "resolved"))
        let hint: String? =
            switch sample.outcome {
            case "unlisted": "not_listed"
            case "not_a_product": "not_a_product"
            default: nil
            }
        #expect(json["diagnosis"]?["hint"]?.text == hint)
    }

    /// The books and articles that the manifest means by "listed".
    private static func fill(_ storage: Storage) async throws {
        try await Bookshop.fill(storage)
        let file = try SampleCatalogFile.load()
        let products = file.books.map { ($0.isbn13, $0.title) } + file.articles.map { ($0.gtin, $0.title) }
        let results = try await storage.upsert(
            products: products.map { Product(gtin: Bookshop.gtin($0.0), title: $0.1) })
        #expect(results.allSatisfy { $0.isApplied })
    }
}

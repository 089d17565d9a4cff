import FootbridgeTestSupport
import ProductIdentifiers
import Testing

/// A deterministic small fuzz of every parser: texts are mutated from valid ones with a fixed seed.
@Suite struct HostileInputTests {
    static let seeds = [
        "9780306406157", "0-8044-2957-X", "ISBN-13: 978-0-306-40615-7", "0317-8471", "M-2600-0043-8", "01234505",
        "96385074",
        "52495", "1923055024003", "https://id.gs1.org/01/09780306406157/22/2E/10/A%2FB/21/C1?17=271231&utm=x",
        "https://a/01/9520123456788?3103=000195&3922=0299&17=201225", "http://a/stem/00/006141411234567890?99=ABC#f",
        "https://a/414/9520123456788/254/32a%2Fb", "https://a/8013/1987654Ad4X4bL5ttr2310c2K",
        "https://a/415/9506000134376/8020/R1?4309=18000000003600000000", "010978030640615710PRINT3\u{1D}21C1",
        "(01)09780306406157(10)A\\(B)C", "]C102097803064061573725",
        "https://shop.example/books/978-0-306-40615-7?isbn=9780306406157",
    ]

    static let fragments = [
        "%", "%2F", "%00", "/", "//", "?", "#", "&", ";", "=", "(", ")", "\\(", "\u{1D}", "]Q3", "ISBN", "01", "10",
        "21", "235", "414",
        "8020", "3103", "\u{2010}", "\u{2212}", "\u{0}", "é", "\u{1F4D6}", "X", "-", "9", "978", "979", "0", " ",
        "https://", "٩",
    ]

    static func mutate(_ text: String, _ generator: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            switch Int.random(in: 0..<7, using: &generator) {
            case 0: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &generator) }
            case 1: if place < bytes.count { bytes[place] = UInt8.random(in: 0x30...0x39, using: &generator) }
            case 2: if place < bytes.count { bytes.remove(at: place) }
            case 3: bytes.insert(contentsOf: (fragments.randomElement(using: &generator) ?? "").utf8, at: place)
            case 4: bytes.removeSubrange(place...)
            case 5: bytes.insert(contentsOf: bytes.prefix(place), at: place)
            default: bytes += Array((seeds.randomElement(using: &generator) ?? "").utf8)
            }
        }
        return String(decoding: bytes.prefix(600), as: UTF8.self)
    }

    @Test("No text crashes a parser, and what a parser accepts it also writes and reads back", arguments: 0..<8)
    func mutations(part: Int) throws {
        #if DEBUG
        let rounds = 2_500
        #else
        let rounds = 25_000
        #endif
        var generator = SeededGenerator(seed: UInt64(part))
        var accepted = 0
        for _ in 0..<rounds {
            let text = Self.mutate(Self.seeds.randomElement(using: &generator) ?? "", &generator)
            if try survives(text, PayloadSymbology.allCases.randomElement(using: &generator) ?? .qr) { accepted += 1 }
        }
        // Mutations so wild that nothing is accepted any more would test little.
        #expect(accepted > rounds / 10)
    }

    /// Feeds every parser; returns whether one accepted the text.
    private func survives(_ text: String, _ symbology: PayloadSymbology) throws -> Bool {
        var accepted = false
        if let gtin = GTIN(text) {
            accepted = true
            #expect(GTIN(gtin.digits14) == gtin && GTIN(gtin.shortest) == gtin && GTIN(value: gtin.value) == gtin)
            #expect(gtin.isbn.map(\.gtin) ?? gtin == gtin && gtin.issn.map(\.gtin) ?? gtin == gtin)
        }
        if let gtin = GTIN(upcE: text) { #expect(GTIN(value: gtin.value) == gtin) }
        if let isbn = ISBN(text) {
            accepted = true
            #expect(ISBN(isbn.isbn13) == isbn && ISBN(isbn.isbn10 ?? isbn.isbn13) == isbn)
        }
        // Refusals are as good as any other answer.
        if let number = try? TypedNumber(text, restoresZeros: text.utf8.count % 2 == 0) {
            accepted = true
            #expect(number.gtin.scope.isProduct && !number.gtin.printed.isEmpty)
        }
        if let isbn = ISBN.find(in: text) { #expect(isbn.gtin.scope == .book) }
        if let isbn = ISBN.inURL(text) { #expect(isbn.gtin.scope == .book) }
        if let issn = ISSN(text) { #expect(issn.gtin.issn == issn && ISSN(issn.text) == issn) }
        if let ismn = ISMN(text) { #expect(ISMN(ismn.ismn10) == ismn) }
        if let addOn = AddOn(text) { #expect(AddOn(addOn.text) == addOn) }
        for options in [DigitalLink.Options.standard, .scanned] {
            guard let link = try? DigitalLink(parsing: text, options: options) else { continue }
            accepted = true
            #expect(try DigitalLink(parsing: link.uri, options: options) == link)
            let canonical = try DigitalLink(parsing: link.canonicalURI, options: options)
            #expect(canonical.canonicalURI == link.canonicalURI && canonical.gtin == link.gtin)
            #expect(Set(canonical.elements) == Set(link.elements))
        }
        if let string = try? ElementString(parsing: text) {
            accepted = true
            #expect(try ElementString(parsing: string.concatenated) == string)
            #expect(try ElementString(parsing: string.bracketed) == string)
        }
        let identified = ProductIdentifier.identify(payload: text, symbology: symbology)
        if let gtin = identified.gtin { #expect(gtin.scope.isProduct) }
        return accepted
    }
}

import FootbridgeCore
import ProductIdentifiers

extension FuzzTarget {
    /// The text of any symbol, which may be a GS1 Digital Link, element strings, an ISBN or an own link.
    static let digitalLink = FuzzTarget(
        "digital-link", longestInput: 1024,
        seeds: {
            [
                "https://id.gs1.org/01/09780306406157/22/2E/10/A%2FB/21/C1?17=271231&utm=x",
                "https://a/01/9520123456788?3103=000195&3922=0299&17=201225",
                "http://a/stem/00/006141411234567890?99=ABC#f", "https://a/414/9520123456788/254/32a%2Fb",
                "https://a/8013/1987654Ad4X4bL5ttr2310c2K", "https://a/c/K7QH/01/09780306406157?campaign=x&placement=y",
                "010978030640615710PRINT3\u{1D}21C1", "(01)09780306406157(10)A\\(B)C", "]C102097803064061573725",
                "ISBN-13: 978-0-306-40615-7", "0-8044-2957-X", "0317-8471", "M-2600-0043-8", "1923055024003",
                "https://shop.example/books/978-0-306-40615-7?isbn=9780306406157", "9780306406157", "01234505",
            ]
            .map { Array($0.utf8) }
        },
        check: { input in
            let text = String(decoding: input, as: UTF8.self)
            for options in [DigitalLink.Options.standard, .scanned] { try checkLink(text, options) }
            if let string = try? ElementString(parsing: text) {
                try require(try ElementString(parsing: string.concatenated) == string, "other elements, concatenated")
                try require(try ElementString(parsing: string.bracketed) == string, "other elements, in brackets")
            }
            if let gtin = GTIN(text) {
                try require(GTIN(gtin.digits14) == gtin && GTIN(gtin.shortest) == gtin, "another GTIN")
            }
            if let isbn = ISBN(text) {
                try require(ISBN(isbn.isbn13) == isbn && ISBN(isbn.isbn10 ?? isbn.isbn13) == isbn, "another ISBN")
            }
            for isbn in [ISBN.find(in: text), ISBN.inURL(text)].compactMap(\.self) {
                try require(isbn.gtin.scope == .book, "an ISBN that is no book's")
            }
            if let issn = ISSN(text) { try require(ISSN(issn.text) == issn, "another ISSN") }
            if let ismn = ISMN(text) { try require(ISMN(ismn.ismn10) == ismn, "another ISMN") }
            if let addOn = AddOn(text) { try require(AddOn(addOn.text) == addOn, "another add-on") }
            for symbology in PayloadSymbology.allCases {
                let gtin = ProductIdentifier.identify(payload: text, symbology: symbology).gtin
                try require(gtin?.scope.isProduct ?? true, "a product that is none")
            }
            _ = ScannedCampaign(payload: text)
        })

    private static func checkLink(_ text: String, _ options: DigitalLink.Options) throws {
        guard let link = try? DigitalLink(parsing: text, options: options) else { return }
        let again: DigitalLink
        let canonical: DigitalLink
        do {
            again = try DigitalLink(parsing: link.uri, options: options)
            canonical = try DigitalLink(parsing: link.canonicalURI, options: options)
        } catch {
            throw BrokenProperty("\(link.uri) or \(link.canonicalURI) is no link: \(error)")
        }
        try require(again == link, "\(link.uri) is another link")
        try require(canonical.canonicalURI == link.canonicalURI, "the canonical form has another one")
        try require(
            canonical.gtin == link.gtin && Set(canonical.elements) == Set(link.elements),
            "the canonical form says something else")
    }
}

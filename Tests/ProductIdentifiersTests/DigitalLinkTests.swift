import ProductIdentifiers
import Testing

@Suite struct DigitalLinkTests {
    static let book = "https://id.gs1.org/01/09780306406157"

    @Test("A link is read into key, qualifiers, attributes and extension parameters")
    func parts() throws {
        let link = try DigitalLink(
            parsing: "https://shop.example:8443/r/01/09780306406157/22/2E/10/A%2FB/21/C1?17=271231&utm_source=x%20y&q#f"
        )
        #expect(link.stem == "https://shop.example:8443/r")
        #expect(link.key.description == "(01)09780306406157")
        #expect(link.qualifiers.map(\.description) == ["(22)2E", "(10)A/B", "(21)C1"])
        #expect(link.attributes.map(\.description) == ["(17)271231"])
        #expect(link.extensionParameters.map(\.name) == ["utm_source", "q"])
        #expect(link.extensionParameters.map(\.value) == ["x%20y", nil])
        #expect(link.gtin == GTIN("9780306406157"))
        #expect(
            link.uri
                == "https://shop.example:8443/r/01/09780306406157/22/2E/10/A%2FB/21/C1?17=271231&utm_source=x%20y&q")
        #expect(
            link.canonicalURI == "https://id.gs1.org/01/09780306406157/22/2E/10/A%2FB/21/C1?17=271231")
    }

    @Test(
        "Links of every primary key are read",
        arguments: [
            "/00/006141411234567890", "/01/09780306406157", "/253/1231231231232", "/255/9506000134376000123",
            "/401/12345678", "/414/9520123456788", "/414/9520123456788/254/32a%2Fb", "/414/9520123456788/7040/1ABC",
            "/415/9506000134376/8020/R1", "/417/9506000134376", "/417/9506000134376/7040/1ABC",
            "/8003/09506000134376", "/8004/9520614141234567", "/8006/097803064061570102", "/8010/9520AB/8011/12",
            "/8013/1987654Ad4X4bL5ttr2310c2K", "/8017/795260646688514634", "/8018/123456789012345675/8019/123",
        ])
    func keys(path: String) throws {
        let uri = "https://id.gs1.org" + path
        let link = try DigitalLink(parsing: uri)
        #expect(link.uri == uri)
        #expect(link.canonicalURI == uri)
        #expect(link.key.identifier.isPrimaryKey)
        #expect(DigitalLink.isPlausible(uri))
    }

    @Test("The right-most key of the path counts")
    func rightMost() throws {
        #expect(try DigitalLink(parsing: "https://a/01/faux/01/09780306406157").stem == "https://a/01/faux")
        let store = try DigitalLink(parsing: "https://a/01/09780306406157/414/9506000134376")
        #expect(store.key.identifier.code == "414")
        #expect(store.gtin == nil)
    }

    @Test(
        "A semicolon separates parameters as an ampersand does",
        arguments: ["?17=271231;99=A", "?17=271231&99=A", "?;17=271231;;99=A;"])
    func semicolon(query: String) throws {
        let link = try DigitalLink(parsing: Self.book + query)
        #expect(link.attributes.map(\.description) == ["(17)271231", "(99)A"])
    }

    static let refusals: [(String, DigitalLinkError)] = [
        ("", .notHTTP), ("ftp://id.gs1.org/01/09780306406157", .notHTTP), ("Https://a/01/09780306406157", .notHTTP),
        ("http://", .noHost), ("http:///01/09780306406157", .noHost), ("https://u@a/01/09780306406157", .noHost),
        ("http://a", .noKey), ("https://a/gtin/09780306406157", .noKey), ("https://a/1/09780306406157", .noKey),
        ("https://a/01//09780306406157", .noKey), ("https://a/01/09780306406157/", .noKey),
        ("https://a/01/09780306406157/10", .noKey), ("https://a/01/09780306406157/foo/bar", .noKey),
        ("https://a?x=/01/09780306406157", .noKey), ("https://a#/01/09780306406157", .noKey),
        ("https://a/01/0978030640615é", .badCharacter), ("https://a/01/09780306406157\n", .badCharacter),
        ("https://a/01/09780306406157?10=A|B", .badCharacter),
        ("https://a/01/09780306406157/10/A%2", .badPercentEncoding),
        ("https://a/01/09780306406157/10/A%zz", .badPercentEncoding),
        ("https://a/01/09780306406157/10/A/22/B", .badQualifiers),
        ("https://a/01/09780306406157/21/A/10/B", .badQualifiers),
        ("https://a/01/09780306406157/235/A/21/B", .badQualifiers),
        ("https://a/01/09780306406157/17/271231", .badQualifiers),
        ("https://a/414/9506000134376/254/A/7040/1ABC", .badQualifiers),
        ("https://a/01/09780306406157?1=A", .unknownIdentifier("1")),
        ("https://a/01/09780306406157?123456789=A", .unknownIdentifier("12345678")),
        ("https://a/01/09780306406157?8200=http", .notInDigitalLink(ApplicationIdentifier("8200") ?? .gtin)),
        ("https://a/01/09780306406157?01=09780306406157", .repeated(.gtin)),
        ("https://a/01/09780306406157?235=A", .qualifierInQuery(ApplicationIdentifier("235") ?? .gtin)),
        ("https://a/414/9506000134376?254=A", .qualifierInQuery(ApplicationIdentifier("254") ?? .gtin)),
        ("https://a/01/09780306406158", .badValue(.gtin, .wrongCheckDigit)),
        ("https://a/01/9780306406157", .badValue(.gtin, .tooShort)),
        ("https://a/01/009780306406157", .badValue(.gtin, .tooLong)),
        ("https://a/01/0978030640615X", .badValue(.gtin, .badCharacter)),
        ("https://a/01/%00%00%00%00%00%00%00%00%00%00%00%00%00%00", .badValue(.gtin, .badCharacter)),
        ("https://a/01/09780306406157/10/", .badValue(ApplicationIdentifier("10") ?? .gtin, .empty)),
        ("https://a/01/09780306406157?17=270229", .badValue(ApplicationIdentifier("17") ?? .gtin, .badDate)),
        ("https://a/01/09780306406157?3922=0299", .badlyAccompanied(ApplicationIdentifier("3922") ?? .gtin)),
        ("https://a/415/9506000134376", .badlyAccompanied(ApplicationIdentifier("415") ?? .gtin)),
    ]

    @Test("What breaks the syntax is refused, and the broken rule is named", arguments: refusals.indices)
    func refused(index: Int) {
        let (uri, reason) = Self.refusals[index]
        #expect(throws: reason, "\(uri)") { try DigitalLink(parsing: uri) }
    }

    @Test("29 February is a date in leap years, day 00 the end of the month")
    func dates() throws {
        for date in ["280229", "000229", "270200", "271231"] {
            #expect(try DigitalLink(parsing: Self.book + "?17=" + date).attributes.count == 1)
        }
        for date in ["271301", "270001", "270431", "270132"] {
            #expect(throws: DigitalLinkError.self) { try DigitalLink(parsing: Self.book + "?17=" + date) }
        }
    }

    @Test("A scanned link may have a short GTIN, a slash at the end and lonely attributes; a strict one may not")
    func scanned() throws {
        for (tail, gtin) in [
            ("01/9780306406157", "09780306406157"), ("01/036000291452", "00036000291452"),
            ("01/96385074", "00000096385074"), ("01/09780306406157/", "09780306406157"),
            ("01/09780306406157?3922=0299", "09780306406157"),
        ] {
            let uri = "https://a/" + tail
            #expect(try DigitalLink(parsing: uri, options: .scanned).gtin?.digits14 == gtin)
            #expect(throws: DigitalLinkError.self) { try DigitalLink(parsing: uri) }
        }
        for tail in ["01/9780306406158", "01/780306406157", "01/09780306406157//", "01/09780306406157/10/"] {
            #expect(throws: DigitalLinkError.self) { try DigitalLink(parsing: "https://a/" + tail, options: .scanned) }
        }
    }

    @Test("A URI beyond the limit is refused, one at the limit is read")
    func length() throws {
        let start = Self.book + "?x="
        let longest = start + String(repeating: "a", count: DigitalLink.longestURI - start.utf8.count)
        #expect(try DigitalLink(parsing: longest).gtin != nil)
        #expect(throws: DigitalLinkError.tooLong) { try DigitalLink(parsing: longest + "a") }
        #expect(!DigitalLink.isPlausible(longest + "a"))
        #expect(DigitalLink.isPlausible(longest))
    }

    @Test(
        "Plausible are web addresses with a key and four digits in the path",
        arguments: [
            ("https://a/01/0978", true), ("HTTP://A/414/9506000134376", true), ("https://a/b/8013/1987654Ad", true),
            ("https://a/01/097", false), ("https://a/02/09780306406157", false), ("https://a/?x=/01/0978", false),
            ("https://a/books/9780306406157", false), ("ftp://a/01/0978", false), ("/01/0978", false), ("", false),
            ("https://01/09780306406157", false),
        ])
    func plausible(text: String, expected: Bool) {
        #expect(DigitalLink.isPlausible(text) == expected)
    }

    @Test("What is built is read back the same")
    func roundTrip() throws {
        let gtin = try #require(GTIN("9780306406157"))
        let every = "!\"%&'()*+,-./:;<=>?_"
        let link = try DigitalLink(
            stem: "https://shop.example/qr", key: GS1Element(gtin),
            qualifiers: [
                GS1Element(try #require(ApplicationIdentifier("22")), "a+b"),
                GS1Element(try #require(ApplicationIdentifier("10")), every),
            ],
            attributes: [GS1Element(try #require(ApplicationIdentifier("99")), every + "Zz09")],
            extensionParameters: [try #require(.init(name: "linkType", value: "gs1:pip"))])
        #expect(try DigitalLink(parsing: link.uri) == link)
        #expect(try DigitalLink(gtin: gtin).uri == Self.book)
    }

    @Test(
        "A stem that would not be read back is refused",
        arguments: [
            "", "id.gs1.org", "ftp://a", "https://", "https:///x", "https://a/", "https://a?x", "https://a#x",
            "https://a b", "https://a/ä", "Https://a",
        ])
    func badStem(stem: String) throws {
        let gtin = try #require(GTIN("9780306406157"))
        #expect(throws: DigitalLinkError.self) { try DigitalLink(gtin: gtin, stem: stem) }
    }

    @Test("Building keeps the rules of reading")
    func buildingRules() throws {
        let gtin = GS1Element(try #require(GTIN("9780306406157")))
        let batch = try GS1Element(try #require(ApplicationIdentifier("10")), "A")
        let serial = try GS1Element(try #require(ApplicationIdentifier("21")), "B")
        #expect(throws: DigitalLinkError.noKey) { try DigitalLink(key: batch) }
        #expect(throws: DigitalLinkError.badQualifiers) { try DigitalLink(key: gtin, qualifiers: [serial, batch]) }
        #expect(throws: DigitalLinkError.qualifierInQuery(batch.identifier)) {
            try DigitalLink(key: gtin, attributes: [batch])
        }
        #expect(throws: DigitalLinkError.repeated(.gtin)) { try DigitalLink(key: gtin, attributes: [gtin]) }
    }

    @Test("An extension parameter cannot smuggle in another parameter or an identifier")
    func extensionParameters() {
        typealias Parameter = DigitalLink.ExtensionParameter
        #expect(Parameter(name: "utm", value: "a=b%20c") != nil)
        #expect(Parameter(name: "flag", value: nil) != nil)
        for (name, value) in [("a", "b&c=d"), ("a", "b;c"), ("a", "b#c"), ("a=b", "c"), ("99", "x"), ("a b", "c")] {
            #expect(Parameter(name: name, value: value) == nil)
        }
        #expect(Parameter(name: "", value: nil) == nil)
    }
}

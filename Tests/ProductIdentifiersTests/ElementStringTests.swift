import ProductIdentifiers
import Testing

@Suite struct ElementStringTests {
    @Test(
        "The text of a symbol is read, with or without what a scanner puts before it",
        arguments: ["", "\u{1D}", "]C1", "]Q3", "]d2", "]e0", "]Q3\u{1D}"])
    func concatenated(start: String) throws {
        let string = try ElementString(parsing: start + "010978030640615710PRINT3\u{1D}21C1")
        #expect(string.elements.map(\.description) == ["(01)09780306406157", "(10)PRINT3", "(21)C1"])
        #expect(string.gtin == GTIN("9780306406157"))
        #expect(string.concatenated == "010978030640615710PRINT3\u{1D}21C1")
        #expect(string.bracketed == "(01)09780306406157(10)PRINT3(21)C1")
    }

    @Test("A separator behind a value of predefined length is passed over")
    func spareSeparator() throws {
        let string = try ElementString(parsing: "0109780306406157\u{1D}17271231\u{1D}10A\u{1D}")
        #expect(string.concatenated == "01097803064061571727123110A")
    }

    @Test("The printed form is read, with parentheses in values escaped")
    func bracketed() throws {
        let string = try ElementString(parsing: "(01)09780306406157(10)A\\(B)C")
        #expect(string.elements.map(\.value) == ["09780306406157", "A(B)C"])
        #expect(try ElementString(parsing: string.bracketed) == string)
        #expect(try ElementString(parsing: string.concatenated) == string)
    }

    @Test("A content's GTIN is not the product")
    func content() throws {
        #expect(try ElementString(parsing: "00006141411234567890").gtin == nil)
        #expect(try ElementString(parsing: "02097803064061573725").gtin == nil)
    }

    static let refusals: [(String, ElementStringError)] = [
        ("", .empty), ("\u{1D}", .empty), ("]C1", .empty), ("9", .unknownIdentifier),
        ("A109780306406157", .unknownIdentifier),
        ("8909780306406157", .unknownIdentifier), ("01", .badValue(.gtin, .empty)),
        ("010978030640615", .badValue(.gtin, .tooShort)), ("0109780306406158", .badValue(.gtin, .wrongCheckDigit)),
        ("01097803064061570109780306406157", .repeated(.gtin)), ("0109780306406157\u{1D}\u{1D}10A", .unknownIdentifier),
        ("(01", .unknownIdentifier), ("(01)", .badValue(.gtin, .empty)), ("()09780306406157", .unknownIdentifier),
        ("(1)09780306406157", .unknownIdentifier), ("(01)09780306406157(", .unknownIdentifier),
        ("(01)09780306406157\\", .badValue(.gtin, .tooLong)),
    ]

    @Test("What is not an element string is refused, and the broken rule is named", arguments: refusals.indices)
    func refused(index: Int) {
        let (text, reason) = Self.refusals[index]
        #expect(throws: reason, "\(text)") { try ElementString(parsing: text) }
    }

    @Test("A text beyond the limit is refused")
    func length() {
        #expect(throws: ElementStringError.tooLong) {
            try ElementString(parsing: String(repeating: "0", count: ElementString.longestText + 1))
        }
    }

    @Test(
        "Values are checked against their identifier",
        arguments: [
            ("8013", "1987654Ad4X4bL5ttr2310c2K", true), ("8013", "1987654Ad4X4bL5ttr2310cK2", false),
            ("8013", "1987654Bd4X4bL5ttr2310c2K", false), ("8003", "09506000134376", true),
            ("8003", "19506000134376", false),
            ("8006", "097803064061570102", true), ("8006", "097803064061570302", false),
            ("8006", "097803064061570002", false),
            ("8008", "27123123", true), ("8008", "2712312359", true), ("8008", "27123124", false),
            ("8008", "271231236000", false),
            ("4309", "18000000003600000000", true), ("4309", "18000000013600000000", false), ("4330", "001000-", true),
            ("4330", "001000+", false), ("4302", "A%20B", true), ("4302", "A%2", false), ("4307", "GB", true),
            ("4307", "G1", false),
            ("4321", "1", true), ("4321", "2", false), ("423", "826840", true), ("423", "82684", false),
            ("8011", "0", true),
            ("8011", "01", false), ("8010", "9520-A/#", true), ("8010", "9520a", false), ("401", "123A", false),
            ("7003", "2712312359", true), ("7003", "2712312460", false), ("8001", "00010000100190", true),
            ("8001", "0001000010019", false), ("8001", "00000000100190", false), ("8030", "aA0-_=", true),
            ("8030", "a/b", false),
            ("3103", "00195", false), ("3103", "000195", true), ("3106", "000195", false), ("99", "a b", false),
            ("253", "1231231231232TEST5678901234567", true), ("253", "1231231231232TEST56789012345678", false),
        ])
    func values(code: String, value: String, valid: Bool) {
        guard let identifier = ApplicationIdentifier(code) else {
            #expect(!valid, "\(code) is not assigned")
            return
        }
        let element = try? GS1Element(identifier, value)
        #expect((element != nil) == valid, "(\(code))\(value)")
    }
}

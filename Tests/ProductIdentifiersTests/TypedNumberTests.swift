import ProductIdentifiers
import Testing

/// Numbers as they were typed, scanned and pasted, most of them from reports of people who had done so.
@Suite struct TypedNumberTests {
    static let book = "9780306406157"

    /// What was entered, and the product it names in its shortest form.
    static let entries: [(String, String)] = [
        ("9780306406157", book), ("ISBN 978-0-306-40615-7", book), ("ISBN-13: 978 0 306 40615 7", book),
        ("isbn:0-306-40615-2", book), ("ISBN-10 0-306-40615-2", book), ("EAN 13: 9780306406157", book),
        ("978–0–306–40615–7", book), ("978\u{2011}0\u{2011}306\u{2011}40615\u{2011}7", book),
        ("９７８－０－３０６－４０６１５－７", book), ("ＩＳＢＮ　９７８０３０６４０６１５７", book), ("٩٧٨٠٣٠٦٤٠٦١٥٧", book),
        ("۹۷۸۰۳۰۶۴۰۶۱۵۷", book), ("urn:isbn:9780306406157", book), ("URN:ISBN:0-306-40615-2", book),
        ("\u{FEFF}9780306406157", book), ("\u{202A}9780306406157\u{202C}\n", book), ("'9780306406157", book),
        ("]E09780306406157", book), ("9780306406157 52495", book), ("978030640615752495", book),
        ("9780306406157 paperback", book), ("9780306406157 2nd edition", book), ("9780306406157 1999", book),
        ("978.0.306.40615.7", book), ("9780306406157.0", book),
        ("https://id.gs1.org/01/09780306406157/10/A?17=271231", book), ("\u{FEFF}https://a/01/9780306406157", book),
        ("(01)09780306406157(10)A", book), ("]Q30109780306406157", book), ("https://shop.example/9780306406157", book),
        // Both forms of one book, the second one behind.
        ("9788186227527, 8186227520", "9788186227527"), ("9780740748479 (pbk.)", "9780740748479"),
        ("978-1-4342-9635/1", "9781434296351"), ("9787802532670/B·87", "9787802532670"),
        ("9786400042628", "9786400042628"), ("978-1-873671-00-9 54499", "9781873671009"),
        ("9772434561006:12001", "9772434561006"), ("4190136702803+10018", "4190136702803"),
        ("9791038704022", "9791038704022"), ("9791169605885", "9791169605885"),
        ("979-8-88890-450-3", "9798888904503"), ("9791023500257", "9791023500257"),
        ("2253002690", "9782253002697"), ("1118845846", "9781118845844"), ("7309044622", "9787309044621"),
        ("2-903052-10-7", "9782903052102"), ("0-07-042585-X", "9780070425859"), ("007042585x", "9780070425859"),
        ("2072165113", "9782072165115"), ("978-3-938690-92-5", "9783938690925"), ("0740748475", "9780740748479"),
        ("4910115880601", "4910115880601"), ("7798404510807", "7798404510807"), ("078073003501", "078073003501"),
        ("060383042400", "060383042400"), ("0060383042400", "060383042400"), ("00060383042400", "060383042400"),
        ("697929110035", "697929110035"), ("0697929110035", "697929110035"), ("UPC-A 0 12345 67890 5", "012345678905"),
        ("07838604", "078000003864"), ("01234505", "012000003455"), ("04965802", "049000006582"),
        ("96385074", "96385074"),
        ("ISSN 0317-8471", "9770317847001"), ("ISSN 2434-561X", "9772434561006"),
        ("ISMN 979-0-2600-0043-8", "9790260000438"), ("M-2600-0043-8", "9790260000438"),
        ("https://id.gs1.org/01/09789869604604/10/2020060131", "9789869604604"),
        // The lower line of a Japanese book first.
        ("1920241008209 9784004160045", "9784004160045"), ("9784004160045 1920241008209", "9784004160045"),
    ]

    @Test("A number names its product however it was entered", arguments: entries.indices)
    func named(index: Int) throws {
        let (text, product) = Self.entries[index]
        let number = try TypedNumber(text)
        #expect(number.gtin.shortest == product, "\(text)")
        #expect(number.restoredZeros == 0)
    }

    @Test("What stands beside a barcode is kept apart from its number")
    func addOns() throws {
        for (text, addOn) in [
            ("9780306406157 52495", "52495"), ("978030640615752495", "52495"), ("978-1-873671-00-9 54499", "54499"),
            ("9772434561006:12001", "12001"), ("4190136702803+10018", "10018"), ("9770317847001 05", "05"),
            ("977031784700105", "05"), ("ISSN 0317-8471 05", "05"), ("078073003501 00895", "00895"),
        ] {
            #expect(try TypedNumber(text).addOn?.text == addOn, "\(text)")
        }
        #expect(try TypedNumber("9780306406157").addOn == nil)
    }

    static let refusals: [(String, TypedNumberError)] = [
        ("", .empty), (" \u{FEFF}\t", .empty), ("lamp", .notANumber), ("9780306406157\u{0}", .notANumber),
        ("9780306406157a", .notANumber),
        ("WIFI:S:9780306406157;;", .notANumber), ("https://example.com/", .notANumber),
        ("9.78014E+12", .inExponentForm), ("9.78043902348e+12", .inExponentForm), ("9,78E+12", .inExponentForm),
        ("9786400042621", .checkDigit), ("9780306406158", .checkDigit), ("0-306-40615-3", .checkDigit),
        ("9791038704023", .checkDigit), ("0306406152345", .checkDigit), ("97803064061577", .checkDigit),
        // An ISBN-10 at its beginning or its end is none.
        ("03064061527", .length(11)), ("10306406152", .length(11)), ("0306406152 52495", .length(15)),
        ("60383042400", .length(11)), ("22530026911", .length(11)), ("978030640615", .checkDigit),
        ("978-0-306-40615-7-1", .checkDigit), ("123", .length(3)),
        ("9780306406157 9783161484100", .several), ("9780306406157 (pbk.) 9783161484100 (hbk.)", .several),
    ]

    @Test("What names no product says why", arguments: refusals.indices)
    func refused(index: Int) {
        let (text, error) = Self.refusals[index]
        #expect(throws: error) { try TypedNumber(text) }
    }

    @Test("The price line of a Japanese book says so, and is no product")
    func priceLine() throws {
        let tier = try #require(JapaneseSecondTier("1920241008209"))
        #expect(tier.yen == 820)
        #expect(throws: TypedNumberError.priceLine(tier)) { try TypedNumber("1920241008209") }
        #expect("\(TypedNumberError.priceLine(tier))".contains("the line above"))
    }

    @Test("A number a shop gives itself is no product", arguments: ["2111220009686", "2100001027506", "2400412025505"])
    func inStore(text: String) throws {
        #expect(throws: TypedNumberError.notAProduct(try #require(GTIN(text)))) { try TypedNumber(text) }
    }

    @Test("Only books under 978 have an ISBN-10, and other articles are no books")
    func noTen() throws {
        for text in ["9791038704022", "9791169605885", "9798888904503", "9791023500257"] {
            #expect(try TypedNumber(text).gtin.isbn?.isbn10 == nil)
            #expect(try TypedNumber(text).gtin.kind == .isbn)
        }
        for text in ["4910115880601", "7798404510807", "078073003501"] {
            #expect(try TypedNumber(text).gtin.isbn == nil)
        }
    }

    @Test("Zeros that a spreadsheet took are put back only where that is asked for, and counted")
    func restored() throws {
        for (text, product, zeros) in [
            ("60383042400", "060383042400", 1), ("306406152", Self.book, 1), ("7042585X", "", 0), ("1234565", "", 0),
            ("78000003864", "078000003864", 1), ("9780306406157", Self.book, 0), ("0306406152", Self.book, 0),
        ] {
            guard !product.isEmpty else {
                #expect(throws: TypedNumberError.self) { try TypedNumber(text, restoresZeros: true) }
                continue
            }
            let number = try TypedNumber(text, restoresZeros: true)
            #expect(number.gtin.shortest == product && number.restoredZeros == zeros, "\(text)")
        }
        #expect(throws: TypedNumberError.length(11)) { try TypedNumber("60383042400") }
        #expect(throws: TypedNumberError.length(11)) { try TypedNumber("60383042401", restoresZeros: true) }
    }

    @Test("Numbers are called and printed as what they are")
    func kinds() throws {
        for (text, kind, printed) in [
            ("0306406152", GTIN.Kind.isbn, "978-0-306-40615-7"), ("9770317847001", .issn, "0317-8471"),
            ("9790260000438", .ismn, "979-0-2600-0043-8"), ("5012345678900", .gtin, "5012345678900"),
            ("12345678905", .gtin, "012345678905"), ("19780306406154", .gtin, "19780306406154"),
        ] {
            let gtin = try TypedNumber(text, restoresZeros: true).gtin
            #expect(gtin.kind == kind)
            #expect(gtin.printed == printed)
        }
    }

    @Test("A text of any length is answered, and one that is too long is not read")
    func bounded() {
        #expect(throws: TypedNumberError.tooLong) {
            try TypedNumber(String(repeating: " ", count: TypedNumber.longestText) + Self.book)
        }
        for filling in ["9", "9 ", "9-", "X", "ISBN", "٩"] {
            #expect(throws: TypedNumberError.self) {
                try TypedNumber(String(repeating: filling, count: 600) + "a")
            }
        }
    }
}

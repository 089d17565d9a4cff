import ProductIdentifiers
import Testing

@Suite struct PrintedPriceTests {
    let book: GTIN
    init() throws { book = try #require(GTIN("9780306406157")) }

    @Test(
        "A five-digit add-on beside a book is a price in the publisher's currency",
        arguments: [("52495", 2495, "USD"), ("00799", 799, "GBP"), ("61999", 1999, "CAD"), ("50001", 1, "USD")])
    func prices(text: String, minorUnits: Int64, currency: String) throws {
        let price = try #require(AddOn(text)?.suggestedPrice(beside: book))
        #expect(price.minorUnits == minorUnits)
        #expect(price.currency == currency)
        guard case .suggestedPrice(price) = AddOn(text)?.meaning(beside: book) else {
            Issue.record("the meaning is another than the price")
            return
        }
    }

    @Test(
        "Other add-ons beside a book tell no price",
        arguments: [
            ("90000", AddOn.Meaning.noSuggestedPrice), ("90001", .publisherInternal), ("98999", .publisherInternal),
            ("99000", .unknown), ("99990", .usedCopy), ("99991", .complimentaryCopy), ("99999", .unknown),
            ("31999", .ambiguous), ("41999", .ambiguous), ("10799", .ambiguous), ("20799", .unknown),
            ("70799", .unknown), ("80799", .unknown), ("00000", .unknown), ("50000", .unknown), ("05", .unknown),
        ])
    func noPrice(text: String, meaning: AddOn.Meaning) throws {
        let addOn = try #require(AddOn(text))
        #expect(addOn.meaning(beside: book) == meaning)
        #expect(addOn.suggestedPrice(beside: book) == nil)
        #expect(addOn.text == text)
    }

    @Test("59999 is the end of the scale and no price")
    func endOfScale() throws {
        let addOn = try #require(AddOn("59999"))
        guard case .atLeast(let price) = addOn.meaning(beside: book) else {
            Issue.record("59999 was not seen as the end of the scale")
            return
        }
        #expect(price.minorUnits == 9999)
        #expect(addOn.suggestedPrice(beside: book) == nil)
    }

    @Test("Beside a serial the digits are the issue, beside anything else they mean nothing")
    func otherProducts() throws {
        let serial = try #require(ISSN("0317-8471")).gtin
        #expect(AddOn("05")?.meaning(beside: serial) == .issue(5))
        #expect(AddOn("52495")?.meaning(beside: serial) == .issue(52495))
        let pen = try #require(GTIN("4006381333931"))
        #expect(AddOn("52495")?.meaning(beside: pen) == .unknown)
        #expect(AddOn("52495")?.meaning(beside: try withCheckDigit("1978030640615")) == .unknown)
    }

    @Test(
        "An add-on has two or five digits", arguments: ["", "5", "524", "5249", "524950", "5249X", "٥٢٤٩٥", "-2495"])
    func badAddOn(text: String) {
        #expect(AddOn(text) == nil)
    }

    @Test("The lower barcode of a Japanese book is a price in yen")
    func japanese() throws {
        let gtin = try withCheckDigit("192305502400")
        let tier = try #require(JapaneseSecondTier(gtin: gtin))
        #expect(tier.subjectCode == "3055")
        #expect(tier.yen == 2400)
        #expect(!tier.includesTax)
        #expect(tier.suggestedPrice?.minorUnits == 2400)
        #expect(tier.suggestedPrice?.currency == "JPY")
        #expect(JapaneseSecondTier(gtin.shortest) == tier)
        let older = try #require(JapaneseSecondTier(gtin: try withCheckDigit("191005500000")))
        #expect(older.includesTax)
        #expect(older.subjectCode == "0055")
        #expect(older.suggestedPrice == nil)
        #expect(JapaneseSecondTier("9780306406157") == nil)
        #expect(JapaneseSecondTier(gtin: try withCheckDigit("1192305502400")) == nil)
    }
}

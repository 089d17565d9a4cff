import ProductIdentifiers
import Testing

@Suite struct GTINTests {
    @Test("All spellings of one product are one number")
    func spellings() throws {
        let thirteen = try #require(GTIN("9780306406157"))
        #expect(thirteen == GTIN("09780306406157"))
        #expect(thirteen.value == 9_780_306_406_157)
        #expect(thirteen.digits14 == "09780306406157")
        #expect(thirteen.shortest == "9780306406157")
        #expect(GTIN("036000291452") == GTIN("0036000291452"))
        #expect(GTIN("036000291452")?.shortest == "036000291452")
        #expect(GTIN("96385074") == GTIN("00000096385074"))
        #expect(GTIN("96385074")?.shortest == "96385074")
        #expect(GTIN("02345673")?.digits14 == "00000002345673")
        #expect(GTIN("10614141000415")?.shortest == "10614141000415")
        #expect(GTIN("10614141000415")?.indicator == 1)
    }

    @Test(
        "What is not a GTIN is refused",
        arguments: [
            "", "9780306406158", "978030640615", "97803064061577", "978-0306406157", " 9780306406157", "9780306406157 ",
            "٩٧٨٠٣٠٦٤٠٦١٥٧", "0", "00000000", "00000000000000", "1234567", "009780306406157", "963850740", "X6385074",
            "096385074", "0096385074", "00096385074",
            "978030640615\u{0}", "-780306406157", "+9780306406157",
        ])
    func refusals(text: String) {
        #expect(GTIN(text) == nil)
    }

    @Test("A number from storage is checked")
    func storage() {
        #expect(GTIN(value: 9_780_306_406_157)?.digits14 == "09780306406157")
        #expect(GTIN(value: 9_780_306_406_158) == nil)
        #expect(GTIN(value: 0) == nil)
        #expect(GTIN(value: -9_780_306_406_157) == nil)
        #expect(GTIN(value: .max) == nil)
        #expect(GTIN(value: .min) == nil)
        #expect(GTIN(value: 100_000_000_000_007) == nil)
    }

    @Test("Exactly one of ten check digits is right")
    func checkDigits() {
        for body in stride(from: Int64(978_030_640_000), to: 978_030_640_615, by: 7) {
            #expect((0...9).filter { GTIN(value: body * 10 + $0) != nil }.count == 1)
        }
    }

    @Test(
        "The prefix tells where a number is valid",
        arguments: [
            ("978030640615", GTIN.Scope.book), ("979888645174", .book),
            ("979103430464", .book), ("979151234567", .book), ("979161234567", .unallocatedBook),
            ("979026000043", .music), ("977031784700", .serial), ("400638133393", .global), ("003600029145", .global),
            ("020000000000", .retailerPrivate), ("020123456789", .retailerPrivate), ("212345678900", .retailerPrivate),
            ("299999999999", .retailerPrivate), ("041234567890", .retailerPrivate), ("051234567890", .coupon),
            ("981234567890", .coupon), ("984234567890", .coupon), ("985234567890", .global), ("991234567890", .coupon),
            ("980123456789", .refund), ("952012345678", .demonstration), ("192007900870", .japaneseSecondTier),
            ("191007900870", .japaneseSecondTier), ("193007900870", .global), ("491012345678", .global),
            ("000009638507", .global), ("000002345678", .retailerPrivate), ("000000234567", .retailerPrivate),
        ])
    func scopes(body: String, scope: GTIN.Scope) throws {
        #expect(try withCheckDigit(body).scope == scope)
    }

    @Test("UPC-E expands by its last digit")
    func upcE() {
        #expect(GTIN(upcE: "01234505") == GTIN("012000003455"))
        #expect(GTIN(upcE: "04252614") == GTIN("042100005264"))
        #expect(GTIN(upcE: "01234506") == nil)
        for (short, long) in [
            ("0123450", "01200000345"), ("0123451", "01210000345"), ("0123452", "01220000345"),
            ("0123453", "01230000045"), ("0123454", "01234000005"), ("0123455", "01234500005"),
            ("0123459", "01234500009"), ("1987653", "19870000065"),
        ] {
            let expected = (0...9).compactMap { GTIN("\(long)\($0)") }
            #expect(expected.count == 1)
            #expect((0...9).compactMap { GTIN(upcE: "\(short)\($0)") } == expected)
        }
        #expect(GTIN(upcE: "21234505") == nil)
        #expect(GTIN(upcE: "0123450") == nil)
        #expect(GTIN(upcE: "012345055") == nil)
        #expect(GTIN(upcE: "0123450X") == nil)
    }

    @Test("The same eight digits are one product as EAN-8 and another as UPC-E")
    func eightDigits() throws {
        let both = try #require(
            (1_234_500...1_234_999).lazy.map { "0\($0)" }.first { GTIN($0) != nil && GTIN(upcE: $0) != nil })
        #expect(GTIN(both) != GTIN(upcE: both))
    }
}

/// The GTIN of a twelve-digit body, by trying the ten check digits.
func withCheckDigit(_ body: String) throws -> GTIN {
    try #require((0...9).lazy.compactMap { GTIN(body + String($0)) }.first)
}

import Testing

@testable import FootbridgeCore

struct MoneyTests {
    @Test(
        "Amounts keep the decimals of their currency",
        arguments: [
            ("7.99", "GBP", 799, "7.99"), ("7.9", "GBP", 790, "7.90"), ("7", "USD", 700, "7.00"),
            ("0.05", "EUR", 5, "0.05"),
            ("1200", "JPY", 1200, "1200"), ("0.450", "KWD", 450, "0.450"),
            ("999999999999.99", "GBP", 99_999_999_999_999, "999999999999.99"),
        ])
    func amounts(text: String, code: String, minorUnits: Int64, written: String) throws {
        let currency = try #require(Currency(code))
        let money = try #require(Money(amount: text, currency: currency))
        #expect(money.minorUnits == minorUnits)
        #expect(money.amount == written)
    }

    @Test(
        "What is not an amount is refused",
        arguments: [
            "", ".", "7.", ".5", "-7", "+7", "7,99", "7.999", "1e3", "１２", "9999999999999", "7.9 ", "NaN",
        ])
    func refused(text: String) throws {
        #expect(Money(amount: text, currency: try #require(Currency("GBP"))) == nil)
    }

    @Test("Yen have no decimals") func yen() throws {
        #expect(Money(amount: "5.0", currency: try #require(Currency("JPY"))) == nil)
    }

    @Test("Only currencies in use", arguments: ["gbp", "XXX", "DEM", "", "GBPP"])
    func currencies(code: String) { #expect(Currency(code) == nil) }
}

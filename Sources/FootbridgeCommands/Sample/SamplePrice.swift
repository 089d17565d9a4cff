import FootbridgeCore

/// Prices in the currencies of the sample shops.
enum SamplePrice {
    /// Thousandths of a pound that a whole unit of each currency is worth, roughly and for ever.
    private static let worth: [String: Int64] = [
        "GBP": 1000, "EUR": 850, "USD": 780, "CAD": 560, "AUD": 510, "NZD": 460, "JPY": 5, "CNY": 108, "RUB": 8,
        "SEK": 74,
        "NPR": 6,
    ]
    /// For what has no suggested price: 12.99 pounds.
    private static let standardPence: Int64 = 1299

    /// What a shop asks for a product.
    ///
    /// - Parameter discount: percent, 0 to 50.
    /// - Returns: an amount that ends in nines, or in a round number where the currency has no decimals.
    static func of(_ product: Product, in currency: Currency, discount: Int) -> Money {
        let pence = product.suggestedPrice.map { price -> Int64 in
            let whole = price.currency.exponent == 0 ? price.minorUnits * 100 : price.minorUnits
            return whole * worth(of: price.currency) / 1000
        }
        let hundredths = (pence ?? standardPence) * 1000 / worth(of: currency) * Int64(100 - discount) / 100
        guard currency.exponent > 0 else {
            return Money(minorUnits: max(10, hundredths / 1000 * 10), currency: currency)
        }
        return Money(minorUnits: max(99, hundredths / 100 * 100 + 99), currency: currency)
    }

    private static func worth(of currency: Currency) -> Int64 {
        guard let worth = worth[currency.description] else {
            preconditionFailure("the samples have no rate for \(currency)")
        }
        return worth
    }
}

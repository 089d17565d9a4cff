/// A price printed on the product by its publisher: a suggestion in the publisher's currency, never an offer.
public struct SuggestedPrice: Sendable, Hashable {
    /// The amount in the currency's minor units (ISO 4217 exponent): cents for USD, whole yen for JPY. Not negative.
    public let minorUnits: Int64

    /// The ISO 4217 code.
    public let currency: String

    /// - Parameters:
    ///   - minorUnits: not negative.
    ///   - currency: an ISO 4217 code.
    init(minorUnits: Int64, currency: String) {
        self.minorUnits = minorUnits
        self.currency = currency
    }
}

/// The lower of the two barcodes on a Japanese book: a subject code and the price in yen.
///
/// It is an EAN-13 in form: `192` (formerly `191`), a four-digit C-code, five digits of yen, check digit. It must
/// never be looked up as a product; the book is the barcode above it.
public struct JapaneseSecondTier: Sendable, Hashable {
    /// The C-code: audience, form and subject, four digits as printed behind the letter C.
    public let subjectCode: String

    /// The price in yen, 0 to 99 999; 0 when none is given.
    public let yen: Int

    /// Whether the price includes tax: so under the older prefix 191, not under 192.
    public let includesTax: Bool

    /// The second tier that was read as this number.
    /// - Returns: nil unless the GTIN is a 13-digit number under 191 or 192.
    public init?(gtin: GTIN) {
        guard gtin.indicator == 0, gtin.scope == .japaneseSecondTier else { return nil }
        subjectCode = String(gtin.digits(10).prefix(4))
        yen = Int(gtin.value / 10 % 100_000)
        includesTax = gtin.value / 10_000_000_000 == 191
    }

    /// Reads 13 ASCII digits.
    /// - Returns: nil for another form, another prefix or a wrong check digit.
    public init?(_ text: some StringProtocol) {
        guard let gtin = GTIN(text) else { return nil }
        self.init(gtin: gtin)
    }

    /// The price of the book above, or nil when none is given.
    public var suggestedPrice: SuggestedPrice? {
        yen > 0 ? SuggestedPrice(minorUnits: Int64(yen), currency: "JPY") : nil
    }
}

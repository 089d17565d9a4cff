/// The small symbol beside an EAN-13: two or five digits (GS1 General Specifications, 5.2.4).
public struct AddOn: Sendable, Hashable {
    /// The digits as read.
    public let text: String

    /// The digits as a number, 0 to 99 999.
    private let value: Int

    /// Reads two or five ASCII digits and nothing else.
    /// - Returns: nil for another length or any other character.
    public init?(_ text: some StringProtocol) {
        var value = 0
        var count = 0
        for byte in text.utf8 {
            guard ASCII.isDigit(byte), count < 5 else { return nil }
            value = value * 10 + Int(byte &- ASCII.zero)
            count += 1
        }
        guard count == 2 || count == 5 else { return nil }
        self.text = String(text)
        self.value = value
    }

    /// What an add-on says about the product beside it.
    public enum Meaning: Sendable, Hashable {
        /// The publisher's suggested price.
        case suggestedPrice(SuggestedPrice)
        /// `90000`: the publisher suggests none.
        case noSuggestedPrice
        /// `59999`: at least this much; the scale ends here, so it is not the price.
        case atLeast(SuggestedPrice)
        /// `99990`: a used copy.
        case usedCopy
        /// `99991`: a copy given away for review or teaching.
        case complimentaryCopy
        /// `90001` to `98999`: the publisher's own use.
        case publisherInternal
        /// The issue of a serial, as the publisher counts: week, month or running number.
        case issue(Int)
        /// The first digit is read as different currencies in different markets; no price can be told.
        case ambiguous
        /// Nothing known.
        case unknown
    }

    /// What these digits mean beside the symbol of `gtin`.
    ///
    /// A price is only read beside a single book: first digit the currency, then four digits of hundredths: 0 is GBP,
    /// 5 USD, 6 CAD. The first digits 1, 3 and 4 mean GBP, AUD and NZD to some and 100 to 499.99 USD to others;
    /// rather than tell a wrong price they are ``Meaning/ambiguous``. Beside a serial the digits are the issue.
    public func meaning(beside gtin: GTIN) -> Meaning {
        if gtin.issn != nil { return .issue(value) }
        guard gtin.isbn != nil, text.utf8.count == 5 else { return .unknown }
        switch value {
        case 59_999: return .atLeast(SuggestedPrice(minorUnits: 9999, currency: "USD"))
        case 90_000: return .noSuggestedPrice
        case 90_001...98_999: return .publisherInternal
        case 99_990: return .usedCopy
        case 99_991: return .complimentaryCopy
        default: break
        }
        let amount = Int64(value % 10_000)
        // A price of nothing is what an unused field looks like.
        guard amount > 0 else { return .unknown }
        switch value / 10_000 {
        case 0: return .suggestedPrice(SuggestedPrice(minorUnits: amount, currency: "GBP"))
        case 5: return .suggestedPrice(SuggestedPrice(minorUnits: amount, currency: "USD"))
        case 6: return .suggestedPrice(SuggestedPrice(minorUnits: amount, currency: "CAD"))
        case 1, 3, 4: return .ambiguous
        default: return .unknown
        }
    }

    /// The suggested price beside `gtin`, or nil when the digits tell none for certain.
    public func suggestedPrice(beside gtin: GTIN) -> SuggestedPrice? {
        guard case .suggestedPrice(let price) = meaning(beside: gtin) else { return nil }
        return price
    }
}

extension AddOn: CustomStringConvertible {
    /// The digits as read.
    public var description: String { text }
}

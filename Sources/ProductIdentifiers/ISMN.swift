/// An International Standard Music Number (ISO 10957): printed music, `979-0` and eight digits and a check digit.
public struct ISMN: Sendable, Hashable {
    /// The number as a product's identity.
    public let gtin: GTIN

    /// The music whose number this is.
    /// - Returns: nil unless the GTIN is a single article under 979-0.
    public init?(gtin: GTIN) {
        guard gtin.indicator == 0, gtin.scope == .music else { return nil }
        self.gtin = gtin
    }

    /// Reads 13 digits, or the form before 2008 that writes `M` for `979-0`.
    /// - Parameter text: with or without hyphens and spaces; `M` or `m`.
    /// - Returns: nil for another form, another prefix or a wrong check digit.
    public init?(_ text: some StringProtocol) {
        guard var characters = NumberText.withoutSeparators(text, limit: 13) else { return nil }
        if characters.count == 10, let first = characters.first, first | 0x20 == 0x6D {
            characters.replaceSubrange(0..<1, with: "9790".utf8)
        }
        guard characters.count == 13, let gtin = GTIN(digits: characters) else { return nil }
        self.init(gtin: gtin)
    }

    /// The 13 digits without hyphens.
    public var ismn13: String { gtin.digits(13) }

    /// The 13 digits with hyphens between prefix, publisher, item and check digit (ISMN Users' Manual, 2008):
    /// `979-0-2600-0043-8`.
    public var hyphenated: String {
        let body = gtin.digits(9).dropLast()
        let publisher =
            switch body.first {
            case "0": 3
            case "1", "2", "3": 4
            case "4", "5", "6": 5
            case "7", "8": 6
            default: 7
            }
        return "979-0-\(body.prefix(publisher))-\(body.dropFirst(publisher))-\(gtin.digits(1))"
    }

    /// The form before 2008: `M` and nine digits.
    public var ismn10: String { "M" + gtin.digits(9) }
}

extension ISMN: CustomStringConvertible {
    /// The 13 digits.
    public var description: String { ismn13 }
}

extension GTIN {
    /// The music number, or nil when this is no single piece of printed music.
    public var ismn: ISMN? { ISMN(gtin: self) }
}

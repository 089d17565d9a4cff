/// An International Standard Serial Number (ISO 3297) with the variant its barcode carries.
///
/// As an EAN-13 it is `977`, the seven digits without their own check, two digits of variant, and the EAN check
/// digit. The issue is in the add-on beside it (see ``AddOn``), not in this number.
public struct ISSN: Sendable, Hashable {
    /// The seven digits before the check character, 0 to 9 999 999.
    private let body: UInt32

    /// What the publisher tells apart below the title, 0 to 99; 0 for the ordinary issue.
    public let variant: Int

    /// Reads eight characters.
    /// - Parameters:
    ///   - text: `0317-8471`, with or without the hyphen; the last character may be `X` or `x`.
    ///   - variant: 0 to 99.
    /// - Returns: nil for another form, a wrong check character or a variant out of range.
    public init?(_ text: some StringProtocol, variant: Int = 0) {
        guard (0...99).contains(variant), let characters = NumberText.withoutSeparators(text, limit: 8),
            characters.count == 8
        else { return nil }
        var body: UInt64 = 0
        for byte in characters.dropLast() {
            guard ASCII.isDigit(byte) else { return nil }
            body = body * 10 + UInt64(byte &- ASCII.zero)
        }
        let check = CheckDigit.issn(ofBody: body)
        let last = characters[7]
        guard check == 10 ? ASCII.isTen(last) : last == ASCII.zero + UInt8(check) else { return nil }
        self.body = UInt32(body)
        self.variant = variant
    }

    /// The serial whose barcode this is.
    /// - Returns: nil unless the GTIN is a single article under prefix 977.
    public init?(gtin: GTIN) {
        guard gtin.indicator == 0, gtin.scope == .serial else { return nil }
        self.body = UInt32(gtin.value / 1000 % 10_000_000)
        self.variant = Int(gtin.value / 10 % 100)
    }

    /// The number as printed: four characters, a hyphen, four characters.
    public var text: String {
        let check = CheckDigit.issn(ofBody: UInt64(body))
        let digits = String(body + 10_000_000).dropFirst()
        return "\(digits.prefix(4))-\(digits.suffix(3))" + (check == 10 ? "X" : String(check))
    }

    /// The EAN-13 of the serial, with its variant.
    public var gtin: GTIN { GTIN(body: 977_000_000_000 + UInt64(body) * 100 + UInt64(variant)) }
}

extension ISSN: CustomStringConvertible {
    /// The number as printed.
    public var description: String { text }
}

extension GTIN {
    /// The serial number, or nil when this is no single serial.
    public var issn: ISSN? { ISSN(gtin: self) }
}

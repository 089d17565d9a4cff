/// A Global Trade Item Number, the identity of a product here; always 14 digits with the right check digit.
///
/// GTIN-8, GTIN-12 (UPC-A) and GTIN-13 (EAN-13, ISBN-13) are the same number padded with zeros on the left
/// (GS1 General Specifications, 3.3), so two spellings of one product compare equal. The number zero is refused: no
/// company has it and an empty symbol reads as it.
public struct GTIN: Sendable, Hashable {
    /// The number as an integer, 1 to 99 999 999 999 999: the form for storage and indexes.
    public let value: Int64

    /// Checks a number read from storage.
    /// - Parameter value: the 14-digit number as an integer.
    /// - Returns: nil outside 1 to 99 999 999 999 999 or when the last digit is not the check digit.
    public init?(value: Int64) {
        guard value > 0, value <= Self.largest, CheckDigit.isValidModulo10(UInt64(value)) else { return nil }
        self.value = value
    }

    /// Reads 8, 12, 13 or 14 ASCII digits and nothing else.
    /// - Parameter text: the digits; an eight-digit text is a GTIN-8, never a UPC-E (see ``init(upcE:)``).
    /// - Returns: nil for another length, any other character or a wrong check digit.
    @specialized(where Text == String)
    @specialized(where Text == Substring)
    public init?<Text: StringProtocol>(_ text: Text) {
        self.init(digits: text.utf8)
    }

    /// Reads ASCII digits as ``init(_:)`` does.
    init?(digits: some Sequence<UInt8>) {
        var value: UInt64 = 0
        var count = 0
        for byte in digits {
            guard ASCII.isDigit(byte), count < 14 else { return nil }
            value = value * 10 + UInt64(byte &- ASCII.zero)
            count += 1
        }
        guard count >= 12 || count == 8 else { return nil }
        self.init(value: Int64(value))
    }

    /// The GTIN of a body whose check digit is still missing.
    /// - Parameter body: at most 13 digits, not zero.
    init(body: UInt64) {
        precondition(body > 0 && body <= UInt64(Self.largest / 10), "a GTIN body has 1 to 13 digits")
        self.value = Int64(body * 10 + CheckDigit.modulo10(ofBody: body))
    }

    /// All 14 digits, the form of AI 01 and of interchange.
    public var digits14: String { digits(14) }

    /// The shortest form of the number: 8, 12, 13 or 14 digits, as printed below its usual barcode.
    public var shortest: String {
        if value < 100_000_000 { return digits(8) }
        if value < 1_000_000_000_000 { return digits(12) }
        return digits(value < 10_000_000_000_000 ? 13 : 14)
    }

    /// The first of the 14 digits: 0 for an article as sold, 1 to 8 for a carton of it, 9 for variable measure.
    public var indicator: Int { Int(value / 10_000_000_000_000) }

    /// The last `count` digits.
    func digits(_ count: Int) -> String {
        String(unsafeUninitializedCapacity: count) { buffer in
            var rest = value
            for place in stride(from: count - 1, through: 0, by: -1) {
                buffer[place] = ASCII.zero + UInt8(rest % 10)
                rest /= 10
            }
            return count
        }
    }

    private static let largest: Int64 = 99_999_999_999_999
}

extension GTIN: Comparable {
    /// Orders by number.
    public static func < (left: GTIN, right: GTIN) -> Bool { left.value < right.value }
}

extension GTIN: CustomStringConvertible {
    /// The 14 digits.
    public var description: String { digits14 }
}

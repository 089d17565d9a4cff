/// The content of a DataBar Expanded symbol (ISO/IEC 24724, 7.2.5): a header that may stand for identifiers, then
/// numbers of fixed length, then text in the general-purpose compaction.
struct ExpandedPayload {
    private var bits: BitReader

    /// - Parameter characters: of 12 bits each, without the check character.
    init(_ characters: [Int]) {
        bits = BitReader(characters)
    }

    /// GS1 element strings; nil where the bits mean nothing.
    var text: String? {
        var bits = bits
        // Whether another component is linked to the symbol; it is not read.
        guard bits.take(1) != nil, let text = Self.elements(&bits) else { return nil }
        return text
    }

    private static func elements(_ bits: inout BitReader) -> String? {
        if bits.skip(0b1, 1) {
            guard bits.take(2) != nil, let digit = bits.take(4), digit < 10,
                let item = numbers(&bits, count: 4)
            else { return nil }
            return append(GeneralPurposeText.decode(&bits), to: "01" + withCheckDigit(String(digit) + item))
        }
        if bits.skip(0b00, 2) {
            guard bits.take(2) != nil else { return nil }
            return GeneralPurposeText.decode(&bits)
        }
        if bits.skip(0b0100, 4) { return weighed(&bits) { _ in "3103" } }
        if bits.skip(0b0101, 4) { return weighed(&bits) { $0 < 10_000 ? "3202" : "3203" } }
        if bits.skip(0b01100, 5) { return priced(&bits, hasCurrency: false) }
        if bits.skip(0b01101, 5) { return priced(&bits, hasCurrency: true) }
        if bits.skip(0b0111, 4) { return dated(&bits) }
        return nil
    }

    /// An item of variable measure, whose number begins with 9, and its weight in 15 bits.
    private static func weighed(_ bits: inout BitReader, _ identifier: (Int) -> String) -> String? {
        guard let item = item(&bits), let weight = bits.take(15) else { return nil }
        let identifier = identifier(weight)
        return item + identifier + padded(identifier == "3203" ? weight - 10_000 : weight, to: 6)
    }

    /// An item of variable measure and its price, with the currency's number or without.
    private static func priced(_ bits: inout BitReader, hasCurrency: Bool) -> String? {
        guard bits.take(2) != nil, let item = item(&bits), let decimals = bits.take(2) else { return nil }
        var text = item + (hasCurrency ? "393" : "392") + String(decimals)
        if hasCurrency {
            guard let currency = bits.take(10), currency < 1000 else { return nil }
            text += padded(currency, to: 3)
        }
        return append(GeneralPurposeText.decode(&bits), to: text)
    }

    /// An item of variable measure, its weight in kilograms or pounds, and a date of one of four kinds.
    private static func dated(_ bits: inout BitReader) -> String? {
        guard let kind = bits.take(3), let item = item(&bits), let weight = bits.take(20), let date = bits.take(16)
        else { return nil }
        guard weight < 1_000_000 else { return nil }
        let text = item + (kind & 1 == 0 ? "310" : "320") + String(weight / 100_000) + padded(weight % 100_000, to: 6)
        // The number behind the last day of the century says that there is no date.
        if date == 38_400 { return text }
        guard date < 38_400 else { return nil }
        let parts = [date / 32 / 12, date / 32 % 12 + 1, date % 32]
        return text + ["11", "13", "15", "17"][kind >> 1] + parts.map { padded($0, to: 2) }.joined()
    }

    /// The GTIN of an item of variable measure.
    private static func item(_ bits: inout BitReader) -> String? {
        numbers(&bits, count: 4).map { "01" + withCheckDigit("9" + $0) }
    }

    /// Three digits in ten bits, several times.
    private static func numbers(_ bits: inout BitReader, count: Int) -> String? {
        var digits = ""
        for _ in 0..<count {
            guard let number = bits.take(10), number < 1000 else { return nil }
            digits += padded(number, to: 3)
        }
        return digits
    }

    private static func append(_ text: String?, to beginning: String) -> String? { text.map { beginning + $0 } }

    static func padded(_ number: Int, to count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    /// - Parameter digits: 13 digits of a GTIN.
    static func withCheckDigit(_ digits: String) -> String {
        let sum = digits.utf8.enumerated().reduce(0) { $0 + Int($1.element - 48) * ($1.offset % 2 == 0 ? 3 : 1) }
        return digits + String((10 - sum % 10) % 10)
    }
}

/// Bits, the highest of each character first.
struct BitReader {
    private let characters: [Int]
    private var position = 0

    static let bitsPerCharacter = 12

    init(_ characters: [Int]) { self.characters = characters }

    var remaining: Int { characters.count * Self.bitsPerCharacter - position }

    /// The next bits without taking them; nil if there are fewer.
    func peek(_ count: Int) -> Int? {
        guard count <= remaining else { return nil }
        return (position..<(position + count)).reduce(0) { number, bit in
            let character = characters[bit / Self.bitsPerCharacter]
            return number << 1 | (character >> (Self.bitsPerCharacter - 1 - bit % Self.bitsPerCharacter)) & 1
        }
    }

    mutating func take(_ count: Int) -> Int? {
        guard let bits = peek(count) else { return nil }
        position += count
        return bits
    }

    /// Takes the next bits if they are these.
    mutating func skip(_ pattern: Int, _ count: Int) -> Bool {
        guard peek(count) == pattern else { return false }
        position += count
        return true
    }
}

/// What a shopper shows or reads out: 12 random characters and a check character.
///
/// The alphabet has no 0 O 1 I L, so nothing has to be guessed from a print or over a counter. Twelve of its 31 characters
/// are 59.4 bits: with a million vouchers open at once, a guess hits one with a chance of one in 8 × 10¹¹. The check
/// character finds every single wrong character and every exchange of two, wherever they stand, before anything is looked
/// up: the alphabet's size is a prime, and each place has a weight of its own.
public struct VoucherCode: Sendable, Hashable, CustomStringConvertible {
    /// 13 characters in upper case, as stored.
    public let description: String

    /// Characters of a code, the check character included.
    public static let length = 13
    private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ".utf8)

    /// A new random one.
    public init(using generator: inout some RandomNumberGenerator) {
        let values = (0..<(Self.length - 1)).map { _ in Int.random(in: 0..<Self.alphabet.count, using: &generator) }
        description = String(decoding: (values + [Self.check(values)]).map { Self.alphabet[$0] }, as: UTF8.self)
    }

    /// A new random one, from the system's generator.
    public init() {
        var generator = SystemRandomNumberGenerator()
        self.init(using: &generator)
    }

    /// Reads what somebody typed: in upper or lower case, with spaces and hyphens anywhere.
    ///
    /// - Returns: nil where it is no code, such as one with a typing error; nothing then needs to be looked up.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count <= 64 else { return nil }
        var values: [Int] = []
        for byte in text.utf8 where byte != UInt8(ascii: " ") && byte != UInt8(ascii: "-") {
            let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) ? byte - 32 : byte
            guard let value = Self.alphabet.firstIndex(of: upper) else { return nil }
            values.append(value)
        }
        guard values.count == Self.length, values.last == Self.check(values.dropLast()) else { return nil }
        description = String(decoding: values.map { Self.alphabet[$0] }, as: UTF8.self)
    }

    private static func check(_ values: some Sequence<Int>) -> Int {
        values.enumerated().reduce(0) { $0 + ($1.offset + 1) * $1.element } % alphabet.count
    }
}

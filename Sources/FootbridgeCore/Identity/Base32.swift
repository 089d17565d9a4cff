/// Crockford's base 32 in lower case: no i l o u, and texts of one length sort as the numbers do.
enum Base32 {
    /// The digit of each value from 0 to 31.
    static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// - Returns: nil for a character that is no digit.
    static func value(of digit: UInt8) -> Int? { digits.firstIndex(of: digit) }
}

/// Text with its digits, hyphens and spaces in ASCII, whatever script or typography they were written in.
///
/// People paste numbers from web pages, set them in full-width type and write them with the digits of their own script;
/// a hand scanner sends a byte order mark. All that means the same number.
enum NumberText {
    /// Stands for a character that is no part of any number.
    static let other: UInt8 = 0x1A

    /// Folds text to ASCII bytes: decimal digits of every script and full-width forms become ASCII, spaces and tabs a
    /// space, hyphens, dashes and minus signs a hyphen; marks that are not seen (byte order mark, soft hyphen, joiners
    /// and writing directions) go; anything else becomes ``other``.
    /// - Parameter limit: bytes of UTF-8 that are looked at.
    static func folded(_ text: some StringProtocol, limit: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            guard length <= limit else { break }
            if let byte = folded(scalar) { bytes.append(byte) }
        }
        return bytes
    }

    /// The characters of `text` without hyphens and spaces.
    /// - Returns: nil when more than `limit` remain, or when `text` is far longer than a number with separators can be.
    static func withoutSeparators(_ text: some StringProtocol, limit: Int) -> [UInt8]? {
        let longest = limit * 5
        guard text.utf8.prefix(longest + 1).count <= longest else { return nil }
        let rest = folded(text, limit: longest).filter { !isSeparator($0) }
        return rest.count <= limit ? rest : nil
    }

    static func isSeparator(_ byte: UInt8) -> Bool { byte == ASCII.hyphen || byte == ASCII.space }

    private static func folded(_ scalar: Unicode.Scalar) -> UInt8? {
        switch scalar.value {
        case 0x09: return ASCII.space
        case 0..<0x80: return UInt8(scalar.value)
        case 0xAD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0x2066...0x2069, 0xFEFF: return nil
        case 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return ASCII.space
        case 0x2010...0x2015, 0x2212, 0xFE58, 0xFE63: return ASCII.hyphen
        case 0xFF01...0xFF5E: return UInt8(scalar.value - 0xFEE0)
        default:
            guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
                return other
            }
            return ASCII.zero + UInt8(value)
        }
    }
}

/// The characters people and typesetters put between the groups of a book number.
enum NumberSeparator {
    /// The length in bytes of the separator that begins at `index`, or 0 if none does.
    ///
    /// Hyphen, space, no-break space, soft hyphen, thin spaces, U+2010 to U+2015 and the minus sign U+2212, in UTF-8.
    static func length(in bytes: [UInt8], at index: Int) -> Int {
        switch bytes[index] {
        case ASCII.hyphen, ASCII.space:
            return 1
        case 0xC2 where index + 1 < bytes.count:
            return bytes[index + 1] == 0xA0 || bytes[index + 1] == 0xAD ? 2 : 0
        case 0xE2 where index + 2 < bytes.count:
            switch (bytes[index + 1], bytes[index + 2]) {
            case (0x80, 0x89...0x8A), (0x80, 0x90...0x95), (0x80, 0xAF), (0x88, 0x92): return 3
            default: return 0
            }
        default:
            return 0
        }
    }

    /// The characters of `text` without separators, or nil when more than `limit` remain, when `text` is far longer
    /// than a number with separators can be, or when it holds a character that is neither ASCII nor a separator.
    static func removing(from text: some StringProtocol, limit: Int) -> [UInt8]? {
        let bytes = Array(text.utf8.prefix(limit * 5 + 1))
        guard bytes.count <= limit * 5 else { return nil }
        var rest: [UInt8] = []
        rest.reserveCapacity(limit)
        var index = 0
        while index < bytes.count {
            let separator = length(in: bytes, at: index)
            if separator > 0 {
                index += separator
                continue
            }
            guard bytes[index] < 0x80, rest.count < limit else { return nil }
            rest.append(bytes[index])
            index += 1
        }
        return rest
    }
}

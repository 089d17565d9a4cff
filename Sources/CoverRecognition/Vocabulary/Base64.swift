/// Bytes written as text (RFC 4648, section 4), for what is part of the program.
enum Base64 {
    /// - Returns: nil for anything but whole groups of the alphabet, padded at the end.
    static func bytes(of text: StaticString) -> [UInt8]? {
        guard text.hasPointerRepresentation else { return nil }
        return text.withUTF8Buffer { text in
            guard text.count % 4 == 0 else { return nil }
            var bytes: [UInt8] = []
            bytes.reserveCapacity(text.count / 4 * 3)
            for start in stride(from: 0, to: text.count, by: 4) {
                var group: UInt32 = 0
                var padding = 0
                for index in 0..<4 {
                    let character = unsafe text[start + index]
                    if character == UInt8(ascii: "="), start + 4 == text.count, index >= 2 {
                        padding += 1
                        group <<= 6
                        continue
                    }
                    guard padding == 0, let value = value(of: character) else { return nil }
                    group = group << 6 | UInt32(value)
                }
                for index in 0..<(3 - padding) {
                    bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * index)))
                }
            }
            return bytes
        }
    }

    private static func value(of character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

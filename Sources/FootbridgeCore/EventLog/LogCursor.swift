/// Positions as clients keep them: 44 digits of base 32 that are to be sent back as they are.
///
/// Inside are one byte of version, eight for each number of the position, and two of a checksum. The text says how far
/// the log is and nothing of what is in it. It is no secret and no permission: what a key may see is decided by the key,
/// wherever reading begins. The checksum is against accidents: a damaged cursor that still named a position would skip
/// events, or give them twice, without a word.
extension LogPosition {
    private static let version: UInt8 = 1
    private static let length = 44

    /// The text to hand out; the same position always has the same.
    public var cursor: String {
        var bytes = [Self.version]
        for number in [epoch, transaction, sequence] {
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        return String(decoding: Self.digits(of: bytes + Self.checksum(bytes)), as: UTF8.self)
    }

    /// The position of a ``cursor``.
    ///
    /// - Returns: nil for any text that was not handed out by this version or an earlier one.
    public init?(cursor text: some StringProtocol) {
        // Counted in bytes first, so that a text of any length costs no more than one of this.
        guard text.utf8.prefix(Self.length + 1).count == Self.length, let bytes = Self.bytes(of: text.utf8),
            bytes[0] == Self.version, Array(bytes.suffix(2)) == Self.checksum(bytes.dropLast(2))
        else { return nil }
        let numbers = (0..<3).map { index in
            bytes[(1 + 8 * index)..<(9 + 8 * index)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        guard numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        self.init(epoch: numbers[0], transaction: numbers[1], sequence: numbers[2])
    }

    /// 27 bytes in 44 digits, the last of which holds one bit of them.
    private static func digits(of bytes: [UInt8]) -> [UInt8] {
        var (digits, bits, count) = ([UInt8](), 0, 0)
        digits.reserveCapacity(length)
        for byte in bytes {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                digits.append(Base32.digits[bits >> count & 31])
            }
            bits &= 1 << count - 1
        }
        digits.append(Base32.digits[bits << (5 - count)])
        return digits
    }

    /// - Returns: nil for what ``digits(of:)`` does not write.
    private static func bytes(of digits: some Sequence<UInt8>) -> [UInt8]? {
        var (bytes, bits, count) = ([UInt8](), 0, 0)
        for digit in digits {
            guard let value = Base32.value(of: digit) else { return nil }
            bits = bits << 5 | value
            count += 5
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(bits >> count))
            bits &= 1 << count - 1
        }
        return bits == 0 ? bytes : nil
    }

    /// FNV-1a, folded to 16 bits.
    private static func checksum(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let hash = bytes.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        let folded = hash >> 16 ^ hash & 0xFFFF
        return [UInt8(folded >> 8), UInt8(folded & 255)]
    }
}

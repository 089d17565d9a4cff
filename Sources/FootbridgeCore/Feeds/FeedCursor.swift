/// A place in one of the feeds, as clients keep it: 44 digits of base 32 that are to be sent back as they are.
///
/// Inside are one byte that says of which feed it is, eight for each of three numbers, and two of a checksum. The text says
/// how far the feed is and nothing of what is in it. It is no secret and no permission: what a key may see is decided by
/// the key, wherever reading begins. The checksum is against accidents: a damaged cursor that still named a place would
/// skip rows, or give them twice, without a word.
public struct FeedCursor: Sendable, Hashable {
    /// Which numbers it holds, and what they mean. The raw values are in cursors that were handed out and never change.
    public enum Kind: UInt8, Sendable {
        /// ``LogPosition``.
        case log = 1
        /// ``ConversionPosition``.
        case conversions = 2
    }

    public var kind: Kind
    /// None is negative.
    var first, second, third: Int64

    private static let length = 44
    private static let byteCount = 27

    /// The text to hand out; the same place always has the same.
    public var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends ``text``: 27 bytes in 44 digits, the last of which holds one bit of them.
    func append(to text: inout [UInt8]) {
        var (bits, count) = (UInt64(0), 0)
        func add(_ byte: UInt8, to text: inout [UInt8]) {
            bits = (bits << 8 | UInt64(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                text.append(Base32.digits[Int(bits >> UInt64(count) & 31)])
            }
        }
        var sum = Checksum()
        sum.add(kind.rawValue)
        add(kind.rawValue, to: &text)
        for number in [first, second, third] {
            for shift in stride(from: 56, through: 0, by: -8) {
                let byte = UInt8(truncatingIfNeeded: number >> Int64(shift))
                sum.add(byte)
                add(byte, to: &text)
            }
        }
        add(sum.bytes.0, to: &text)
        add(sum.bytes.1, to: &text)
        text.append(Base32.digits[Int(bits << UInt64(5 - count) & 31)])
    }

    init(_ kind: Kind, _ first: Int64, _ second: Int64, _ third: Int64) {
        self.kind = kind
        (self.first, self.second, self.third) = (first, second, third)
    }

    /// The place of a ``text``.
    ///
    /// - Returns: nil for any text that was not handed out.
    public init?(_ text: some StringProtocol) {
        // Counted in bytes first, so that a text of any length costs no more than one of this.
        guard text.utf8.prefix(Self.length + 1).count == Self.length, let bytes = Self.bytes(of: text.utf8),
            let kind = Kind(rawValue: bytes[0])
        else { return nil }
        var sum = Checksum()
        for byte in bytes.dropLast(2) { sum.add(byte) }
        guard bytes[Self.byteCount - 2] == sum.bytes.0, bytes[Self.byteCount - 1] == sum.bytes.1 else { return nil }
        let numbers = (0..<3).map { index in
            bytes[(1 + 8 * index)..<(9 + 8 * index)].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        }
        guard numbers.allSatisfy({ $0 >= 0 }) else { return nil }
        self.init(kind, numbers[0], numbers[1], numbers[2])
    }

    /// - Returns: nil for what ``append(to:)`` does not write.
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
        return bits == 0 && bytes.count == byteCount ? bytes : nil
    }

    /// FNV-1a, folded to 16 bits.
    private struct Checksum {
        private var hash: UInt32 = 2_166_136_261

        mutating func add(_ byte: UInt8) { hash = (hash ^ UInt32(byte)) &* 16_777_619 }

        var bytes: (UInt8, UInt8) {
            let folded = hash >> 16 ^ hash & 0xFFFF
            return (UInt8(folded >> 8), UInt8(folded & 255))
        }
    }
}

extension LogPosition {
    /// The place in the feed of events.
    public var feedCursor: FeedCursor { FeedCursor(.log, epoch, transaction, sequence) }

    /// The text to hand out; the same position always has the same.
    public var cursor: String { feedCursor.text }

    /// The position of a place in the feed of events; nil for one of another feed.
    public init?(_ cursor: FeedCursor) {
        guard cursor.kind == .log else { return nil }
        self.init(epoch: cursor.first, transaction: cursor.second, sequence: cursor.third)
    }

    /// The position of a ``cursor``; nil for any text that was not handed out.
    public init?(cursor text: some StringProtocol) {
        guard let cursor = FeedCursor(text) else { return nil }
        self.init(cursor)
    }
}

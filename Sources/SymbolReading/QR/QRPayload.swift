/// What a symbol's data codewords say: segments in several modes (ISO/IEC 18004, "Data encodation").
struct QRPayload: Equatable, Sendable {
    enum Mode: Equatable, Sendable {
        case numeric
        case alphanumeric
        case bytes
        case kanji
        /// Chinese characters, GB/T 18284.
        case hanzi
    }

    struct Segment: Equatable, Sendable {
        let mode: Mode
        /// The character set that the symbol names from here on (ECI assignment number), nil before any.
        let assignment: Int?
        /// Digits and letters in ASCII, bytes as they are, kanji in Shift JIS, hanzi in GB 2312.
        var bytes: [UInt8]
    }

    /// One of up to 16 symbols that together carry a message.
    struct StructuredAppend: Hashable, Sendable {
        /// This symbol's place, from 0.
        let index: Int
        /// Symbols in all, 1 to 16.
        let count: Int
        /// The exclusive or of all bytes of the message.
        let parity: UInt8
    }

    private(set) var segments: [Segment] = []
    private(set) var structuredAppend: StructuredAppend?
    /// Whether the content follows GS1 (FNC1 in first position) or an industry's standard (in second).
    private(set) var hasFunction1 = false
    /// Whether the content is GS1 element strings: FNC1 in first position.
    private(set) var isGS1 = false
    /// Whether what follows the end is the padding that the standard asks for.
    private(set) var hasRegularPadding = true

    /// The bytes of all segments.
    var bytes: [UInt8] { segments.flatMap(\.bytes) }

    private static let alphanumerics = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)

    /// - Parameter version: 1 to 40; the length of counts depends on it.
    /// - Returns: nil where the codewords are no message.
    init?(codewords: [UInt8], version: Int) {
        var bits = QRBitReader(codewords)
        var assignment: Int?
        /// 0 for versions up to 9, 1 up to 26, 2 beyond.
        let group = version < 10 ? 0 : version < 27 ? 1 : 2
        while bits.remaining >= 4 {
            guard let indicator = bits.next(4), indicator != 0 else { break }
            let segment: Segment?
            switch indicator {
            case 0b0001:
                segment = Self.numeric(&bits, countBits: [10, 12, 14][group], assignment)
            case 0b0010:
                segment = alphanumeric(&bits, countBits: [9, 11, 13][group], assignment)
            case 0b0100:
                segment = Self.bytes(&bits, countBits: group == 0 ? 8 : 16, assignment)
            case 0b1000:
                segment = Self.doubleBytes(&bits, countBits: [8, 10, 12][group], assignment, mode: .kanji)
            case 0b1101:
                // The subset indicator names GB 2312, the only one there is.
                guard bits.next(4) != nil else { return nil }
                segment = Self.doubleBytes(&bits, countBits: [8, 10, 12][group], assignment, mode: .hanzi)
            case 0b0111:
                guard let named = Self.assignment(&bits) else { return nil }
                assignment = named
                continue
            case 0b0011:
                guard let place = bits.next(8), let parity = bits.next(8) else { return nil }
                structuredAppend = StructuredAppend(
                    index: place >> 4, count: (place & 15) + 1, parity: UInt8(truncatingIfNeeded: parity))
                continue
            case 0b0101:
                hasFunction1 = true
                isGS1 = true
                continue
            case 0b1001:
                // Followed by the application indicator of the industry.
                guard bits.next(8) != nil else { return nil }
                hasFunction1 = true
                continue
            default: return nil
            }
            guard let segment else { return nil }
            segments.append(segment)
        }
        guard segments.contains(where: { !$0.bytes.isEmpty }) else { return nil }
        hasRegularPadding = bits.hasPadding
    }

    private static func numeric(_ bits: inout QRBitReader, countBits: Int, _ assignment: Int?) -> Segment? {
        guard var count = bits.next(countBits) else { return nil }
        var digits: [UInt8] = []
        while count > 0 {
            let length = min(3, count)
            guard let value = bits.next([4, 7, 10][length - 1]), value < [10, 100, 1_000][length - 1] else {
                return nil
            }
            for divisor in [100, 10, 1].suffix(length) { digits.append(UInt8(0x30 + value / divisor % 10)) }
            count -= length
        }
        return Segment(mode: .numeric, assignment: assignment, bytes: digits)
    }

    /// In symbols with FNC1 a percent sign stands for the separator U+001D, two for itself.
    private func alphanumeric(_ bits: inout QRBitReader, countBits: Int, _ assignment: Int?) -> Segment? {
        guard var count = bits.next(countBits) else { return nil }
        var letters: [UInt8] = []
        let alphabet = Self.alphanumerics
        while count > 1 {
            guard let value = bits.next(11), value < 45 * 45 else { return nil }
            letters += [alphabet[value / 45], alphabet[value % 45]]
            count -= 2
        }
        if count == 1 {
            guard let value = bits.next(6), value < 45 else { return nil }
            letters.append(alphabet[value])
        }
        guard hasFunction1 else { return Segment(mode: .alphanumeric, assignment: assignment, bytes: letters) }
        var result: [UInt8] = []
        var index = 0
        while index < letters.count {
            let isPercent = letters[index] == UInt8(ascii: "%")
            let isDoubled = isPercent && index + 1 < letters.count && letters[index + 1] == UInt8(ascii: "%")
            result.append(isPercent && !isDoubled ? 0x1D : letters[index])
            index += isDoubled ? 2 : 1
        }
        return Segment(mode: .alphanumeric, assignment: assignment, bytes: result)
    }

    private static func bytes(_ bits: inout QRBitReader, countBits: Int, _ assignment: Int?) -> Segment? {
        guard let count = bits.next(countBits), bits.remaining >= 8 * count else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(UInt8(truncatingIfNeeded: bits.next(8) ?? 0)) }
        return Segment(mode: .bytes, assignment: assignment, bytes: bytes)
    }

    /// Two-byte characters in 13 bits each.
    private static func doubleBytes(
        _ bits: inout QRBitReader, countBits: Int, _ assignment: Int?, mode: Mode
    ) -> Segment? {
        guard let count = bits.next(countBits), bits.remaining >= 13 * count else { return nil }
        var bytes: [UInt8] = []
        for _ in 0..<count {
            guard let value = bits.next(13) else { return nil }
            let character: Int
            if mode == .kanji {
                let packed = (value / 0xC0) << 8 | (value % 0xC0)
                character = packed + (packed < 0x1F00 ? 0x8140 : 0xC140)
            } else {
                let packed = (value / 0x60) << 8 | (value % 0x60)
                character = packed + (packed < 0x0A00 ? 0xA1A1 : 0xA6A1)
            }
            bytes += [UInt8(truncatingIfNeeded: character >> 8), UInt8(truncatingIfNeeded: character)]
        }
        return Segment(mode: mode, assignment: assignment, bytes: bytes)
    }

    /// An ECI assignment number of one, two or three bytes.
    private static func assignment(_ bits: inout QRBitReader) -> Int? {
        guard let first = bits.next(8) else { return nil }
        if first & 0x80 == 0 { return first }
        if first & 0xC0 == 0x80 { return bits.next(8).map { (first & 0x3F) << 8 | $0 } }
        if first & 0xE0 == 0xC0 { return bits.next(16).map { (first & 0x1F) << 16 | $0 } }
        return nil
    }
}

/// Reads bits, most significant first.
struct QRBitReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var remaining: Int { bytes.count * 8 - position }

    /// - Parameter count: 1 to 24.
    /// - Returns: nil if fewer are left.
    mutating func next(_ count: Int) -> Int? {
        guard count <= remaining else { return nil }
        var value = 0
        for _ in 0..<count {
            value = value << 1 | Int(bytes[position >> 3] >> UInt8(7 - (position & 7)) & 1)
            position += 1
        }
        return value
    }

    /// Whether the bytes after the current one are the standard's, 0xEC and 0x11 in turn.
    var hasPadding: Bool {
        let first = (position + 7) / 8
        guard first < bytes.count else { return true }
        return bytes[first...].enumerated().allSatisfy { $0.element == ($0.offset % 2 == 0 ? 0xEC : 0x11) }
    }
}

/// A UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits; its bytes sort by time.
public struct UUIDv7: Sendable, Hashable, Comparable {
    private let high: UInt64
    private let low: UInt64

    /// A new one for `time`, with fresh random bits.
    public init(at time: Timestamp) {
        var generator = SystemRandomNumberGenerator()
        self.init(at: time, using: &generator)
    }

    /// A new one for `time`, with random bits of `generator`.
    public init(at time: Timestamp, using generator: inout some RandomNumberGenerator) {
        let milliseconds = UInt64(max(0, time.microseconds / 1000)) & 0xFFFF_FFFF_FFFF
        high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0x0FFF, using: &generator)
        low = 0x8000_0000_0000_0000 | UInt64.random(in: 0...0x3FFF_FFFF_FFFF_FFFF, using: &generator)
    }

    /// From the 16 bytes of ``bytes``.
    ///
    /// - Returns: nil where there are not exactly 16.
    public init?(bytes: some Sequence<UInt8>) {
        self.init(bytes: Array(bytes))
    }

    /// From the 16 bytes of ``bytes``.
    ///
    /// - Returns: nil where there are not exactly 16.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16 else { return nil }
        high = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes[8...].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The 16 bytes, most significant first: the stored form.
    public var bytes: [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) }
            + (0..<8).map { UInt8(truncatingIfNeeded: low >> (56 - 8 * $0)) }
    }

    /// The millisecond it was made for; the first microsecond of it.
    public var time: Timestamp { Timestamp(microseconds: Int64(high >> 16) * 1000) }

    public static func < (left: UUIDv7, right: UUIDv7) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

extension UUIDv7 {
    /// 26 characters that sort as ``bytes`` do.
    public var base32: String {
        String(decoding: (0..<26).map { Base32.digits[Int(group($0))] }, as: UTF8.self)
    }

    /// Appends ``base32``.
    func appendBase32(to bytes: inout [UInt8]) {
        for index in 0..<26 { bytes.append(Base32.digits[Int(group(index))]) }
    }

    /// The 5 bits at `index` of 26, the first of which holds only the top 3 bits of the 128.
    private func group(_ index: Int) -> UInt64 {
        let shift = 125 - 5 * index
        let value = shift >= 64 ? high >> (shift - 64) : shift == 0 ? low : low >> shift | high << (64 - shift)
        return value & 31
    }

    /// Reads ``base32`` back; nil for anything that it does not write.
    public init?(base32 text: some StringProtocol) {
        var (high, low, count) = (UInt64(0), UInt64(0), 0)
        for byte in text.utf8 {
            guard count < 26, let digit = Base32.value(of: byte) else { return nil }
            guard count > 0 || digit < 8 else { return nil }
            high = high << 5 | low >> 59
            low = low << 5 | UInt64(digit)
            count += 1
        }
        guard count == 26 else { return nil }
        self.high = high
        self.low = low
    }
}

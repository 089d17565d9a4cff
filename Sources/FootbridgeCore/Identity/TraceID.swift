/// Names one request, in its answer, in the log lines it causes and in the events it leaves behind: 16 bytes, written as
/// the trace-id of W3C Trace Context.
public struct TraceID: Sendable, Hashable, CustomStringConvertible {
    /// The 16 bytes, most significant first, not all zero: the stored form.
    public let bytes: [UInt8]

    /// A new random one.
    public init() {
        let halves = [UInt64.random(in: 1...UInt64.max), UInt64.random(in: 0...UInt64.max)]
        bytes = halves.flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) } }
    }

    /// From ``bytes``.
    ///
    /// - Returns: nil unless there are 16, and one of them is not zero.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 16, bytes.contains(where: { $0 != 0 }) else { return nil }
        self.bytes = bytes
    }

    /// The trace-id of a `traceparent` field, so that a caller finds its own trace again.
    ///
    /// - Returns: nil where it is not one of version 00.
    public init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard traceparent.utf8.count == 55, parts.count == 4, parts[0] == "00", parts[1].utf8.count == 32 else {
            return nil
        }
        let digits = parts[1].utf8.compactMap { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard digits.count == 32 else { return nil }
        self.init(bytes: (0..<16).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] })
    }

    /// 32 lower-case hexadecimal digits.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

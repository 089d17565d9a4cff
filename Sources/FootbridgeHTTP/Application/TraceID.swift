import HTTPTypes

/// Names one request: 32 lower-case hexadecimal digits, as W3C Trace Context's trace-id.
struct TraceID: Sendable, Hashable, CustomStringConvertible {
    let description: String

    init() {
        let high = UInt64.random(in: 1...UInt64.max)
        let low = UInt64.random(in: 0...UInt64.max)
        func digits(_ value: UInt64) -> String {
            let text = String(value, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }
        description = digits(high) + digits(low)
    }

    /// The trace-id of a `traceparent` field, so that a caller finds its own trace again.
    ///
    /// - Returns: nil where it is not one of version 00.
    init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false)
        guard traceparent.utf8.count == 55, parts.count == 4, parts[0] == "00", parts[1].utf8.count == 32,
            parts[1].utf8.allSatisfy({
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
            }), parts[1].contains(where: { $0 != "0" })
        else { return nil }
        description = String(parts[1])
    }
}

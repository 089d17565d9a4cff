public import Foundation

/// An instant, in whole microseconds since 1970-01-01T00:00:00Z, as it is stored, compared and sent.
public struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since the Unix epoch, UTC; negative before it.
    public var microseconds: Int64

    /// The instant that many microseconds after the epoch.
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The instant nearest to `date`.
    public init(_ date: Date) {
        self.microseconds = Int64((date.timeIntervalSince1970 * 1_000_000).rounded())
    }

    /// Parses an RFC 3339 date-time with any offset, with or without a fraction of a second, in the Gregorian calendar of
    /// all times; Foundation's parser takes what is before 1582 as Julian, and an offset without its minutes.
    ///
    /// What is less than a microsecond is cut off, and a leap second is the one behind it.
    /// - Returns: nil where `text` is not one, or longer than 40 bytes.
    public init?(rfc3339 text: String) {
        let bytes = Array(text.utf8.prefix(41))
        guard (20...40).contains(bytes.count), bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), let day = CivilDate(iso8601: String(decoding: bytes[..<10], as: UTF8.self)),
            let hour = Self.number(bytes[11..<13], below: 24), let minute = Self.number(bytes[14..<16], below: 60),
            let second = Self.number(bytes[17..<19], below: 61)
        else { return nil }
        var rest = bytes[19...]
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            rest = rest[digits.endIndex...]
            let kept = digits.prefix(6) + repeatElement(0x30, count: max(0, 6 - digits.count))
            guard !digits.isEmpty, let number = Self.number(kept, below: 1_000_000) else { return nil }
            fraction = number
        }
        guard let offset = Self.offset(rest) else { return nil }
        let seconds = ((day.daysSinceEpoch * 24 + hour) * 60 + minute - offset) * 60 + second
        self.init(microseconds: Int64(seconds * 1_000_000 + fraction))
    }

    /// - Returns: minutes that the local time is ahead of UTC; nil where the text is no offset.
    private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
        if text.elementsEqual([UInt8(ascii: "Z")]) { return 0 }
        let text = Array(text)
        guard text.count == 6, text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-"),
            text[3] == UInt8(ascii: ":"), let hours = number(text[1..<3], below: 24),
            let minutes = number(text[4..<6], below: 60)
        else { return nil }
        return (text[0] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes)
    }

    /// A number of digits only.
    private static func number(_ digits: ArraySlice<UInt8>, below limit: Int) -> Int? {
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
        return number < limit ? number : nil
    }

    /// RFC 3339 in UTC with milliseconds, such as `2026-11-22T16:40:21.512Z`.
    public var rfc3339: String { rfc3339(fractionDigits: 3) }

    /// RFC 3339 in UTC with all that is kept, such as `2026-11-22T16:40:21.512034Z`.
    public var rfc3339Microseconds: String { rfc3339(fractionDigits: 6) }

    private func rfc3339(fractionDigits: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(27)
        appendRFC3339(to: &text, fractionDigits: fractionDigits)
        return String(decoding: text, as: UTF8.self)
    }

    /// Written byte by byte: an answer holds a dozen of these, and joining strings took most of its time.
    ///
    /// - Parameter fractionDigits: 3 or 6; what is left over is cut off.
    func appendRFC3339(to text: inout [UInt8], fractionDigits: Int) {
        let day = CivilDate(daysSinceEpoch: Int(microseconds.flooredQuotient(86_400_000_000)))
        let time = Int(microseconds.flooredRemainder(86_400_000_000))
        let seconds = time / 1_000_000
        day.append(to: &text)
        text.append(UInt8(ascii: "T"))
        text.append(seconds / 3600, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(seconds / 60 % 60, width: 2)
        text.append(UInt8(ascii: ":"))
        text.append(seconds % 60, width: 2)
        text.append(UInt8(ascii: "."))
        text.append(fractionDigits == 3 ? time / 1000 % 1000 : time % 1_000_000, width: fractionDigits)
        text.append(UInt8(ascii: "Z"))
    }

    /// For Foundation; exact to about a microsecond.
    public var date: Date {
        Date(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }

    public static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(microseconds: instant.microseconds + duration.microseconds)
    }

    public static func - (later: Timestamp, earlier: Timestamp) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }
}

extension Duration {
    /// Whole microseconds, rounded towards zero.
    public var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }
}

extension Int64 {
    func flooredQuotient(_ divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    func flooredRemainder(_ divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}

/// Where the time comes from: the system's clock, or a fixed one in tests.
public struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// A clock that asks `read`.
    public init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    /// The system's clock.
    public static let system = WallClock { Timestamp(Date()) }

    /// What the clock shows.
    public var now: Timestamp { read() }
}

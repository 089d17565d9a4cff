import FootbridgeCore
import Foundation

/// Checks the fields of one record against what the schema keeps, so that a rejected row names its field. The schema
/// checks again.
struct FieldCheck {
    /// The first field that does not fit.
    private(set) var failed: String?

    private mutating func demand(_ fits: Bool, _ field: String) {
        if !fits, failed == nil { failed = field }
    }

    /// Lengths are in Unicode scalars, as databases count them; control characters have no place in a name.
    mutating func text(_ value: String?, _ length: ClosedRange<Int>, _ field: String) {
        guard let value else { return }
        demand(
            length.contains(value.unicodeScalars.count)
                && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, field)
    }

    /// An absolute http or https URL in the ASCII form of RFC 3986, without user information: a name before the host
    /// looks like the host, and a password has no place in a link that everybody gets.
    mutating func url(_ value: String?, _ field: String) {
        guard let value else { return }
        let forbidden = Set("\"<>\\^`{|}".utf8)
        let url = URL(string: value)
        demand(
            value.utf8.count <= 2000 && (value.hasPrefix("https://") || value.hasPrefix("http://"))
                && value.utf8.allSatisfy { (0x21...0x7E).contains($0) && !forbidden.contains($0) }
                && url?.host()?.isEmpty == false && url?.user() == nil && url?.password() == nil
                && !Self.authority(of: value).contains("@"), field)
    }

    /// What stands between the slashes, whatever a parser makes of it.
    private static func authority(of url: String) -> Substring {
        guard let begin = url.firstRange(of: "://")?.upperBound else { return "" }
        return url[begin...].prefix { !"/?#".contains($0) }
    }

    mutating func price(_ value: Money?, _ field: String) {
        guard let value else { return }
        demand(value.minorUnits >= 0, field)
    }

    mutating func range(_ value: Int?, _ range: ClosedRange<Int>, _ field: String) {
        guard let value else { return }
        demand(range.contains(value), field)
    }

    /// A time that is claimed to be past: at most an hour ahead, for clocks differ. One far ahead would outlive every
    /// later row.
    mutating func past(_ value: Timestamp, at now: Timestamp, _ field: String) {
        demand(value - now <= .seconds(3600) && value.microseconds >= 0, field)
    }

    /// Two upper-case ASCII letters.
    mutating func country(_ value: String, _ field: String) {
        demand(
            value.utf8.count == 2 && value.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) },
            field)
    }

    /// ISO 8601 to the year, the month or the day.
    mutating func date(_ value: String?, _ field: String) {
        guard let value else { return }
        let padding = [4: "-01-01", 7: "-01", 10: ""][value.utf8.count]
        demand(padding.flatMap { CivilDate(iso8601: value + $0) } != nil, field)
    }

    /// The characters of a BCP 47 tag.
    mutating func language(_ value: String?, _ field: String) {
        guard let value else { return }
        let letters = value.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        demand((2...35).contains(value.utf8.count) && letters, field)
    }

    var rejection: ImportRejection? { failed.map { .unacceptable(field: $0) } }
}

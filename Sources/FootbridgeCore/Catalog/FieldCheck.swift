import Foundation

/// Checks the fields of one record against what the databases keep, so that a rejected one is told field by field. The
/// schema checks again.
public struct FieldCheck {
    /// What does not fit, each field once.
    public private(set) var problems: [FieldProblem] = []

    public init() {}

    private mutating func demand(_ fits: Bool, _ field: String, _ value: @autoclosure () -> String, _ reason: String) {
        guard !fits, !problems.contains(where: { $0.field == field }) else { return }
        let value = value()
        problems.append(FieldProblem(field, value, value.isEmpty ? "is empty" : reason))
    }

    /// Lengths are in Unicode scalars, as databases count them; control characters have no place in a name.
    public mutating func text(_ value: String?, _ length: ClosedRange<Int>, _ field: String) {
        guard let value else { return }
        demand(
            length.contains(value.unicodeScalars.count)
                && value.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, field, value,
            "is not \(length.lowerBound) to \(length.upperBound) characters without line breaks")
    }

    /// An absolute http or https URL in the ASCII form of RFC 3986, without user information: a name before the host
    /// looks like the host, and a password has no place in a link that everybody gets.
    public mutating func url(_ value: String?, _ field: String) {
        guard let value else { return }
        let forbidden = Set("\"<>\\^`{|}".utf8)
        let url = URL(string: value)
        demand(
            value.utf8.count <= 2000 && (value.hasPrefix("https://") || value.hasPrefix("http://"))
                && value.utf8.allSatisfy { (0x21...0x7E).contains($0) && !forbidden.contains($0) }
                && url?.host()?.isEmpty == false && url?.user() == nil && url?.password() == nil
                && !Self.authority(of: value).contains("@"), field, value,
            "is no web address such as https://shop.example/book?id=1, percent-encoded and of at most 2000 characters")
    }

    /// What stands between the slashes, whatever a parser makes of it.
    private static func authority(of url: String) -> Substring {
        guard let begin = url.firstRange(of: "://")?.upperBound else { return "" }
        return url[begin...].prefix { !"/?#".contains($0) }
    }

    public mutating func price(_ value: Money?, _ field: String) {
        guard let value else { return }
        demand(value.minorUnits >= 0, field, "\(value.amount)", "is less than nothing")
    }

    public mutating func range(_ value: Int?, _ range: ClosedRange<Int>, _ field: String) {
        guard let value else { return }
        demand(
            range.contains(value), field, "\(value)", "is not \(range.lowerBound) to \(range.upperBound)")
    }

    /// A time that is claimed to be past: at most an hour ahead, for clocks differ. One far ahead would outlive every
    /// later row.
    public mutating func past(_ value: Timestamp, at now: Timestamp, _ field: String) {
        demand(
            value - now <= .seconds(3600) && value.microseconds >= 0, field, value.rfc3339,
            "is more than an hour in the future, or before 1970")
    }

    /// Two upper-case ASCII letters.
    public mutating func country(_ value: String, _ field: String) {
        demand(
            value.utf8.count == 2 && value.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) },
            field, value, "is no ISO 3166 code of two capital letters, such as GB")
    }

    /// ISO 8601 to the year, the month or the day.
    public mutating func date(_ value: String?, _ field: String) {
        guard let value else { return }
        let padding = [4: "-01-01", 7: "-01", 10: ""][value.utf8.count]
        demand(
            padding.flatMap { CivilDate(iso8601: value + $0) } != nil, field, value,
            "is no date such as 2006, 2006-08 or 2006-08-07")
    }

    /// The characters of a BCP 47 tag.
    public mutating func language(_ value: String?, _ field: String) {
        guard let value else { return }
        let letters = value.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        demand((2...35).contains(value.utf8.count) && letters, field, value, "is no BCP 47 tag, such as en or pt-BR")
    }

    /// A merchant's id has no dot: one stands between it and the code of a store in the store's id, which would else be
    /// that of two stores.
    public mutating func merchant(_ value: Merchant) {
        demand(
            !value.id.description.utf8.contains(UInt8(ascii: ".")), "merchant", value.id.description,
            "has a dot; it is letters, digits, underscores and hyphens")
        text(value.name, 1...200, "merchant_name")
    }
}

import FootbridgeCore
import Foundation
import ProductIdentifiers

/// Reads the fields of one row as the types they stand for. Each field that is wrong is noted with what it should have
/// been, and the others are read all the same.
struct RowReader {
    private let record: CSVRecord
    /// When the row is read.
    let now: Timestamp
    /// Of the numbers in the file so far.
    private(set) var decimalMark: DecimalMark
    private let line: Int

    /// What keeps the row from being taken.
    private(set) var problems: [FieldProblem] = []
    /// What is odd about a row that is taken.
    private(set) var warnings: [FieldProblem] = []
    /// Zeros that the product's number had lost.
    private(set) var restoredZeros = 0

    init(_ record: CSVRecord, line: Int, now: Timestamp, decimalMark: DecimalMark) {
        (self.record, self.line, self.now, self.decimalMark) = (record, line, now, decimalMark)
    }

    mutating func note(_ problem: FieldProblem) { problems.append(problem) }

    mutating func warn(_ column: String, _ what: String) {
        warnings.append(FieldProblem(column, record[column], what))
    }

    private mutating func wrong(_ column: String, _ what: String) {
        problems.append(FieldProblem(column, record[column], what))
    }

    subscript(_ column: String) -> String { record[column] }

    /// A field, or nil where it is empty.
    func optional(_ column: String) -> String? {
        let text = record[column]
        return text.isEmpty ? nil : text
    }

    mutating func required(_ column: String) -> String? {
        guard let text = optional(column) else {
            wrong(column, "is empty")
            return nil
        }
        return text
    }

    /// A product's number in any of its forms; one that lost its zeros to a spreadsheet is counted.
    mutating func gtin(_ column: String = "gtin") -> GTIN? {
        guard let text = required(column) else { return nil }
        do {
            let number = try TypedNumber(text, restoresZeros: true)
            if number.restoredZeros > 0 { restoredZeros = number.restoredZeros }
            return number.gtin
        } catch {
            wrong(column, "\(error)")
            return nil
        }
    }

    mutating func merchantID() -> PublicID? {
        guard let text = required("merchant") else { return nil }
        guard let id = PublicID(text), !text.utf8.contains(UInt8(ascii: ".")) else {
            wrong("merchant", "is not 1 to 64 letters, digits, underscores and hyphens")
            return nil
        }
        return id
    }

    /// The merchant of `merchant` and `merchant_name`.
    mutating func merchant() -> Merchant? {
        let (id, name) = (merchantID(), required("merchant_name"))
        guard let id, let name else { return nil }
        return Merchant(id: id, name: name)
    }

    /// The public id of a store: its merchant's and its code, with a dot between. A merchant's has none itself, so that no
    /// two stores share one.
    mutating func storeID(of merchant: PublicID?, code column: String) -> PublicID? {
        guard let code = required(column), let merchant else { return nil }
        guard let id = PublicID("\(merchant).\(code)") else {
            wrong(
                column,
                "is not a store's code: with the merchant at most 63 letters, digits, dots, underscores, hyphens")
            return nil
        }
        return id
    }

    /// An amount and the currency in `currency`; nil where there is none, or where it is told what is wrong.
    mutating func money(_ column: String) -> Money? {
        // A file of prices in one currency may leave some rows without a price.
        guard let text = optional(column) else { return nil }
        guard let code = optional("currency") else {
            warn(column, "has no currency, and is left out")
            return nil
        }
        guard let currency = Currency(code) else {
            wrong("currency", "is no ISO 4217 code of a currency in use, such as GBP")
            return nil
        }
        guard let money = decimal(text, column, { Money(amount: $0, currency: currency) }) else {
            if problems.last?.field != column {
                wrong(
                    column, "is no amount of \(currency), such as \(Money(minorUnits: 799, currency: currency).amount)")
            }
            return nil
        }
        return money
    }

    /// A number with the file's decimal mark.
    /// - Parameter read: takes it with a point.
    /// - Returns: nil where `read` does not understand it, or, which is noted, where the mark is another one than in
    ///   earlier rows.
    private mutating func decimal<Value>(_ text: String, _ column: String, _ read: (String) -> Value?) -> Value? {
        let mark: DecimalMark.Kind? = text.contains(",") ? .comma : text.contains(".") ? .point : nil
        guard let value = read(mark == .comma ? text.replacing(",", with: ".") : text) else { return nil }
        guard let mark else { return value }
        if let conflict = decimalMark.settle(on: mark, at: line) {
            wrong(column, conflict)
            return nil
        }
        return value
    }

    /// An RFC 3339 time; ``now`` where the field is empty.
    mutating func time(_ column: String) -> Timestamp? {
        guard let text = optional(column) else { return now }
        guard let time = Timestamp(rfc3339: text) else {
            wrong(column, "is no RFC 3339 time, such as 2026-11-22T16:40:00Z")
            return nil
        }
        return time
    }

    /// A whole number of digits only.
    mutating func count(_ column: String) -> Int? {
        guard let text = optional(column) else { return nil }
        guard text.utf8.count <= 10, text.utf8.allSatisfy(Self.isDigit), let count = Int(text) else {
            wrong(column, "is no whole number of at most ten digits")
            return nil
        }
        return count
    }

    /// One of the words of the public contract; capitals, and spaces or hyphens for its underscores, do not matter.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ column: String, _ type: Word.Type = Word.self
    ) -> Word? {
        guard let text = optional(column) else { return nil }
        let name = String(text.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
        guard let word = Word(rawValue: name) else {
            wrong(column, "is none of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return word
    }

    /// Where a store is; it is told where that is not in its country.
    mutating func position(in country: String?) -> Position? {
        let (latitude, longitude) = (degrees("lat", 90), degrees("lon", 180))
        guard let latitude, let longitude else { return nil }
        guard let position = Position(latitude: latitude, longitude: longitude) else { return nil }
        if let country, let oddity = CountryBoxes.oddity(of: position, in: country) {
            warnings.append(FieldProblem("lat, lon", "\(record["lat"]), \(record["lon"])", oddity))
        }
        return position
    }

    private mutating func degrees(_ column: String, _ most: Double) -> Double? {
        guard let text = required(column) else { return nil }
        let degrees = decimal(text, column) { text -> Double? in
            let allowed = text.utf8.allSatisfy {
                Self.isDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "-")].contains($0)
            }
            guard allowed, text.utf8.count <= 24, let degrees = Double(text), abs(degrees) <= most else { return nil }
            return degrees
        }
        if degrees == nil, problems.last?.field != column {
            wrong(column, "is no number of degrees within ±\(Int(most)), such as \(most == 90 ? "51.5155" : "-0.1410")")
        }
        return degrees
    }

    mutating func timeZone() -> StoreTimeZone? {
        guard let text = required("time_zone") else { return nil }
        guard let zone = StoreTimeZone(identifier: text) else {
            wrong("time_zone", "is no time zone that this machine knows, such as Europe/London")
            return nil
        }
        return zone
    }

    mutating func hours() -> OpeningHours? {
        do {
            return try HoursText.hours(week: record["hours"], special: record["special_hours"])
        } catch {
            problems.append(error)
            return nil
        }
    }

    mutating func contributors() -> [Contributor] {
        do {
            return try ContributorsText.contributors(record["contributors"])
        } catch {
            problems.append(error)
            return []
        }
    }

    /// A BCP 47 tag; anything else is told and left out.
    mutating func language() -> String? {
        guard let text = optional("language") else { return nil }
        guard LanguageTag.isValid(text) else {
            warn("language", "is no BCP 47 tag, such as en or pt-BR, and is left out")
            return nil
        }
        return text
    }

    /// Zero to five stars with at most two decimals, and how many readers gave them; nil where both are empty.
    mutating func rating() -> Rating? {
        let count = count("rating_count")
        guard let text = optional("rating") else {
            if count != nil { wrong("rating_count", "stands without rating") }
            return nil
        }
        guard let count else {
            if problems.last?.field != "rating_count" { wrong("rating", "stands without rating_count") }
            return nil
        }
        let hundredths = decimal(text, "rating", Self.hundredths)
        if hundredths == nil, problems.last?.field != "rating" {
            wrong("rating", "is not 0 to 5 with at most two decimals")
        }
        return hundredths.map { Rating(averageHundredths: $0, count: count) }
    }

    private static func hundredths(_ text: String) -> Int? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard parts.count <= 2, parts[0].utf8.count == 1, (1...2).contains(decimals.utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }), let stars = Int(parts[0]),
            let fraction = Int(decimals.utf8.count == 1 ? decimals + "0" : decimals), stars * 100 + fraction <= 500
        else { return nil }
        return stars * 100 + fraction
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

/// What stands before the decimals in a file: what its first such number has. A file with both was put together from two,
/// and no one can tell what its `1,234` is.
struct DecimalMark {
    enum Kind: String { case comma, point }

    private var kind: Kind?
    private var line = 0

    /// - Returns: what is wrong where an earlier row has the other mark.
    mutating func settle(on kind: Kind, at line: Int) -> String? {
        guard let settled = self.kind else {
            (self.kind, self.line) = (kind, line)
            return nil
        }
        return settled == kind
            ? nil : "has a decimal \(kind.rawValue), and line \(self.line) a \(settled.rawValue): one file, one kind"
    }
}

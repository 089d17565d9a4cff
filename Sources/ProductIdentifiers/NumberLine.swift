/// A line that may begin with a product's number, taken apart: label, groups of digits, and the rest.
struct NumberLine {
    /// What kind of number the text says it has.
    enum Label {
        case isbn, issn, ismn, gtin
    }

    let label: Label?
    /// Digits as they are grouped; the last character of a group may be the check character `X`.
    let groups: [String]
    /// What stands behind each group but the last is a space alone, so that what follows may be another number.
    private let spaced: [Bool]
    /// Where each group ends in ``bytes``.
    private let ends: [Int]
    private let bytes: ArraySlice<UInt8>

    /// Whether a letter follows the last digit directly, as no number's end.
    let isRunOn: Bool

    /// - Parameter folded: as ``NumberText/folded(_:limit:)`` gives it.
    init(_ folded: ArraySlice<UInt8>) {
        var line = folded.drop(while: Self.isBlank)
        while let last = line.last, Self.isBlank(last) { line = line.dropLast() }
        // Excel's mark of a text, and what scanners put before an EAN if they are told to (ISO/IEC 15424).
        if line.first == UInt8(ascii: "'") { line = line.dropFirst() }
        if line.starts(with: "]E".utf8), line.count > 3, ASCII.isDigit(line[line.startIndex + 2]) {
            line = line.dropFirst(3)
        }
        // A number that a program took for one with decimals.
        for decimals in [".0", ".00"]
        where line.count > 8 && line.dropLast(decimals.utf8.count).allSatisfy(ASCII.isDigit) {
            if line.suffix(decimals.utf8.count).elementsEqual(decimals.utf8) {
                line = line.dropLast(decimals.utf8.count)
            }
        }
        bytes = line
        let (label, start) = Self.label(of: line)
        var reader = GroupReader(rest: line[start...])
        if label == .ismn || label == nil, let first = reader.rest.first, first | 0x20 == UInt8(ascii: "m"),
            let second = reader.rest.dropFirst().first, ASCII.isDigit(second) || NumberText.isSeparator(second)
        {
            // Before 2008 an M stood where 979-0 is now.
            reader.add("9790")
        }
        reader.readAll()
        self.label = label
        groups = reader.groups
        spaced = reader.spaced
        ends = reader.ends
        isRunOn = reader.isRunOn
    }

    /// Whether nothing follows the last group.
    var isAlone: Bool { ends.last == bytes.endIndex }
    var isEmpty: Bool { bytes.isEmpty }
    var beginsWithNumber: Bool { !groups.isEmpty }
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The characters of the first groups together.
    func digits(of count: Int) -> ArraySlice<UInt8> { Array(groups.prefix(count).joined().utf8)[...] }

    func isSpaced(after count: Int) -> Bool { spaced[count - 1] }

    /// What stands behind the first groups.
    func rest(after count: Int) -> [UInt8] { Array(bytes[ends[count - 1]...]) }

    /// `9.78014E+12` or `9,78E+12`, as spreadsheets write numbers that are wide.
    var isInExponentForm: Bool {
        let parts = bytes.split(separator: UInt8(ascii: "e"), omittingEmptySubsequences: false)
            .flatMap { $0.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false) }
        guard parts.count == 2, let mantissa = parts.first, var exponent = parts.last else { return false }
        if let sign = exponent.first, sign == ASCII.plus || sign == ASCII.hyphen { exponent = exponent.dropFirst() }
        return (1...3).contains(exponent.count) && exponent.allSatisfy(ASCII.isDigit)
            && mantissa.contains(where: ASCII.isDigit)
            && mantissa.allSatisfy { ASCII.isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == ASCII.space || byte == 0x0A || byte == 0x0D }

    private static let labels: [(String, Label)] = [
        ("isbn", .isbn), ("issn", .issn), ("ismn", .ismn), ("gtin", .gtin), ("ean", .gtin), ("jan", .gtin),
        ("upc-a", .gtin), ("upc-e", .gtin), ("upc", .gtin),
    ]

    /// The label at the beginning, with what belongs to it: `urn:isbn:`, `ISBN-13: `, `EAN 13:`.
    private static func label(of line: ArraySlice<UInt8>) -> (Label?, Int) {
        let lower = line.prefix(16).map { ASCII.isLetter($0) ? $0 | 0x20 : $0 }
        let begin = lower.starts(with: "urn:".utf8) ? 4 : 0
        guard let (word, label) = labels.first(where: { lower.dropFirst(begin).starts(with: $0.0.utf8) }) else {
            return (nil, line.startIndex)
        }
        var rest = line.dropFirst(begin + word.utf8.count)
        // How many digits it will have.
        let length = rest.drop(while: NumberText.isSeparator)
        if let last = length.dropFirst(2).first,
            ["10", "12", "13", "14"].contains(where: { length.starts(with: $0.utf8) }),
            last == ASCII.colon || last == ASCII.space, length.dropFirst(2).count(where: ASCII.isDigit) >= 8
        {
            rest = length.dropFirst(2)
        }
        rest = rest.drop {
            NumberText.isSeparator($0) || $0 == ASCII.colon || $0 == UInt8(ascii: ".") || $0 == ASCII.hash
        }
        return (label, rest.startIndex)
    }
}

/// Reads groups of digits with at most a few separators between them.
private struct GroupReader {
    var rest: ArraySlice<UInt8>
    private(set) var groups: [String] = []
    private(set) var spaced: [Bool] = []
    private(set) var ends: [Int] = []
    private(set) var isRunOn = false
    /// Digits that any number and all that may stand behind it have.
    private static let mostDigits = 64

    init(rest: ArraySlice<UInt8>) {
        self.rest = rest
    }

    /// Digits for the letter that stands at the beginning.
    mutating func add(_ digits: String) {
        groups.append(digits)
        spaced.append(false)
        ends.append(rest.startIndex + 1)
        rest = rest.dropFirst().drop(while: NumberText.isSeparator)
    }

    mutating func readAll() {
        var count = groups.first?.utf8.count ?? 0
        while count < Self.mostDigits, readGroup(&count), readSeparators() {}
    }

    private mutating func readGroup(_ count: inout Int) -> Bool {
        let digits = rest.prefix(while: ASCII.isDigit)
        var group = String(decoding: digits, as: UTF8.self)
        rest = rest.dropFirst(digits.count)
        if count + digits.count == 9 || count + digits.count == 7, let next = rest.first, ASCII.isTen(next),
            rest.dropFirst().first.map({ !ASCII.isLetterOrDigit($0) }) ?? true
        {
            group += "X"
            rest = rest.dropFirst()
        }
        guard !group.isEmpty else { return false }
        count += group.utf8.count
        if let next = rest.first, ASCII.isLetter(next) {
            // Of a word that begins with a digit, behind a number that was complete: `9780306406157 2nd edition`.
            guard spaced.last == true else {
                isRunOn = true
                groups.append(group)
                spaced.append(false)
                ends.append(rest.startIndex)
                return false
            }
            return false
        }
        groups.append(group)
        ends.append(rest.startIndex)
        return true
    }

    /// - Returns: whether another group follows.
    private mutating func readSeparators() -> Bool {
        let between = rest.prefix { byte in
            NumberText.isSeparator(byte) || byte == ASCII.slash || byte == ASCII.colon || byte == ASCII.plus
                || byte == UInt8(ascii: ".")
        }
        let next = rest.dropFirst(between.count).first
        guard !between.isEmpty, let next, ASCII.isDigit(next) || ASCII.isTen(next) else { return false }
        rest = rest.dropFirst(between.count)
        // An add-on is also written behind a colon or a plus sign.
        spaced.append(between.allSatisfy { $0 == ASCII.space || $0 == ASCII.colon || $0 == ASCII.plus })
        return true
    }
}

/// A rule on the content of one part of an element value, beyond characters and length.
///
/// The lists behind country, currency and packaging codes are not held here: a code is checked for form alone.
enum ElementContent: Sendable {
    /// Ends with its GS1 check digit.
    case checkDigit
    /// Ends with the two check characters of a Global Model Number.
    case checkCharacters
    /// Begins with a GS1 company prefix: at least four digits.
    case companyPrefix
    /// YYMMDD, where day 00 stands for the end of the month.
    case dateOrMonth
    /// YYMMDD.
    case date
    /// YYMMDDhh.
    case dateAndHour
    /// hhmm.
    case time
    /// mm or mmss.
    case minutesAndSeconds
    /// Number of the piece, then number of pieces, as long as each other.
    case pieceOfTotal
    /// Not all zeros.
    case notZero
    /// All zeros.
    case zero
    /// No leading zero, except zero itself.
    case noLeadingZero
    /// 0 or 1.
    case yesNo
    /// 0, 1 or 9.
    case windingDirection
    /// Degrees plus 90, times ten million.
    case latitude
    /// Degrees plus 180, times ten million.
    case longitude
    /// A hyphen: the minus of a temperature.
    case minusSign
    /// Two letters.
    case letters
    /// Well-formed percent-encoding.
    case percentEncoded
    /// Three-digit codes, one to five.
    case codesOfThree

    func check(_ value: ArraySlice<UInt8>) throws(GS1ElementError) {
        switch self {
        case .checkDigit:
            guard CheckDigit.isValidModulo10(value) else { throw .wrongCheckDigit }
        case .checkCharacters:
            guard value.count > 2, let pair = CheckDigit.characterPair(ofBody: value.dropLast(2)),
                value.suffix(2).elementsEqual([pair.0, pair.1])
            else { throw .wrongCheckDigit }
        case .companyPrefix:
            guard value.count >= 4, value.prefix(4).allSatisfy(ASCII.isDigit) else { throw .badContent }
        case .dateOrMonth:
            try Self.checkDate(value, dayMayBeZero: true)
        case .date:
            try Self.checkDate(value, dayMayBeZero: false)
        case .dateAndHour:
            try Self.checkDate(value.prefix(6), dayMayBeZero: false)
            guard Self.number(value.suffix(2)) < 24 else { throw .badDate }
        case .time:
            guard Self.number(value.prefix(2)) < 24, Self.number(value.suffix(2)) < 60 else { throw .badDate }
        case .minutesAndSeconds:
            guard value.count == 2 || value.count == 4, Self.number(value.prefix(2)) < 60,
                Self.number(value.suffix(2)) < 60
            else { throw .badDate }
        default:
            guard accepts(value) else { throw .badContent }
        }
    }

    /// The rules whose only failure is ``GS1ElementError/badContent``.
    private func accepts(_ value: ArraySlice<UInt8>) -> Bool {
        switch self {
        case .pieceOfTotal:
            let piece = Self.number(value.prefix(value.count / 2))
            let total = Self.number(value.suffix(value.count / 2))
            return piece > 0 && piece <= total
        case .notZero: return value.contains { $0 != ASCII.zero }
        case .zero: return value.allSatisfy { $0 == ASCII.zero }
        case .noLeadingZero: return value.count == 1 || value.first != ASCII.zero
        case .yesNo: return value.allSatisfy { $0 == ASCII.zero || $0 == ASCII.zero + 1 }
        case .windingDirection: return [0, 1, 9].contains(Self.number(value))
        case .latitude: return Self.number(value) <= 1_800_000_000
        case .longitude: return Self.number(value) <= 3_600_000_000
        case .minusSign: return value.allSatisfy { $0 == ASCII.hyphen }
        case .letters: return value.allSatisfy(ASCII.isLetter)
        case .percentEncoded: return PercentEncoding.decode(value, plusIsSpace: true) != nil
        case .codesOfThree: return value.count.isMultiple(of: 3)
        case .checkDigit, .checkCharacters, .companyPrefix, .dateOrMonth, .date, .dateAndHour, .time,
            .minutesAndSeconds:
            return true
        }
    }

    /// The value of at most 18 digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.prefix(18).reduce(0) { $0 * 10 + Int($1 &- ASCII.zero) }
    }

    /// The century is not known, so 29 February counts in every year divisible by four, as 2000 was.
    private static func checkDate(_ value: ArraySlice<UInt8>, dayMayBeZero: Bool) throws(GS1ElementError) {
        let date = number(value)
        let (year, month, day) = (date / 10_000, date / 100 % 100, date % 100)
        guard (1...12).contains(month) else { throw .badDate }
        let days = [31, year.isMultiple(of: 4) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        guard day <= days, day > 0 || dayMayBeZero else { throw .badDate }
    }
}

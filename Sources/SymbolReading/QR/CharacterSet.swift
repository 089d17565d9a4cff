/// A character set that QR codes are printed in without saying so.
enum CharacterSet: CaseIterable {
    /// Shift JIS with Microsoft's additions, common on Japanese posters.
    case shiftJIS
    /// GB 18030, common on Chinese posters.
    case gb18030
    /// Windows-1252: Latin letters, ISO/IEC 8859-1 included.
    case latin

    /// The name that `iconv` knows it by.
    var name: String {
        switch self {
        case .shiftJIS: "CP932"
        case .gb18030: "GB18030"
        case .latin: "CP1252"
        }
    }

    /// The text that the bytes are in this character set.
    /// - Returns: nil if they are not valid in it, or the system does not know it.
    func text(_ bytes: [UInt8]) -> String? {
        guard let converter = TextConverter(from: name) else { return nil }
        return converter.convert(bytes)
    }
}

/// A character set that a QR code names by its ECI assignment number (AIM ITS/04-023).
struct NamedCharacterSet: Equatable {
    /// The name that `iconv` knows it by.
    private let name: String

    private static let names = [
        0: "CP437", 1: "ISO-8859-1", 2: "CP437", 3: "ISO-8859-1", 4: "ISO-8859-2", 5: "ISO-8859-3", 6: "ISO-8859-4",
        7: "ISO-8859-5", 8: "ISO-8859-6", 9: "ISO-8859-7", 10: "ISO-8859-8", 11: "ISO-8859-9", 12: "ISO-8859-10",
        13: "ISO-8859-11", 15: "ISO-8859-13", 16: "ISO-8859-14", 17: "ISO-8859-15", 18: "ISO-8859-16", 20: "CP932",
        21: "CP1250", 22: "CP1251", 23: "CP1252", 24: "CP1256", 25: "UTF-16BE", 26: "UTF-8", 27: "ASCII",
        28: "BIG5",
        29: "GB18030", 30: "EUC-KR", 31: "GBK", 32: "GB18030", 33: "UTF-16LE", 34: "UTF-32BE", 35: "UTF-32LE",
        170: "ASCII",
    ]

    /// All that can be asked for, so that a process can have them loaded before it shuts itself in.
    static var allNames: Set<String> { Set(names.values) }

    /// - Returns: nil for a number that names none, or none that is known here.
    init?(assignment: Int) {
        guard let name = Self.names[assignment] else { return nil }
        self.name = name
    }

    /// Kanji mode: Shift JIS, in Microsoft's mapping.
    static let kanji = NamedCharacterSet(name: "CP932")
    /// Hanzi mode: GB 2312, of which GB 18030 is a superset.
    static let hanzi = NamedCharacterSet(name: "GB18030")

    private init(name: String) {
        self.name = name
    }

    /// The bytes as text, U+FFFD for each that is not valid; a byte order mark at the beginning is no text.
    func text(_ bytes: [UInt8]) -> String {
        guard let converter = TextConverter(from: name) else { return QRText.latin1(bytes) }
        let text = converter.convertLeniently(bytes)
        guard text.unicodeScalars.first == "\u{FEFF}" else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.dropFirst()))
    }
}

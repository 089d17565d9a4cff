/// Chooses the character set of a QR code that does not name one.
///
/// ISO/IEC 18004 says Latin-1 since 2015 (before, JIS X 0201); phones print UTF-8, and older Japanese and Chinese
/// generators their own sets. ZBar's guess tries Big5 first and turns many a UTF-8 and GB text into nonsense, so the
/// bytes are asked for and judged here:
/// 1. a UTF-8 byte order mark, or simply valid UTF-8 (which other text hardly ever is by accident), is UTF-8;
/// 2. otherwise the set whose typical letters explain the bytes best.
///
/// A code that names its character set (ECI) arrives converted already.
enum QRText {
    /// The content as text. Never fails: what fits nothing is read as Latin-1, one character a byte.
    static func text(_ bytes: [UInt8]) -> String {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        let candidates = CharacterSet.allCases.compactMap { set in
            strangeness(of: bytes, in: set).map { (set, $0) }
        }
        for (set, _) in candidates.sorted(by: { $0.1 < $1.1 }) {
            if let text = set.text(bytes) { return text }
        }
        return latin1(bytes)
    }

    /// The text of a message: each run of bytes in the character set that it names, or where it names none in the
    /// likeliest, adjacent runs judged together.
    static func text(of payload: QRPayload) -> String {
        var text = ""
        var unnamed: [UInt8] = []
        for segment in payload.segments {
            if segment.mode == .bytes, segment.assignment.flatMap(NamedCharacterSet.init(assignment:)) == nil {
                unnamed += segment.bytes
                continue
            }
            if !unnamed.isEmpty { text += Self.text(unnamed) }
            unnamed = []
            text += Self.text(of: segment)
        }
        if !unnamed.isEmpty { text += Self.text(unnamed) }
        return text
    }

    private static func text(of segment: QRPayload.Segment) -> String {
        switch segment.mode {
        case .kanji: NamedCharacterSet.kanji.text(segment.bytes)
        case .hanzi: NamedCharacterSet.hanzi.text(segment.bytes)
        case .numeric, .alphanumeric: String(decoding: segment.bytes, as: UTF8.self)
        case .bytes:
            segment.assignment.flatMap(NamedCharacterSet.init(assignment:))?.text(segment.bytes) ?? text(segment.bytes)
        }
    }

    /// One character a byte.
    static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// How unusual the bytes would be as text in the character set, in points a character above ASCII: 0 for kana,
    /// everyday ideographs and full-width punctuation, more for the rarer.
    /// - Returns: nil if they are not valid in it.
    private static func strangeness(of bytes: [UInt8], in set: CharacterSet) -> Double? {
        var points = 0.0
        var characters = 0
        var voiced = 0
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            guard lead >= 0x80 else {
                index += 1
                continue
            }
            let trail = index + 1 < bytes.count ? bytes[index + 1] : nil
            let judged: (points: Double, length: Int)?
            switch set {
            case .shiftJIS: judged = shiftJIS(lead, trail)
            case .gb18030: judged = gb18030(lead, trail)
            case .latin: judged = latin(lead, previous: index > 0 ? bytes[index - 1] : nil, next: trail)
            }
            guard let judged else { return nil }
            if set == .shiftJIS, isVoicedKatakana(lead, next: trail) { voiced += 1 }
            points += judged.points
            characters += 1
            index += judged.length
        }
        // Half-width katakana that carry their voicing marks where Japanese has them are no accident.
        if voiced > 1 { points = 0 }
        return characters == 0 ? 0 : points / Double(characters)
    }

    private static func shiftJIS(_ lead: UInt8, _ trail: UInt8?) -> (points: Double, length: Int)? {
        switch lead {
        case 0xA1...0xDF: return (2, 1)  // half-width katakana: rare in print, common by accident
        case 0x81...0x9F, 0xE0...0xFC:
            guard let trail, trail >= 0x40, trail != 0x7F, trail <= 0xFC else { return nil }
            switch lead {
            case 0x81...0x83: return (0, 2)  // punctuation, full-width Latin, kana
            case 0x88...0x97: return (0.3, 2)  // kanji of level 1
            case 0x98...0x9F, 0xE0...0xEA: return (1.2, 2)  // level 2
            default: return (2.5, 2)
            }
        default: return nil
        }
    }

    /// A half-width letter of the rows ka, sa, ta or ha followed by the voiced or half-voiced mark.
    private static func isVoicedKatakana(_ lead: UInt8, next: UInt8?) -> Bool {
        switch lead {
        case 0xB6...0xC4: next == 0xDE
        case 0xCA...0xCE: next == 0xDE || next == 0xDF
        default: false
        }
    }

    private static func gb18030(_ lead: UInt8, _ trail: UInt8?) -> (points: Double, length: Int)? {
        guard (0x81...0xFE).contains(lead), let trail else { return nil }
        switch (lead, trail) {
        case (0xA1, 0xA1...0xFE), (0xA3, 0xA1...0xFE): return (0.1, 2)  // punctuation, full-width Latin
        case (0xB0...0xD7, 0xA1...0xFE): return (0.1, 2)  // hanzi of level 1
        case (0xD8...0xF7, 0xA1...0xFE): return (1, 2)  // level 2
        case (_, 0x30...0x39): return (2.5, 4)
        case (_, 0x40...0x7E), (_, 0x80...0xFE): return (1.8, 2)
        default: return nil
        }
    }

    private static func latin(
        _ byte: UInt8, previous: UInt8?, next: UInt8?
    ) -> (points: Double, length: Int)? {
        // The five holes of Windows-1252.
        if [0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(byte) { return nil }
        let isBesideAnother = (previous ?? 0) >= 0x80 || (next ?? 0) >= 0x80
        if isBesideAnother { return (2.5, 1) }
        switch byte {
        case 0xC0...0xFF: return (0.4, 1)  // letters
        case 0xA0...0xBF: return (0.8, 1)  // signs
        default: return (1.2, 1)  // typographic quotes, euro sign
        }
    }
}

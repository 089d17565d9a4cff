/// The text of a QR code's message.
///
/// A code may name the character set of its bytes (ECI). Most do not: ISO/IEC 18004 then says Latin-1 since 2015 and
/// JIS X 0201 before, phones print UTF-8, and older Japanese and Chinese generators their own sets. So the bytes are
/// judged:
/// 1. a byte order mark says what it says, and is no text;
/// 2. valid UTF-8 is UTF-8, for other text hardly ever is by accident;
/// 3. GB 2312 and Shift JIS need evidence: characters that such text has, in runs as it has them (`ByteText`);
/// 4. anything else is Latin-1, with the typographic signs that Windows adds to it.
enum QRText {
    /// The text of a message: each run of bytes in the character set that it names, or where it names none in the
    /// likeliest. Adjacent segments are judged together, since a character may begin in one and end in the next.
    static func text(of payload: QRPayload) -> String { text(of: payload.segments) }

    static func text(of segments: [QRPayload.Segment]) -> String {
        var text = ""
        var pending: [UInt8] = []
        var set: NamedCharacterSet?
        func flush() {
            guard !pending.isEmpty else { return }
            text += set?.text(pending) ?? Self.text(pending)
            pending = []
        }
        for segment in segments {
            switch segment.mode {
            case .bytes:
                let named = segment.assignment.flatMap(NamedCharacterSet.init(assignment:))
                if named != set { flush() }
                set = named
                pending += segment.bytes
            case .kanji:
                flush()
                text += NamedCharacterSet.kanji.text(segment.bytes)
            case .hanzi:
                flush()
                text += NamedCharacterSet.hanzi.text(segment.bytes)
            case .numeric, .alphanumeric:
                flush()
                text += String(decoding: segment.bytes, as: UTF8.self)
            }
        }
        flush()
        // Messages joined of parts bring the mark of each.
        return text.unicodeScalars.contains("\u{FEFF}")
            ? String(String.UnicodeScalarView(text.unicodeScalars.filter { $0 != "\u{FEFF}" })) : text
    }

    /// Bytes as text in the likeliest character set. Never fails: what fits nothing is read as Latin-1, one character a
    /// byte.
    static func text(_ bytes: [UInt8]) -> String {
        if let text = marked(bytes) { return text }
        // What claims to be UTF-8 and is not, is judged without the claim.
        let bytes = bytes.starts(with: utf8Mark) ? Array(bytes.dropFirst(utf8Mark.count)) : bytes
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        for set in ByteText(bytes).likelySets {
            if let text = set.text(bytes) { return text }
        }
        return latin1(bytes)
    }

    /// One character a byte.
    static func latin1(_ bytes: [UInt8]) -> String {
        String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    private static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The text after a byte order mark of UTF-8 or UTF-16.
    /// - Returns: nil without one, or if what follows is not what it says.
    private static func marked(_ bytes: [UInt8]) -> String? {
        if bytes.starts(with: utf8Mark) { return String(validating: bytes.dropFirst(utf8Mark.count), as: UTF8.self) }
        let isBig = bytes.starts(with: [0xFE, 0xFF])
        guard isBig || bytes.starts(with: [0xFF, 0xFE]), bytes.count % 2 == 0, bytes.count > 2 else { return nil }
        let units = stride(from: 2, to: bytes.count, by: 2).map { place in
            let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
            return isBig ? first << 8 | second : second << 8 | first
        }
        return String(validating: units, as: UTF16.self)
    }
}

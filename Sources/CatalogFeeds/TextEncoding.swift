/// How the characters of a file are written.
public enum TextEncoding: String, Sendable, CaseIterable {
    case utf8 = "utf-8"
    /// With a byte order mark; little end first without one.
    case utf16 = "utf-16"
    /// What Excel in western Europe and America calls CSV; ISO 8859-1 is a part of it.
    case windows1252 = "windows-1252"
}

/// The bytes of a file as UTF-8 without a byte order mark, a chunk at a time.
///
/// A byte order mark says what the file is, whatever else is said; without one UTF-16 is known by its zero bytes. What is
/// wrong in UTF-8 is left as it is, for whoever reads the fields; in UTF-16 it is replaced by U+FFFD.
struct TextSource {
    private enum Form { case utf8, utf16(isBigEndian: Bool), windows1252 }

    private let encoding: TextEncoding?
    private let read: () throws -> [UInt8]
    private var form: Form?
    /// Bytes of a character of which the rest has not come yet.
    private var carried: [UInt8] = []

    /// - Parameters:
    ///   - encoding: nil where nothing is said.
    ///   - read: the next bytes of the file, as many as are convenient; none at its end.
    init(encoding: TextEncoding?, read: @escaping () throws -> [UInt8]) {
        self.encoding = encoding
        self.read = read
    }

    /// - Returns: none at the end only.
    mutating func next() throws -> [UInt8] {
        while true {
            var chunk = form == nil ? try start() : try read()
            let isEnd = chunk.isEmpty
            chunk = carried + chunk
            carried = []
            guard !chunk.isEmpty else { return [] }
            let text = decoded(chunk, isEnd: isEnd)
            if !text.isEmpty || isEnd { return text }
        }
    }

    /// The first bytes behind the mark, enough of them to know the form by; a pipe may bring them one by one.
    private mutating func start() throws -> [UInt8] {
        var first: [UInt8] = []
        while first.count < 4 {
            let more = try read()
            if more.isEmpty { break }
            first += more
        }
        let (form, mark) = Self.form(of: first, said: encoding)
        self.form = form
        first.removeFirst(mark)
        return first.isEmpty ? try read() : first
    }

    private static func form(of bytes: [UInt8], said encoding: TextEncoding?) -> (Form, mark: Int) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16(isBigEndian: false), 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16(isBigEndian: true), 2) }
        switch encoding {
        case .utf8: return (.utf8, 0)
        case .utf16: return (.utf16(isBigEndian: bytes.first == 0), 0)
        case .windows1252: return (.windows1252, 0)
        case nil:
            guard bytes.count >= 4 else { return (.utf8, 0) }
            // A header row is ASCII, every other byte of which is zero in UTF-16.
            if bytes[0] == 0, bytes[1] != 0, bytes[2] == 0 { return (.utf16(isBigEndian: true), 0) }
            if bytes[0] != 0, bytes[1] == 0, bytes[3] == 0 { return (.utf16(isBigEndian: false), 0) }
            return (.utf8, 0)
        }
    }

    private mutating func decoded(_ bytes: [UInt8], isEnd: Bool) -> [UInt8] {
        switch form {
        case .utf8, nil: return bytes
        case .windows1252:
            var text = String.UnicodeScalarView()
            text.append(contentsOf: bytes.map(Self.windows1252))
            return Array(String(text).utf8)
        case .utf16(let isBigEndian):
            var count = bytes.count & ~1
            func unit(_ place: Int) -> UInt16 {
                let (first, second) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
                return isBigEndian ? first << 8 | second : second << 8 | first
            }
            // Half a character waits for its other half.
            if !isEnd, count >= 2, UTF16.isLeadSurrogate(unit(count - 2)) { count -= 2 }
            let text = String(decoding: stride(from: 0, to: count, by: 2).map(unit), as: UTF16.self)
            let rest = Array(bytes[count...])
            if isEnd { return Array((rest.isEmpty ? text : text + "\u{FFFD}").utf8) }
            carried = rest
            return Array(text.utf8)
        }
    }

    /// By the best-fit table, in which the five bytes without a character are control characters.
    private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
        guard (0x80...0x9F).contains(byte) else { return Unicode.Scalar(byte) }
        return upper[Int(byte) - 0x80]
    }

    private static let upper = Array(
        "\u{20AC}\u{81}\u{201A}\u{192}\u{201E}\u{2026}\u{2020}\u{2021}\u{2C6}\u{2030}\u{160}\u{2039}\u{152}\u{8D}\u{17D}\u{8F}\u{90}\u{2018}\u{2019}\u{201C}\u{201D}\u{2022}\u{2013}\u{2014}\u{2DC}\u{2122}\u{161}\u{203A}\u{153}\u{9D}\u{17E}\u{178}"
            .unicodeScalars)
}

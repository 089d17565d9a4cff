extension ISBN {
    /// The book a shop's web address names: an ISBN-13 that is a whole segment of the path or a whole query value.
    ///
    /// `https://shop.example/books/9780306406157` and `https://shop.example/item?isbn=978-0-306-40615-7` name one;
    /// 14 digits with a leading zero count too. An ISBN-10 does not: one shop's article number in eleven would pass
    /// for one. The address is only read, never fetched.
    /// - Parameter uri: anything, also from a hostile source; refused beyond ``DigitalLink/longestURI``.
    /// - Returns: nil when the address is not http or https, names no book, or names two different ones.
    public static func inURL(_ uri: String) -> ISBN? {
        guard uri.utf8.count <= DigitalLink.longestURI else { return nil }
        let bytes = Array(uri.utf8)
        guard let hostStart = webSchemeLength(bytes) else { return nil }
        let rest = bytes[hostStart...].prefix { $0 != ASCII.hash }
        let path = rest.prefix { $0 != ASCII.questionMark }
        var pieces = path.split(separator: ASCII.slash, omittingEmptySubsequences: false).dropFirst()[...]
        for parameter in rest[path.endIndex...].dropFirst().split(whereSeparator: {
            $0 == ASCII.ampersand || $0 == ASCII.semicolon
        }) {
            if let equals = parameter.firstIndex(of: ASCII.equals) { pieces.append(parameter[(equals + 1)...]) }
        }
        var found: ISBN?
        for piece in pieces where (13...64).contains(piece.count) {
            guard let decoded = PercentEncoding.decode(piece, plusIsSpace: true),
                var digits = NumberText.withoutSeparators(String(decoding: decoded, as: UTF8.self), limit: 14)
            else { continue }
            if digits.count == 14, digits.first == ASCII.zero { digits.removeFirst() }
            guard digits.count == 13, let isbn = ISBN(characters: digits[...]) else { continue }
            if let found, found != isbn { return nil }
            found = isbn
        }
        return found
    }

    /// Unlike a Digital Link, any mixture of cases will do here.
    private static func webSchemeLength(_ bytes: [UInt8]) -> Int? {
        let lower = bytes.prefix(8).map { ASCII.isLetter($0) ? $0 | 0x20 : $0 }
        return URICharacters.webSchemeLength(lower)
    }
}

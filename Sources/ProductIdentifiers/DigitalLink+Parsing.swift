extension DigitalLink {
    /// Reads a URI.
    ///
    /// The work is linear in the URI, which is refused beyond ``longestURI``. Nothing is fetched.
    /// - Parameters:
    ///   - uri: anything, also from a hostile source.
    ///   - options: how strictly to read.
    /// - Throws: the first rule of the syntax that the URI breaks.
    public init(parsing uri: String, options: Options = .standard) throws(DigitalLinkError) {
        guard uri.utf8.count <= Self.longestURI else { throw .tooLong }
        let bytes = Array(uri.utf8)
        let parts = try URIParts(bytes)
        var segments = parts.path.split(separator: ASCII.slash, omittingEmptySubsequences: false)
        if options.acceptsTrailingSlash, segments.count > 1, segments.last?.isEmpty == true { segments.removeLast() }

        guard let keyIndex = Self.keyIndex(in: segments) else { throw .noKey }
        var path: [GS1Element] = []
        for index in stride(from: keyIndex, to: segments.count, by: 2) {
            // Every even place was found to be an identifier on the way to the key.
            guard let identifier = Self.identifier(segments[index]) else { throw .noKey }
            path.append(
                try Self.element(identifier, segments[index + 1], plusIsSpace: false, options: options))
        }
        let (attributes, extensions) = try Self.readQuery(parts.query, options: options)
        // The host and the segments before the key were checked to be ASCII. The first segment is the empty one
        // before the slash behind the host.
        let stemEnd = segments[keyIndex].startIndex - 1
        try self.init(
            checkedStem: String(decoding: bytes[..<stemEnd], as: UTF8.self), key: path[0],
            qualifiers: Array(path[1...]), attributes: attributes, extensionParameters: extensions, options: options)
    }

    /// Whether a scanned text looks like a Digital Link: a web address with a primary key followed by four digits in
    /// its path. A cheap test before ``init(parsing:options:)``, and what the standard offers scanners; a match need
    /// not be valid.
    public static func isPlausible(_ text: String) -> Bool {
        guard text.utf8.count <= longestURI, let parts = try? URIParts(Array(text.utf8)) else { return false }
        let segments = parts.path.split(separator: ASCII.slash, omittingEmptySubsequences: false)
        return zip(segments, segments.dropFirst()).contains { code, value in
            value.count >= 4 && value.prefix(4).allSatisfy(ASCII.isDigit) && identifier(code)?.isPrimaryKey == true
        }
    }

    /// Throws unless `stem` can stand before a path.
    static func checkStem(_ stem: String) throws(DigitalLinkError) {
        guard stem.utf8.count <= longestURI else { throw .tooLong }
        // As it will be read back: with something behind it.
        let bytes = Array(stem.utf8) + [ASCII.slash]
        let parts = try URIParts(bytes)
        guard parts.path.endIndex == bytes.endIndex, stem.utf8.last != ASCII.slash else { throw .badCharacter }
    }

    /// The right-most primary key from which only pairs lead to the end of the path.
    private static func keyIndex(in segments: [ArraySlice<UInt8>]) -> Int? {
        var index = segments.count - 2
        // The first segment is the empty one before the path's first slash.
        while index >= 1, let identifier = identifier(segments[index]) {
            if identifier.isPrimaryKey { return index }
            index -= 2
        }
        return nil
    }

    private static func identifier(_ code: ArraySlice<UInt8>) -> ApplicationIdentifier? {
        guard (2...4).contains(code.count), code.allSatisfy(ASCII.isDigit) else { return nil }
        return ApplicationIdentifier(String(decoding: code, as: UTF8.self))
    }

    private static func element(
        _ identifier: ApplicationIdentifier, _ encoded: ArraySlice<UInt8>, plusIsSpace: Bool, options: Options
    ) throws(DigitalLinkError) -> GS1Element {
        guard var value = PercentEncoding.decode(encoded, plusIsSpace: plusIsSpace) else { throw .badPercentEncoding }
        if options.acceptsZeroSuppressedGTIN, identifier == .gtin, [8, 12, 13].contains(value.count) {
            value.insert(contentsOf: repeatElement(ASCII.zero, count: 14 - value.count), at: 0)
        }
        do {
            return try GS1Element(identifier, bytes: value[...])
        } catch {
            throw .badValue(identifier, error)
        }
    }

    private static func readQuery(
        _ query: ArraySlice<UInt8>, options: Options
    ) throws(DigitalLinkError) -> ([GS1Element], [ExtensionParameter]) {
        var attributes: [GS1Element] = []
        var extensions: [ExtensionParameter] = []
        for piece in query.split(whereSeparator: { $0 == ASCII.ampersand || $0 == ASCII.semicolon }) {
            let equals = piece.firstIndex(of: ASCII.equals)
            let name = piece[..<(equals ?? piece.endIndex)]
            let value = equals.map { piece[($0 + 1)...] }
            if let value, !name.isEmpty, name.allSatisfy(ASCII.isDigit) {
                guard let identifier = identifier(name) else {
                    throw .unknownIdentifier(String(decoding: name.prefix(8), as: UTF8.self))
                }
                // More attributes than identifiers exist means a repetition; the initialiser names it.
                attributes.append(try element(identifier, value, plusIsSpace: true, options: options))
            } else {
                extensions.append(
                    ExtensionParameter(
                        checkedName: String(decoding: name, as: UTF8.self),
                        value: value.map { String(decoding: $0, as: UTF8.self) }))
            }
        }
        return (attributes, extensions)
    }
}

/// A web address cut into the parts that matter here.
struct URIParts {
    /// From the slash behind the host to the query; empty for none.
    let path: ArraySlice<UInt8>
    /// Between the question mark and the fragment.
    let query: ArraySlice<UInt8>

    /// Cuts `bytes`, whose characters, scheme and host are checked.
    init(_ bytes: [UInt8]) throws(DigitalLinkError) {
        guard let hostStart = URICharacters.webSchemeLength(bytes) else { throw .notHTTP }
        guard bytes.allSatisfy(URICharacters.contains) else { throw .badCharacter }
        let end = bytes.firstIndex(of: ASCII.hash) ?? bytes.endIndex
        let rest = bytes[hostStart..<end]
        let pathEnd = rest.firstIndex(of: ASCII.questionMark) ?? end
        let hostEnd = rest[..<pathEnd].firstIndex(of: ASCII.slash) ?? pathEnd
        let host = rest[..<hostEnd]
        guard !host.isEmpty, host.allSatisfy(URICharacters.isHost) else { throw .noHost }
        path = rest[hostEnd..<pathEnd]
        query = rest[min(pathEnd + 1, end)..<end]
    }
}

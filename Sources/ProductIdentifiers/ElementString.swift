/// A GS1 element string: application identifiers and values one behind the other, as in a GS1-128, GS1 DataBar, GS1
/// DataMatrix or a QR code whose first character is FNC1 (GS1 General Specifications, 7.8).
public struct ElementString: Sendable, Hashable {
    /// The elements in the order of the symbol; at least one, each identifier once.
    public let elements: [GS1Element]

    /// The longest text that is read, in bytes.
    public static let longestText = 8192

    /// Combines elements.
    /// - Throws: ``ElementStringError/empty`` for none, ``ElementStringError/repeated(_:)`` for one identifier twice.
    public init(_ elements: [GS1Element]) throws(ElementStringError) {
        guard !elements.isEmpty else { throw .empty }
        var seen: Set<ApplicationIdentifier> = []
        for element in elements {
            guard seen.insert(element.identifier).inserted else { throw .repeated(element.identifier) }
        }
        self.elements = elements
    }

    /// Reads the text of a symbol or the form printed below it.
    ///
    /// In the first, the control character GS (1D hexadecimal) ends a value of variable length; a symbology identifier
    /// (`]C1`, `]e0`, `]d2`, `]Q3`, `]J1`) or a GS at the start is passed over. In the second, `(01)…(10)…`,
    /// a parenthesis within a value is written `\(`.
    /// - Parameter text: anything, also from a hostile source.
    /// - Throws: the first rule the text breaks.
    public init(parsing text: String) throws(ElementStringError) {
        guard text.utf8.count <= Self.longestText else { throw .tooLong }
        let bytes = Array(text.utf8)
        if bytes.first == ASCII.openingParenthesis {
            try self.init(Self.readBracketed(bytes))
        } else {
            try self.init(Self.readConcatenated(bytes))
        }
    }

    /// The product (AI 01), or nil when there is none. The content of a logistic unit (AI 02) is not it.
    public var gtin: GTIN? {
        elements.first { $0.identifier == .gtin }.flatMap { GTIN($0.value) }
    }

    /// The text for a symbol, without the leading FNC1: a GS behind every value whose length readers cannot know.
    public var concatenated: String {
        var text = ""
        for (place, element) in elements.enumerated() {
            text += element.identifier.code + element.value
            if place < elements.count - 1, !element.identifier.definition.isPredefinedLength { text += "\u{1D}" }
        }
        return text
    }

    /// The text people read: `(01)09780306406157(10)PRINT3`.
    public var bracketed: String {
        elements.map { element in
            let value = element.value.split(separator: "(", omittingEmptySubsequences: false).joined(separator: "\\(")
            return "(\(element.identifier.code))\(value)"
        }.joined()
    }

    /// Whether `text` begins with the symbology identifier of a symbol that holds an element string.
    static func hasSymbologyIdentifier(_ text: String) -> Bool {
        ["]C1", "]e0", "]d2", "]Q3", "]J1"].contains { text.utf8.starts(with: $0.utf8) }
    }

    private static func readConcatenated(_ bytes: [UInt8]) throws(ElementStringError) -> [GS1Element] {
        var rest = bytes[...]
        if rest.count >= 3, hasSymbologyIdentifier(String(decoding: rest.prefix(3), as: UTF8.self)) {
            rest = rest.dropFirst(3)
        }
        if rest.first == ASCII.groupSeparator { rest = rest.dropFirst() }
        var elements: [GS1Element] = []
        while !rest.isEmpty {
            let identifier = try leadingIdentifier(of: rest)
            rest = rest.dropFirst(identifier.code.utf8.count)
            var value = rest.prefix { $0 != ASCII.groupSeparator }
            if identifier.definition.isPredefinedLength, let length = identifier.definition.format.fixedLength {
                value = value.prefix(length)
            }
            elements.append(try element(identifier, value))
            rest = rest.dropFirst(value.count)
            if rest.first == ASCII.groupSeparator { rest = rest.dropFirst() }
        }
        return elements
    }

    private static func readBracketed(_ bytes: [UInt8]) throws(ElementStringError) -> [GS1Element] {
        var elements: [GS1Element] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == ASCII.openingParenthesis,
                let closing = bytes[index...].prefix(6).firstIndex(of: ASCII.closingParenthesis)
            else { throw .unknownIdentifier }
            let code = bytes[(index + 1)..<closing]
            guard let identifier = ApplicationIdentifier(String(decoding: code, as: UTF8.self)) else {
                throw .unknownIdentifier
            }
            index = closing + 1
            var value: [UInt8] = []
            while index < bytes.count, bytes[index] != ASCII.openingParenthesis {
                if bytes[index] == ASCII.backslash, index + 1 < bytes.count,
                    bytes[index + 1] == ASCII.openingParenthesis
                {
                    index += 1
                }
                value.append(bytes[index])
                index += 1
            }
            elements.append(try element(identifier, value[...]))
        }
        return elements
    }

    /// No code is the beginning of another, so the first that fits is the one.
    private static func leadingIdentifier(of bytes: ArraySlice<UInt8>) throws(ElementStringError)
        -> ApplicationIdentifier
    {
        for length in 2...4 {
            let code = bytes.prefix(length)
            guard code.count == length, code.allSatisfy(ASCII.isDigit) else { break }
            if let identifier = ApplicationIdentifier(String(decoding: code, as: UTF8.self)) { return identifier }
        }
        throw .unknownIdentifier
    }

    private static func element(
        _ identifier: ApplicationIdentifier, _ value: ArraySlice<UInt8>
    ) throws(ElementStringError) -> GS1Element {
        do {
            return try GS1Element(identifier, bytes: value)
        } catch {
            throw .badValue(identifier, error)
        }
    }
}

/// Why a text is not a GS1 element string.
public enum ElementStringError: Error, Sendable, Hashable {
    /// Longer than ``ElementString/longestText``.
    case tooLong
    /// No element at all.
    case empty
    /// No assigned application identifier where one must begin.
    case unknownIdentifier
    /// The identifier occurs twice.
    case repeated(ApplicationIdentifier)
    /// The value does not fit its identifier.
    case badValue(ApplicationIdentifier, GS1ElementError)
}

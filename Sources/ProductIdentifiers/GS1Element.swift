/// One application identifier with its value, valid by itself.
public struct GS1Element: Sendable, Hashable {
    /// What the value is.
    public let identifier: ApplicationIdentifier

    /// The value as ASCII characters, checked against the identifier's format.
    public let value: String

    /// Checks a value.
    /// - Throws: the first rule of the identifier's format that `value` breaks: length, characters, then content.
    public init(_ identifier: ApplicationIdentifier, _ value: some StringProtocol) throws(GS1ElementError) {
        // The longest value of any identifier has 90 characters; more is not copied.
        try self.init(identifier, bytes: Array(value.utf8.prefix(128))[...])
    }

    /// Checks a value given as bytes.
    init(_ identifier: ApplicationIdentifier, bytes: ArraySlice<UInt8>) throws(GS1ElementError) {
        try identifier.definition.format.check(bytes)
        self.identifier = identifier
        // Every accepted character is ASCII, so nothing is repaired here.
        self.value = String(decoding: bytes, as: UTF8.self)
    }

    /// A trade item's number as an element of AI 01.
    public init(_ gtin: GTIN) {
        identifier = .gtin
        value = gtin.digits14
    }
}

extension GS1Element: CustomStringConvertible {
    /// The form people read: `(01)09780306406157`.
    public var description: String { "(\(identifier.code))\(value)" }
}

/// Why a value is not one of its application identifier.
public enum GS1ElementError: Error, Sendable, Hashable {
    /// No characters at all.
    case empty
    /// Fewer characters than the format has.
    case tooShort
    /// More characters than the format has.
    case tooLong
    /// A character outside the format's set.
    case badCharacter
    /// The check digit or the check characters are wrong.
    case wrongCheckDigit
    /// No such date or time.
    case badDate
    /// Another rule of the format is broken.
    case badContent
}

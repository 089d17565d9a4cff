extension DigitalLink {
    /// How strictly a URI is read.
    public struct Options: Sendable, Hashable {
        /// Whether a GTIN of 8, 12 or 13 digits is taken and padded, as before version 1.4 of the standard.
        public var acceptsZeroSuppressedGTIN: Bool

        /// Whether one slash at the end of the path is passed over, as resolvers should.
        public var acceptsTrailingSlash: Bool

        /// Whether every element must have the companions GS1 demands, such as a measure beside a price per measure,
        /// and none it excludes.
        public var checksCompanions: Bool

        /// Any choice.
        public init(
            acceptsZeroSuppressedGTIN: Bool = false, acceptsTrailingSlash: Bool = false, checksCompanions: Bool = true
        ) {
            self.acceptsZeroSuppressedGTIN = acceptsZeroSuppressedGTIN
            self.acceptsTrailingSlash = acceptsTrailingSlash
            self.checksCompanions = checksCompanions
        }

        /// The standard as written.
        public static let standard = Options()

        /// For codes found on products, where a short GTIN, a slash at the end or a lonely attribute does no harm.
        public static let scanned = Options(
            acceptsZeroSuppressedGTIN: true, acceptsTrailingSlash: true, checksCompanions: false)
    }
}

/// Why a URI is not a GS1 Digital Link.
public enum DigitalLinkError: Error, Sendable, Hashable {
    /// Longer than ``DigitalLink/longestURI``.
    case tooLong
    /// The scheme is neither `http` nor `https`, all lower or all upper case.
    case notHTTP
    /// A character that may not stand in a URI.
    case badCharacter
    /// The host is missing or holds a character that no host name or address has.
    case noHost
    /// The path holds no primary key followed by complete pairs.
    case noKey
    /// What follows the key in the path is not its qualifiers in their order.
    case badQualifiers
    /// A percent sign without two hexadecimal digits.
    case badPercentEncoding
    /// A query name of digits that is no application identifier; the digits, at most eight of them.
    case unknownIdentifier(String)
    /// The identifier occurs twice.
    case repeated(ApplicationIdentifier)
    /// A qualifier of the key stands in the query; it belongs in the path.
    case qualifierInQuery(ApplicationIdentifier)
    /// The identifier may not be used in a Digital Link at all.
    case notInDigitalLink(ApplicationIdentifier)
    /// The identifier lacks one it must accompany, or stands beside one it excludes.
    case badlyAccompanied(ApplicationIdentifier)
    /// The value does not fit its identifier.
    case badValue(ApplicationIdentifier, GS1ElementError)
}

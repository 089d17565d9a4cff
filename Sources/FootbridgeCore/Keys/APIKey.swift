/// What names a principal: `fbk_` and 256 random bits in base 32; a publishable one begins with `fbk_pub_`, so that whoever
/// pastes one into a page sees which it is. Shown once; storage has only its ``hash``.
public struct APIKey: Sendable, Hashable {
    /// The whole secret. Never logged.
    public let secret: String

    private static let (prefix, publishablePrefix) = ("fbk_", "fbk_pub_")

    /// A new random one.
    public init(isPublishable: Bool = false) {
        secret = RandomSecret.new(isPublishable ? Self.publishablePrefix : Self.prefix)
    }

    /// What a client presented.
    ///
    /// - Returns: nil where it does not have the form of a key; nothing then needs to be looked up.
    public init?(_ text: some StringProtocol) {
        guard RandomSecret.isOne(text, Self.prefix) || RandomSecret.isOne(text, Self.publishablePrefix) else {
            return nil
        }
        secret = String(text)
    }

    /// Whether it is said to be one that may stand in a page; what it may do is decided by its principal alone.
    public var isPublishable: Bool { secret.hasPrefix(Self.publishablePrefix) }

    /// SHA-256 of the secret, 32 bytes.
    public var hash: [UInt8] { RandomSecret.hash(secret) }

    /// The last four characters, by which people tell keys apart in a list.
    public var hint: String { String(secret.suffix(4)) }
}

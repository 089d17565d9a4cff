/// A secret that names a principal: `fbk_` and 256 random bits in base 32. Shown once; storage has only its ``hash``.
public struct APIKey: Sendable, Hashable {
    /// The whole secret. Never logged.
    public let secret: String

    /// A new random one.
    public init() {
        secret = RandomSecret.new("fbk_")
    }

    /// What a client presented.
    ///
    /// - Returns: nil where it does not have the form of a key; nothing then needs to be looked up.
    public init?(_ text: some StringProtocol) {
        guard RandomSecret.isOne(text, "fbk_") else { return nil }
        secret = String(text)
    }

    /// SHA-256 of the secret, 32 bytes.
    public var hash: [UInt8] { RandomSecret.hash(secret) }

    /// The last four characters, by which people tell keys apart in a list.
    public var hint: String { String(secret.suffix(4)) }
}

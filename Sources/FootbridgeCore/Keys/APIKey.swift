import Crypto

/// A secret that names a principal: `fbk_` and 256 random bits in base 32. Shown once; storage has only its ``hash``.
public struct APIKey: Sendable, Hashable {
    /// The whole secret. Never logged.
    public let secret: String

    /// A new random one.
    public init() {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<52).map { _ in Base32.digits[Int.random(in: 0..<32, using: &generator)] }
        secret = "fbk_" + String(decoding: letters, as: UTF8.self)
    }

    /// What a client presented.
    ///
    /// - Returns: nil where it does not have the form of a key; nothing then needs to be looked up.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 56, text.hasPrefix("fbk_"),
            text.utf8.dropFirst(4).allSatisfy({ Base32.value(of: $0) != nil })
        else { return nil }
        secret = String(text)
    }

    /// SHA-256 of the secret, 32 bytes. A key has 256 bits of entropy, so a slow hash would add nothing.
    public var hash: [UInt8] {
        Array(SHA256.hash(data: Array(secret.utf8)))
    }

    /// The last four characters, by which people tell keys apart in a list.
    public var hint: String { String(secret.suffix(4)) }
}

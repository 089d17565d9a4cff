import Crypto

/// What keys are made of: a prefix, by which people and scanners know them, and 256 random bits in base 32.
enum RandomSecret {
    private static let digits = 52

    static func new(_ prefix: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let letters = (0..<digits).map { _ in Base32.digits[Int.random(in: 0..<32, using: &generator)] }
        return prefix + String(decoding: letters, as: UTF8.self)
    }

    static func isOne(_ text: some StringProtocol, _ prefix: String) -> Bool {
        text.utf8.count == prefix.utf8.count + digits && text.hasPrefix(prefix)
            && text.utf8.dropFirst(prefix.utf8.count).allSatisfy { Base32.value(of: $0) != nil }
    }

    /// SHA-256, 32 bytes. 256 bits of entropy need no slow hash.
    static func hash(_ secret: String) -> [UInt8] { Array(SHA256.hash(data: Array(secret.utf8))) }
}

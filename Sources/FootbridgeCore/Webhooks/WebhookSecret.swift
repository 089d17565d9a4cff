import Crypto
import Foundation

/// What a webhook's messages are signed with, and its receiver verifies them by (Standard Webhooks 1.0.0): `whsec_` and
/// 32 bytes in Base64.
///
/// It is derived from the installation's secret, the merchant and a salt; the database keeps the salt alone, so a copy of
/// it signs nothing.
public struct WebhookSecret: Sendable {
    private let key: SymmetricKey

    /// - Parameter salt: random, new with every rotation.
    public init(_ secret: ServerSecret, merchant: PublicID, salt: WebhookSalt) {
        // No public id holds a line end, so no two merchants and salts have one text.
        let name = Array("\(merchant)\n".utf8) + salt.bytes
        self.init(key: Array(HMAC<SHA256>.authenticationCode(for: name, using: secret.key(for: .webhooks))))
    }

    init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

    /// For the receiver.
    public var text: String {
        key.withUnsafeBytes { "whsec_" + Data($0).base64EncodedString() }
    }

    /// `v1,` and the HMAC-SHA256 over id, time and body, in Base64.
    func signature(id: String, seconds: Int64, body: [UInt8]) -> String {
        let signed = Array("\(id).\(seconds).".utf8) + body
        return "v1," + Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
    }
}

/// 16 random bytes that tell one secret of a webhook from the next.
public struct WebhookSalt: Sendable, Hashable {
    public static let length = 16
    /// ``length`` of them.
    public let bytes: [UInt8]

    /// A new one.
    public init() {
        var generator = SystemRandomNumberGenerator()
        bytes = (0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// - Returns: nil where there are not ``length`` bytes.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.length else { return nil }
        self.bytes = bytes
    }
}

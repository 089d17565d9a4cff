public import Crypto
import Foundation

/// The one secret of an installation, kept outside the database; every key that the daemon needs is derived from it
/// (HKDF-SHA256, RFC 5869), one for each purpose.
///
/// Whoever has a copy of the database but not this cannot make a click link or a session, nor test whether a visitor is in
/// the log.
public struct ServerSecret: Sendable {
    /// What a derived key is for. The raw values are part of what is derived and never change.
    public enum Purpose: String, Sendable, CaseIterable {
        case clicks = "footbridge click token v2"
        case clickRepeats = "footbridge click repeats v1"
        case sessions = "footbridge anonymous session v1"
        case visitors = "footbridge visitor v1"
        case installation = "footbridge installation v1"
        case staffSessions = "footbridge staff session v1"
        case signing = "footbridge signing keys v1"
        case ledger = "footbridge ledger v1"
        case pseudonyms = "footbridge visitor pseudonyms v1"
        case webhooks = "footbridge webhook secrets v1"
        case purchases = "footbridge purchase secret v1"
        case analyticsSessions = "footbridge analytics session v1"
    }

    private let keys: [Purpose: SymmetricKey]

    /// - Parameter bytes: at least 32 random bytes.
    /// - Returns: nil where there are fewer.
    public init?(bytes: [UInt8]) {
        guard bytes.count >= 32 else { return nil }
        let secret = SymmetricKey(data: bytes)
        keys = Purpose.allCases.reduce(into: [:]) { keys, purpose in
            keys[purpose] = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: secret, info: Array(purpose.rawValue.utf8), outputByteCount: 32)
        }
    }

    /// 32 new random bytes for an installation's first start.
    public static func newBytes() -> [UInt8] {
        SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    }

    /// The key of one purpose; the same for the same secret, and of no use for another purpose.
    public func key(for purpose: Purpose) -> SymmetricKey {
        guard let key = keys[purpose] else { preconditionFailure("a key is derived for every purpose") }
        return key
    }

    /// 32 bytes by which a database tells whether this is the secret that it has been served with.
    public var check: [UInt8] {
        key(for: .installation).withUnsafeBytes { Array($0) }
    }

    /// Names a client's visitor: HMAC-SHA256 over the principal and the client's own name for them.
    public func visitorHash(of visitor: String, for principal: PrincipalID) -> VisitorHash {
        let message = Array("\(principal.rawValue)\n\(visitor)".utf8)
        return VisitorHash(HMAC<SHA256>.authenticationCode(for: message, using: key(for: .visitors)))
    }

    /// Names the shopper behind a page session of a publishable key, who is a visitor of the key's principal.
    public func visitorHash(of session: PageSession, for principal: PrincipalID) -> VisitorHash {
        visitorHash(of: session.secret, for: principal)
    }

    /// Names the shopper behind a session of the page, who is a visitor of ``PrincipalID/web``.
    public func visitorHash(ofSession session: UUIDv7) -> VisitorHash {
        visitorHash(of: session.base32, for: .web)
    }
}

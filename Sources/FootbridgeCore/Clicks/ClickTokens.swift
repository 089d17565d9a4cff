import Crypto
import Foundation

/// What a link to a merchant stands for.
public struct ClickTarget: Sendable, Hashable {
    /// The scan whose answer shows the listing; nil for a listing shown without one, as for a typed-in ISBN.
    public let scan: ScanID?
    /// The listing that the link leads to.
    public let listing: ListingID

    public init(scan: ScanID?, listing: ListingID) {
        self.scan = scan
        self.listing = listing
    }
}

/// Who follows a link, as far as its repeats are to be known.
public enum ClickFollower: Sendable, Hashable {
    /// The shopper of a session.
    case session(VisitorHash)
    /// Somebody without one, with a link that names a scan: whoever made that.
    case scanner
    /// Somebody without one, with a link that all have who looked: somebody of this network.
    case network([UInt8])
}

/// Writes targets into links and reads them back, without having stored anything and without saying anything to whom a
/// link is passed on: a token is encrypted and authenticated (AES-256-GCM), so a shared link names no scan.
///
/// A token is 12 random bytes, 16 of scan (zero for none) and 16 of listing encrypted, and 16 by which it is known again,
/// in base64url. The same random bytes twice would be a danger; of the 10¹¹ links of five hundred a second over ten years
/// two are the same with a chance of one in ten million.
public struct ClickTokens: Sendable {
    private static let bytes = 12 + 32 + 16
    /// Characters of a token.
    public static let length = 80

    private let key: SymmetricKey
    private let repeats: SymmetricKey

    public init(secret: ServerSecret) {
        key = secret.key(for: .clicks)
        repeats = secret.key(for: .clickRepeats)
    }

    /// HMAC-SHA256 over target and follower: what tells a click from its repeats, and nobody who followed.
    public func repeatKey(of target: ClickTarget, by follower: ClickFollower) -> [UInt8] {
        let scan = target.scan?.uuid.bytes ?? [UInt8](repeating: 0, count: 16)
        let (kind, who): (UInt8, [UInt8]) =
            switch follower {
            case .session(let visitor): (1, visitor.bytes)
            case .network(let address): (2, address)
            case .scanner: (3, [])
            }
        return Array(
            HMAC<SHA256>.authenticationCode(
                for: scan + target.listing.uuid.bytes + [kind] + who, using: repeats))
    }

    /// The token's text, ``length`` characters; another one each time.
    public func token(for target: ClickTarget) -> String {
        let scan = target.scan?.uuid.bytes ?? [UInt8](repeating: 0, count: 16)
        do {
            guard let sealed = try AES.GCM.seal(scan + target.listing.uuid.bytes, using: key).combined else {
                preconditionFailure("a nonce of 12 bytes can be combined")
            }
            return Base64URL.encode(sealed)
        } catch {
            preconditionFailure("32 bytes can be encrypted: \(error)")
        }
    }

    /// What a token stands for.
    ///
    /// - Returns: nil for anything that was not made with this secret, in whatever way it is malformed.
    public func target(of token: some StringProtocol) -> ClickTarget? {
        guard token.utf8.count == Self.length, let sealed = Base64URL.decode(token), sealed.count == Self.bytes,
            let message = opened(sealed), let scan = UUIDv7(bytes: message.prefix(16)),
            let listing = UUIDv7(bytes: message.dropFirst(16))
        else { return nil }
        let hasScan = message.prefix(16).contains { $0 != 0 }
        return ClickTarget(scan: hasScan ? ScanID(scan) : nil, listing: ListingID(listing))
    }

    /// - Returns: nil where it was altered, or made with another key.
    private func opened(_ sealed: [UInt8]) -> Data? {
        do { return try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key) } catch { return nil }
    }
}

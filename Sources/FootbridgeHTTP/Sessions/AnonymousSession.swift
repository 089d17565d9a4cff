import Crypto
import FootbridgeCore
import HTTPTypes
import Hummingbird

/// A browser that has the shopper page open: unnamed, kept in a cookie alone.
struct AnonymousSession: Sendable, Hashable {
    /// 74 random bits behind the time at which it began.
    let id: UUIDv7
    /// The shopper behind it, by whom caps and attribution count.
    let visitor: VisitorHash
    let expires: Timestamp
}

/// Gives anonymous sessions out and knows its own again, without keeping any: the cookie holds the id, the expiry in
/// microseconds since 1970 UTC, and their HMAC.
struct AnonymousSessions: Sendable {
    static let cookieName = "footbridge_session"
    /// Longer than an attribution window, so that who scans on Monday and buys on Saturday is one visitor.
    static let lifetime = Duration.seconds(30 * 24 * 60 * 60)

    private let secret: ServerSecret
    private let clock: WallClock
    private var key: SymmetricKey { secret.key(for: .sessions) }

    init(secret: ServerSecret, clock: WallClock) {
        self.secret = secret
        self.clock = clock
    }

    /// The session of a request's cookie; nil where there is none, it is forged, or it has expired.
    func session(of request: Request) -> AnonymousSession? {
        guard let value = request.cookies[Self.cookieName]?.value, value.utf8.count == 75,
            let bytes = Base64URL.decode(value), bytes.count == 56
        else { return nil }
        let (message, mac) = (Array(bytes.prefix(24)), bytes.suffix(32))
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message, using: key),
            let id = UUIDv7(bytes: message.prefix(16))
        else { return nil }
        let expires = Timestamp(microseconds: message.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) })
        guard expires > clock.now else { return nil }
        return AnonymousSession(id: id, visitor: secret.visitorHash(ofSession: id), expires: expires)
    }

    /// The Set-Cookie field of a new session.
    ///
    /// - Parameter isSecure: leave `Secure` out only for plain http on loopback, where browsers would not send it back.
    func newCookie(isSecure: Bool) -> String { cookie(of: UUIDv7(at: clock.now), isSecure: isSecure) }

    /// The same session for another ``lifetime``, so that whoever comes back keeps their vouchers; nil where it was given
    /// that within the last day.
    func renewedCookie(_ session: AnonymousSession, isSecure: Bool) -> String? {
        guard session.expires + .seconds(86_400) < clock.now + Self.lifetime else { return nil }
        return cookie(of: session.id, isSecure: isSecure)
    }

    private func cookie(of id: UUIDv7, isSecure: Bool) -> String {
        let expires = clock.now + Self.lifetime
        let message = id.bytes + (0..<8).map { UInt8(truncatingIfNeeded: expires.microseconds >> (56 - 8 * $0)) }
        let value = Base64URL.encode(message + HMAC<SHA256>.authenticationCode(for: message, using: key))
        let seconds = Self.lifetime.components.seconds
        return "\(Self.cookieName)=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }
}

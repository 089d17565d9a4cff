import Crypto
import FootbridgeCore
import HTTPTypes
import Hummingbird

/// Gives a browser that showed a key a session in its place: the cookie holds the key's hash, the expiry in microseconds
/// since 1970 UTC, and their HMAC. It is worth as much as the key: a key that is revoked ends it.
struct AnalyticsSessions: Sendable {
    static let cookieName = "footbridge_analytics"
    /// A day at the desk.
    static let lifetime = Duration.seconds(12 * 60 * 60)

    private let key: SymmetricKey
    private let clock: WallClock

    init(secret: ServerSecret, clock: WallClock) {
        key = secret.key(for: .analyticsSessions)
        self.clock = clock
    }

    /// The hash of the key behind a request's cookie; nil where there is none, it is forged, or it has expired.
    func keyHash(of request: Request) -> [UInt8]? {
        guard let value = request.cookies[Self.cookieName]?.value, value.utf8.count == 96,
            let bytes = Base64URL.decode(value), bytes.count == 72
        else { return nil }
        let (message, mac) = (Array(bytes.prefix(40)), bytes.suffix(32))
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message, using: key) else { return nil }
        let expires = Timestamp(microseconds: message.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) })
        return expires > clock.now ? Array(message.prefix(32)) : nil
    }

    /// The Set-Cookie field of a new session.
    ///
    /// - Parameter hash: 32 bytes.
    func newCookie(ofKey hash: [UInt8], isSecure: Bool) -> String {
        let expires = clock.now + Self.lifetime
        let message = hash + (0..<8).map { UInt8(truncatingIfNeeded: expires.microseconds >> (56 - 8 * $0)) }
        let value = Base64URL.encode(message + HMAC<SHA256>.authenticationCode(for: message, using: key))
        return Self.cookie(value, for: Self.lifetime, isSecure: isSecure)
    }

    /// Takes the session away.
    func noCookie(isSecure: Bool) -> String { Self.cookie("", for: .zero, isSecure: isSecure) }

    private static func cookie(_ value: String, for time: Duration, isSecure: Bool) -> String {
        "\(cookieName)=\(value); Path=/; Max-Age=\(time.components.seconds); HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }
}

/// Lets analysts in by the cookie of their session where a key would be asked for.
struct AnalyticsAdmission: Sendable {
    let storage: any GatewayStorage
    let sessions: AnalyticsSessions
    let origins: OwnOrigin

    /// Who is behind a request's session; nil where there is none, or its key was revoked.
    func principal(of request: Request) async throws -> (principal: Principal, keyHash: [UInt8])? {
        guard let hash = sessions.keyHash(of: request), let principal = try await storage.principal(keyHash: hash),
            principal.role == .analyst
        else { return nil }
        return (principal, hash)
    }

    /// - Returns: whose quota the request is taken from; nil where there is no session.
    /// - Throws: the 403 problem where a change of state does not come from our own page.
    func admit(
        _ request: Request, _ context: inout FootbridgeRequestContext
    ) async throws -> AdmissionMiddleware.Subject? {
        guard let (principal, hash) = try await principal(of: request) else { return nil }
        if request.method != .get && request.method != .head {
            guard origins.isOwn(request, context) else { throw Problem.foreignOrigin }
        }
        context.principal = principal
        return .key(hash)
    }
}

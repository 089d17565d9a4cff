import Crypto
import FootbridgeCore
import HTTPTypes
import Hummingbird

/// Who is signed in on which device: kept in a cookie alone, and worth nothing without the device's own.
struct StaffSession: Sendable, Hashable {
    let person: PrincipalID
    let device: StaffDeviceID
    let expires: Timestamp
}

/// Gives staff sessions out and knows its own again, without keeping any: the cookie holds person, device, the expiry in
/// microseconds since 1970 UTC, and their HMAC.
struct StaffSessions: Sendable {
    static let cookieName = "footbridge_staff"
    static let deviceCookieName = "footbridge_device"
    /// A shift.
    static let lifetime = Duration.seconds(12 * 60 * 60)
    private static let deviceLifetime = Duration.seconds(400 * 24 * 60 * 60)

    private let key: SymmetricKey
    private let clock: WallClock

    init(secret: ServerSecret, clock: WallClock) {
        key = secret.key(for: .staffSessions)
        self.clock = clock
    }

    /// What the browser shows for itself; nil where it is no device of ours.
    func deviceKey(of request: Request) -> DeviceKey? {
        request.cookies[Self.deviceCookieName].flatMap { DeviceKey($0.value) }
    }

    /// The session of a request's cookie; nil where there is none, it is forged, or it has expired.
    func session(of request: Request) -> StaffSession? {
        guard let value = request.cookies[Self.cookieName]?.value, value.utf8.count == 75,
            let bytes = Base64URL.decode(value), bytes.count == 56
        else { return nil }
        let (message, mac) = (Array(bytes.prefix(24)), bytes.suffix(32))
        guard HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: message, using: key) else { return nil }
        func number(_ place: Int) -> Int64 { message[place..<(place + 8)].reduce(0) { $0 << 8 | Int64($1) } }
        let expires = Timestamp(microseconds: number(16))
        guard expires > clock.now else { return nil }
        return StaffSession(
            person: PrincipalID(rawValue: number(0)), device: StaffDeviceID(rawValue: number(8)), expires: expires)
    }

    /// The Set-Cookie field of a new session.
    func newCookie(of person: PrincipalID, on device: StaffDeviceID, isSecure: Bool) -> String {
        let expires = clock.now + Self.lifetime
        let message = [person.rawValue, device.rawValue, expires.microseconds].flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        }
        let value = Base64URL.encode(message + HMAC<SHA256>.authenticationCode(for: message, using: key))
        return Self.cookie(Self.cookieName, value, for: Self.lifetime, isSecure: isSecure)
    }

    func deviceCookie(_ key: DeviceKey, isSecure: Bool) -> String {
        Self.cookie(Self.deviceCookieName, key.secret, for: Self.deviceLifetime, isSecure: isSecure)
    }

    /// Takes the session away.
    func noCookie(isSecure: Bool) -> String { Self.cookie(Self.cookieName, "", for: .zero, isSecure: isSecure) }

    private static func cookie(_ name: String, _ value: String, for time: Duration, isSecure: Bool) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(time.components.seconds); HttpOnly; SameSite=Strict"
            + (isSecure ? "; Secure" : "")
    }
}

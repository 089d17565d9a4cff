import FootbridgeCore
import HTTPTypes
import Hummingbird

@testable import FootbridgeHTTP

extension FuzzTarget {
    private static let now = Timestamp(microseconds: 1_790_000_000_000_000)
    /// Always the same, so that a kept input stays what it was.
    private static let secret: ServerSecret = {
        guard let secret = ServerSecret(bytes: [UInt8](repeating: 7, count: 32)) else {
            preconditionFailure("32 bytes are a secret")
        }
        return secret
    }()
    private static let clock = WallClock { now }
    private static let anonymous = AnonymousSessions(secret: secret, clock: clock)
    private static let staff = StaffSessions(secret: secret, clock: clock)
    private static let analytics = AnalyticsSessions(secret: secret, clock: clock)

    /// The value of a Cookie field.
    static let cookie = FuzzTarget(
        "cookie", longestInput: 1024,
        seeds: {
            [
                anonymous.newCookie(isSecure: true),
                staff.newCookie(of: PrincipalID(rawValue: 1), on: StaffDeviceID(rawValue: 2), isSecure: true),
                staff.deviceCookie(DeviceKey(), isSecure: false),
                analytics.newCookie(ofKey: [UInt8](repeating: 9, count: 32), isSecure: true),
            ]
            .map { Array(($0.prefix { $0 != ";" } + "; a=b").utf8) }
        },
        check: { input in
            let field = String(decoding: input, as: UTF8.self)
            guard HTTPField.isValidValue(field) else { return }
            let kinds: [(name: String, isTaken: (Request) -> Bool)] = [
                (AnonymousSessions.cookieName, { anonymous.session(of: $0) != nil }),
                (StaffSessions.cookieName, { staff.session(of: $0) != nil }),
                (AnalyticsSessions.cookieName, { analytics.keyHash(of: $0) != nil }),
            ]
            let request = request(path: "/", [.cookie: field])
            if let key = staff.deviceKey(of: request) {
                try require(request.cookies[StaffSessions.deviceCookieName]?.value == key.secret, "another device")
            }
            for kind in kinds where kind.isTaken(request) {
                let value = request.cookies[kind.name]?.value ?? ""
                for altered in alterations(of: value) {
                    let other = Self.request(path: "/", [.cookie: "\(kind.name)=\(altered)"])
                    try require(!kind.isTaken(other), "\(altered) is as good as \(value)")
                }
            }
        })

    /// Tokens, codes and cursors that are handed out and come back.
    static let token = FuzzTarget(
        "token", longestInput: 512,
        seeds: {
            let id = UUIDv7(at: now)
            let code = VoucherCode()
            let voucher = SignedVoucher(code: code, promotion: PromotionID(id), expiresAt: now)
            var seeds = [
                tokens.token(for: ClickTarget(scan: ScanID(id), listing: ListingID(id))),
                tokens.token(for: ClickTarget(scan: nil, listing: ListingID(id))), code.description,
                SignedCode.voucher(voucher).text(signedBy: keys, at: now),
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "2026-11-22T16:40:00.123456+01:00",
                "2026-11-22", ScanID(id).description, DeviceKey().secret, "a.b-c_1",
            ]
            if let store = PublicID("m1.a") { seeds.append(SignedCode.door(store).text(signedBy: keys, at: now)) }
            return seeds.map { Array($0.utf8) }
        },
        check: { input in
            let text = String(decoding: input, as: UTF8.self)
            if tokens.target(of: text) != nil {
                for altered in alterations(of: text) {
                    try require(tokens.target(of: altered) == nil, "\(altered) is as good as \(text)")
                }
            }
            if let code = SignedCode(text, verifiedWith: keys, at: now) {
                for altered in alterations(of: text) {
                    try require(
                        SignedCode(altered, verifiedWith: keys, at: now) == nil, "\(altered) is as good as \(text)")
                }
                _ = code.text(signedBy: keys, at: now)
            }
            if let code = VoucherCode(text) { try require(VoucherCode(code.description) == code, "another voucher") }
            if let id = ScanID(text) { try require(ScanID(id.description) == id, "another scan") }
            if let id = PublicID(text) { try require(PublicID(id.description) == id, "another name") }
            if let cursor = FeedCursor(text) {
                try require(FeedCursor(cursor.text) == cursor && cursor.text == text, "a cursor of two texts")
            }
            if let time = Timestamp(rfc3339: text) {
                try require(
                    Timestamp(rfc3339: time.rfc3339Microseconds) == time, "\(time.rfc3339Microseconds) is another time")
            }
            if let date = CivilDate(iso8601: text) {
                try require(CivilDate(iso8601: date.iso8601) == date, "\(date.iso8601) is another day")
            }
            _ = TraceID(traceparent: text)
        })

    private static let tokens = ClickTokens(secret: secret)
    private static let keys = SigningKeys(secret: secret)

    /// The text with one character changed, for each of them in turn, into one that looks as good.
    private static func alterations(of text: String) -> [String] {
        let bytes = Array(text.utf8)
        return bytes.indices.map { place in
            var altered = bytes
            altered[place] = altered[place] == UInt8(ascii: "B") ? UInt8(ascii: "C") : UInt8(ascii: "B")
            return String(decoding: altered, as: UTF8.self)
        }
    }
}

import Crypto
import Foundation

/// What a merchant's shop signs its reports with: `fbs_` and 256 bits in hexadecimal. Shown once.
///
/// It is derived from the installation's secret and a random salt, and only the salt is stored: a copy of the database
/// signs nothing.
public struct PurchaseSecret: Sendable, Hashable {
    /// Bytes of a salt.
    public static let saltLength = 16
    /// Secrets of one merchant that are good at a time, so that a shop can change from one to the next.
    public static let live = 2

    /// The whole secret. Its characters are the key, as they are. Never logged.
    public let text: String

    /// - Parameter salt: ``saltLength`` random bytes.
    public init(salt: [UInt8], secret: ServerSecret) {
        let code = HMAC<SHA256>.authenticationCode(for: salt, using: secret.key(for: .purchases))
        text = "fbs_" + hexadecimal(Array(code))
    }

    /// A new salt.
    public static func newSalt() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<saltLength).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    fileprivate var key: SymmetricKey { SymmetricKey(data: Data(text.utf8)) }
}

/// What a report is signed with: `t=1790000000,v1=5257a8…`, the time of signing in Unix seconds, and HMAC-SHA256 in
/// hexadecimal over that number, a point, and the bytes of the body. `v1` may be there for each of two secrets.
public struct PurchaseSignature: Sendable, Hashable {
    /// How far the time of signing may be from ours, so that a report that somebody got hold of is soon of no use.
    public static let tolerance = Duration.seconds(300)
    private static let mostCodes = 4

    public let signedAt: Timestamp
    private let time: String
    private let codes: [[UInt8]]

    /// - Returns: nil where the field is malformed.
    public init?(_ field: String) {
        guard field.utf8.count <= 400 else { return nil }
        var time: String?
        var codes: [[UInt8]] = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pair = part.trimmingPrefix(" ").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { return nil }
            switch pair[0] {
            case "t":
                guard time == nil else { return nil }
                time = String(pair[1])
            case "v1":
                guard let code = Self.code(pair[1]), codes.count < Self.mostCodes else { return nil }
                codes.append(code)
            // What a later version may add.
            default: continue
            }
        }
        guard let time, (1...12).contains(time.utf8.count), time.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(time), !codes.isEmpty
        else { return nil }
        self.time = time
        self.codes = codes
        signedAt = Timestamp(microseconds: seconds * 1_000_000)
    }

    /// A report's signature.
    public init(of body: [UInt8], by secret: PurchaseSecret, at time: Timestamp) {
        self.time = String(time.microseconds / 1_000_000)
        signedAt = Timestamp(microseconds: time.microseconds / 1_000_000 * 1_000_000)
        codes = [
            Array(HMAC<SHA256>.authenticationCode(for: Self.message(self.time, body), using: secret.key))
        ]
    }

    /// The field's value.
    public var field: String {
        return (["t=\(time)"] + codes.map { "v1=\(hexadecimal($0))" }).joined(separator: ",")
    }

    /// Whether the time of signing is near enough.
    public func isFresh(at now: Timestamp) -> Bool {
        (now - signedAt).microseconds.magnitude <= UInt64(Self.tolerance.microseconds)
    }

    /// Whether one of the secrets signed these bytes at that time. Takes as long whatever the codes are.
    public func isValid(for body: [UInt8], by secrets: [PurchaseSecret]) -> Bool {
        let message = Self.message(time, body)
        return secrets.reduce(false) { isValid, secret in
            codes.reduce(isValid) { isValid, code in
                HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: secret.key) || isValid
            }
        }
    }

    private static func message(_ time: String, _ body: [UInt8]) -> Data {
        Data(time.utf8) + Data(".".utf8) + Data(body)
    }

    /// 32 bytes of 64 hexadecimal digits.
    private static func code(_ text: Substring) -> [UInt8]? {
        let digits = text.utf8.compactMap { digit -> UInt8? in
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        guard digits.count == 64, text.utf8.count == 64 else { return nil }
        return (0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] }
    }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

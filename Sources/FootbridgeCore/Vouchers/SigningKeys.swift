import Crypto
import Foundation
import Synchronization

/// The Ed25519 keys (RFC 8032) that sign vouchers and door codes.
///
/// A new one begins every ninety days. All are derived from the installation's secret by their number, so none is stored,
/// every daemon of an installation has the same, and an old one verifies for as long as anything that it signed is valid.
public struct SigningKeys: Sendable {
    private static let days: Int64 = 90
    /// What a signature is over begins with this, so that it can stand for nothing else.
    private static let domain = Array("footbridge signed code v1\n".utf8)

    private let root: SymmetricKey
    private let known = Known()

    public init(secret: ServerSecret) {
        root = secret.key(for: .signing)
    }

    /// The number of the key that signs at `now`, counted from 2026-01-01.
    static func number(at now: Timestamp) -> Int {
        let period = days * 86_400_000_000
        return Int(clamping: min(max(0, (now.microseconds - 1_767_225_600_000_000) / period), 0xFFFE))
    }

    /// 32 bytes by which anybody can verify what a key has signed.
    public func publicKey(_ number: Int) -> [UInt8] { Array(key(number).publicKey.rawRepresentation) }

    /// Numbers of keys that may have signed a voucher that is valid at `now`, and of the next one.
    public static func numbers(inUseAt now: Timestamp) -> ClosedRange<Int> {
        let number = number(at: now)
        return max(
            0, number - Int(VoucherTerms.longestLifetime.components.seconds / (days * 86_400)) - 1)...(number + 1)
    }

    func signature(of message: [UInt8], by number: Int) -> [UInt8] {
        do {
            return Array(try key(number).signature(for: Self.domain + message))
        } catch {
            preconditionFailure("a message can be signed: \(error)")
        }
    }

    func isSignature(_ signature: [UInt8], of message: [UInt8], by number: Int) -> Bool {
        key(number).publicKey.isValidSignature(signature, for: Self.domain + message)
    }

    private func key(_ number: Int) -> Curve25519.Signing.PrivateKey {
        known.keys.withLock { keys in
            if let key = keys[number] { return key }
            let seed = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: root, info: Array("signing key \(number)".utf8), outputByteCount: 32)
            do {
                let key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed.withUnsafeBytes { Array($0) })
                keys[number] = key
                return key
            } catch {
                preconditionFailure("32 bytes are a key: \(error)")
            }
        }
    }

    private final class Known: Sendable {
        let keys = Mutex<[Int: Curve25519.Signing.PrivateKey]>([:])
    }
}

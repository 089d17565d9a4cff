import Crypto
import CryptoExtras

/// What somebody signs in with on a device that their store has enrolled: 4 to 12 digits.
///
/// A PIN alone opens nothing: the device's key is needed, too, and a device that is tried too often is locked. The slow
/// hash (scrypt, RFC 7914, with 16 MiB) is for whoever comes by a copy of the database.
public struct StaffPIN: Sendable {
    private let digits: [UInt8]

    /// - Returns: nil unless there are 4 to 12 digits.
    public init?(_ text: some StringProtocol) {
        guard (4...12).contains(text.utf8.count),
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        digits = Array(text.utf8)
    }

    /// A new random one of six digits.
    public init() {
        digits = (0..<6).map { _ in UInt8(ascii: "0") + UInt8.random(in: 0...9) }
    }

    public var text: String { String(decoding: digits, as: UTF8.self) }

    /// What storage keeps of a PIN.
    public struct Hash: Sendable, Hashable {
        /// 16 random bytes.
        public var salt: [UInt8]
        /// 32 bytes.
        public var bytes: [UInt8]

        public init(salt: [UInt8], bytes: [UInt8]) {
            self.salt = salt
            self.bytes = bytes
        }
    }

    /// The hash with a new salt; takes some tens of milliseconds.
    public var hash: Hash {
        let salt = SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
        return Hash(salt: salt, bytes: hash(with: salt))
    }

    /// Whether this is the PIN that was hashed; takes as long as ``hash``, whatever the PIN.
    public func matches(_ hash: Hash) -> Bool {
        // Equal codes of equal keys: compared without telling how far they agree.
        let (mine, theirs) = (SymmetricKey(data: self.hash(with: hash.salt)), SymmetricKey(data: hash.bytes))
        return mine == theirs
    }

    private func hash(with salt: [UInt8]) -> [UInt8] {
        do {
            let key = try KDF.Scrypt.deriveKey(
                from: digits, salt: salt, outputByteCount: 32, rounds: 16_384, blockSize: 8, parallelism: 1)
            return key.withUnsafeBytes { Array($0) }
        } catch {
            preconditionFailure("the parameters are constant: \(error)")
        }
    }
}

/// What a device may do with a PIN that somebody typed.
public enum PINTry: Sendable, Hashable {
    /// The try is counted already; compare, and say so where it was right.
    case compare(StaffPIN.Hash, triesLeft: Int)
    /// Not before.
    case delayed(until: Timestamp)
    case locked
    /// Nobody of this store.
    case unknownPerson
}

/// How wrong PINs slow a device down.
public enum PINPace {
    /// Wrong PINs in a row after which a device is locked until somebody unlocks it.
    public static let triesUntilLocked = 10

    /// How long after a wrong PIN the next may be tried: the third waits two seconds, each next one twice as long.
    ///
    /// - Parameter wrong: in a row, 1 or more.
    public static func delay(after wrong: Int) -> Duration {
        wrong < 3 ? .zero : .seconds(1 << min(wrong - 2, 8))
    }
}

/// What one of the gateway's own QR codes says, once its signature was found good.
///
/// Version 1 is `FB1:` and, in base 32 (RFC 4648, without padding), which a QR code holds in its dense alphanumeric mode:
/// the kind (1 byte), the number of the signing key (2 bytes), what the kind says, and the Ed25519 signature (64 bytes)
/// over all before it, behind a text that no other signature is over.
public enum SignedCode: Sendable, Hashable {
    /// A voucher's: its code, promotion and end.
    case voucher(SignedVoucher)
    /// The one at a store's door.
    case door(PublicID)

    /// What every one begins with.
    public static let prefix = "FB1:"
    /// Bytes of a text that is looked at, at most.
    public static let longest = 400

    fileprivate static let signatureBytes = 64
    private static let headBytes = 3

    /// The text of the QR code.
    public func text(signedBy keys: SigningKeys, at now: Timestamp) -> String {
        let number = SigningKeys.number(at: now)
        let message = [kind, UInt8(truncatingIfNeeded: number >> 8), UInt8(truncatingIfNeeded: number)] + content
        return Self.prefix + Base32Text.encode(message + keys.signature(of: message, by: number))
    }

    /// Reads a QR code's text and checks its signature, without asking anything.
    ///
    /// - Parameter now: a key that is not in use yet signs nothing.
    /// - Returns: nil for any other text, and for one that was altered or signed with other keys.
    public init?(_ text: String, verifiedWith keys: SigningKeys, at now: Timestamp) {
        guard text.utf8.count <= Self.longest, text.hasPrefix(Self.prefix),
            let bytes = Base32Text.decode(text.utf8.dropFirst(Self.prefix.utf8.count)),
            bytes.count > Self.headBytes + Self.signatureBytes
        else { return nil }
        let message = Array(bytes.dropLast(Self.signatureBytes))
        let number = Int(message[1]) << 8 | Int(message[2])
        // A clock that was set back must not refuse what it signed before.
        guard (0...(SigningKeys.number(at: now) + 1)).contains(number),
            keys.isSignature(Array(bytes.suffix(Self.signatureBytes)), of: message, by: number),
            let code = Self(kind: message[0], content: Array(message.dropFirst(Self.headBytes)))
        else { return nil }
        self = code
    }

    private var kind: UInt8 {
        switch self {
        case .voucher: 1
        case .door: 2
        }
    }

    private var content: [UInt8] {
        switch self {
        case .voucher(let voucher):
            Array(voucher.code.description.utf8) + voucher.promotion.uuid.bytes
                + (0..<8).map { UInt8(truncatingIfNeeded: voucher.expiresAt.microseconds >> (56 - 8 * $0)) }
        case .door(let store): Array(store.description.utf8)
        }
    }

    private init?(kind: UInt8, content: [UInt8]) {
        switch kind {
        case 1:
            guard content.count == VoucherCode.length + 16 + 8,
                let code = VoucherCode(String(decoding: content.prefix(VoucherCode.length), as: UTF8.self)),
                let promotion = UUIDv7(bytes: content.dropFirst(VoucherCode.length).prefix(16))
            else { return nil }
            let end = content.suffix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
            self = .voucher(
                SignedVoucher(
                    code: code, promotion: PromotionID(promotion), expiresAt: Timestamp(microseconds: end)))
        case 2:
            guard let store = PublicID(String(decoding: content, as: UTF8.self)) else { return nil }
            self = .door(store)
        default: return nil
        }
    }
}

/// What the QR code of a voucher says.
public struct SignedVoucher: Sendable, Hashable {
    public var code: VoucherCode
    public var promotion: PromotionID
    /// The first instant at which it is worth nothing.
    public var expiresAt: Timestamp

    public init(code: VoucherCode, promotion: PromotionID, expiresAt: Timestamp) {
        self.code = code
        self.promotion = promotion
        self.expiresAt = expiresAt
    }
}

/// Base 32 of RFC 4648 §6 in upper case, without padding.
enum Base32Text {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var (text, buffer, bits) = ([UInt8](), 0, 0)
        text.reserveCapacity(bytes.count * 8 / 5 + 1)
        for byte in bytes {
            buffer = buffer << 8 | Int(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                text.append(digits[buffer >> bits & 31])
            }
            buffer &= (1 << bits) - 1
        }
        if bits > 0 { text.append(digits[buffer << (5 - bits) & 31]) }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: nil where a character is no digit, or the last one says more than the bytes have.
    static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var (bytes, buffer, bits) = ([UInt8](), 0, 0)
        for digit in text {
            guard let value = digits.firstIndex(of: digit) else { return nil }
            buffer = buffer << 5 | value
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(buffer >> bits & 0xFF))
            }
            buffer &= (1 << bits) - 1
        }
        return bits < 5 && buffer == 0 ? bytes : nil
    }
}

import Crypto

/// The names of visitors in one scope's exports: the same visitor has the same name in all rows of a scope, and names of
/// two scopes cannot be matched with each other.
///
/// A name is `v_` and 20 digits of base 32: the first 100 bits of HMAC-SHA256 over the visitor's number, with a key derived
/// from the installation's secret, the scope and a generation. A new generation gives every visitor a new name and changes
/// nothing else, as all that is counted and attributed goes by the number.
public struct VisitorPseudonyms: Sendable {
    /// Who may match the names with each other.
    public enum Scope: Sendable, Hashable {
        /// Analysts who see all merchants.
        case gateway
        /// One merchant and its analysts.
        case merchant(PublicID)
    }

    private static let digits = 20
    private let key: SymmetricKey

    /// - Parameter generation: raised to give new names; at least 1.
    public init(secret: ServerSecret, scope: Scope, generation: Int64) {
        // No public id holds a line end, so no two scopes have one text.
        let name =
            switch scope {
            case .gateway: "gateway\n\(generation)"
            case .merchant(let id): "merchant\n\(id)\n\(generation)"
            }
        key = SymmetricKey(
            data: HMAC<SHA256>.authenticationCode(for: Array(name.utf8), using: secret.key(for: .pseudonyms)))
    }

    /// The name of the visitor with that number.
    public func name(of visitor: Int64) -> String {
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: visitor >> (56 - 8 * $0)) }
        var (bits, count) = (0, 0)
        var text = Array("v_".utf8)
        text.reserveCapacity(2 + Self.digits)
        for byte in HMAC<SHA256>.authenticationCode(for: bytes, using: key) {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 5, text.count < 2 + Self.digits {
                count -= 5
                text.append(Base32.digits[bits >> count & 31])
            }
            if text.count == 2 + Self.digits { break }
            bits &= 1 << count - 1
        }
        return String(decoding: text, as: UTF8.self)
    }
}

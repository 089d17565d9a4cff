import Foundation

/// Where a webhook's messages go: an `https` address, or an `http` one where a setting allows those.
///
/// Written in one way only, so that who it is checked for is who it is sent to: the host in lower case, without a user, a
/// fragment or an escape in its name.
public struct WebhookTarget: Sendable, Hashable, CustomStringConvertible {
    /// The longest address, in bytes.
    public static let longest = 2000

    /// The address itself.
    public let description: String
    /// A name or a numeric address, the latter without brackets.
    public let host: String
    /// Of the address, or the usual one of its scheme.
    public let port: Int
    /// Whether it is `https`.
    public let isSecure: Bool

    /// - Returns: nil for anything but an absolute `http` or `https` address of at most ``longest`` bytes whose host is
    ///   of letters, digits, hyphens and dots, or a numeric address in brackets; no user, no fragment.
    public init?(_ text: String) {
        guard text.utf8.prefix(Self.longest + 1).count <= Self.longest,
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }), var parts = URLComponents(string: text),
            let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let name = parts.encodedHost?.lowercased(), let host = Self.host(name),
            parts.user == nil, parts.password == nil, parts.fragment == nil,
            parts.port.map({ (1...65_535).contains($0) }) ?? true
        else { return nil }
        parts.scheme = scheme
        parts.encodedHost = name
        guard let address = parts.string else { return nil }
        description = address
        self.host = host
        isSecure = scheme == "https"
        port = parts.port ?? (isSecure ? 443 : 80)
    }

    private static func host(_ name: String) -> String? {
        if name.hasPrefix("["), name.hasSuffix("]") {
            let address = name.dropFirst().dropLast()
            let isAddress = address.utf8.allSatisfy { byte in
                byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || Character(Unicode.Scalar(byte)).isHexDigit
            }
            return isAddress && !address.isEmpty ? String(address) : nil
        }
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isName && !name.isEmpty && name.utf8.count <= 253 ? name : nil
    }
}

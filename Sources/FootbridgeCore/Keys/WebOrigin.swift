import Foundation

/// A web site as browsers name it in `Origin` (RFC 6454): scheme, host and port, in small letters, without the scheme's own
/// port and without a slash.
public struct WebOrigin: Sendable, Hashable, CustomStringConvertible {
    /// Such as `https://books.example` or `http://127.0.0.1:5173`; at most ``maximumLength`` bytes.
    public let description: String

    /// Bytes; a host has at most 253.
    public static let maximumLength = 270

    /// - Returns: nil where it is not `http` or `https` with a host alone. A name in other letters than ASCII's is taken in
    ///   the form that browsers send, `xn--…`.
    public init?(_ url: some StringProtocol) {
        guard url.utf8.count <= Self.maximumLength, let parts = URLComponents(string: String(url)),
            let scheme = parts.scheme?.lowercased(), let standardPort = ["http": 80, "https": 443][scheme],
            let host = parts.encodedHost?.lowercased(), Self.isHost(host),
            parts.user == nil, parts.password == nil, ["", "/"].contains(parts.percentEncodedPath),
            parts.query == nil, parts.fragment == nil
        else { return nil }
        let port = parts.port.flatMap { $0 == standardPort ? nil : ":\($0)" } ?? ""
        description = "\(scheme)://\(host)\(port)"
    }

    /// Whether `text` has the characters of a host, with a port or without, and no others: it may go into links.
    public static func isHost(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                    UInt8(ascii: "["), UInt8(ascii: "]"):
                    true
                default: false
                }
            }
    }
}

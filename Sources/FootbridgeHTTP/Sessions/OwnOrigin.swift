import Foundation
import HTTPTypes
import Hummingbird

/// The scheme and host under which clients reach this daemon.
public struct OwnOrigin: Sendable {
    /// Such as `https://books.example`, without a trailing slash; nil takes what each request says in `Host`.
    private let configured: String?

    /// - Parameter publicURL: as of ``normalized(_:)``; nil to follow each request.
    public init(publicURL: String?) {
        configured = publicURL
    }

    /// An address of the daemon in the one form in which browsers say it in `Origin`: in small letters, without the
    /// scheme's own port and without a slash.
    ///
    /// - Returns: nil where it is not `http` or `https` with a host alone.
    public static func normalized(_ url: String) -> String? {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased(),
            let standardPort = ["http": 80, "https": 443][scheme],
            let host = parts.percentEncodedHost?.lowercased(), checked(host) != nil,
            parts.user == nil, parts.password == nil, ["", "/"].contains(parts.percentEncodedPath),
            parts.query == nil, parts.fragment == nil
        else { return nil }
        let port = parts.port.flatMap { $0 == standardPort ? nil : ":\($0)" } ?? ""
        return "\(scheme)://\(host)\(port)"
    }

    /// The origin (RFC 6454) that links in an answer begin with.
    func text(of request: Request, _ context: FootbridgeRequestContext) -> String {
        if let configured { return configured }
        let host = request.head.authority.flatMap(Self.checked) ?? "localhost"
        return "\(context.isSecure ? "https" : "http")://\(host)"
    }

    /// Whether the request's Origin field names this daemon.
    func isOwn(_ request: Request, _ context: FootbridgeRequestContext) -> Bool {
        request.headers[.origin] == text(of: request, context)
    }

    /// `Host` comes from the client and goes into links, so only the characters of a host and port are let through.
    private static func checked(_ authority: String) -> String? {
        guard (1...255).contains(authority.utf8.count) else { return nil }
        let isHost = authority.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        return isHost ? authority : nil
    }
}

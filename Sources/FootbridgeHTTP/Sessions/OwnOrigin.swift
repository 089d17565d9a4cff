import FootbridgeCore
import HTTPTypes
import Hummingbird

/// The scheme and host under which clients reach this daemon.
public struct OwnOrigin: Sendable {
    /// Such as `https://books.example`, without a trailing slash; nil takes what each request says in `Host`.
    private let configured: String?

    /// - Parameter publicURL: as a `WebOrigin` writes it; nil to follow each request.
    public init(publicURL: String?) {
        configured = publicURL
    }

    /// The origin (RFC 6454) that links in an answer begin with.
    func text(of request: Request, _ context: FootbridgeRequestContext) -> String {
        if let configured { return configured }
        // `Host` comes from the client and goes into links.
        let host = request.head.authority.flatMap { WebOrigin.isHost($0) ? $0 : nil } ?? "localhost"
        return "\(context.isSecure ? "https" : "http")://\(host)"
    }

    /// Whether the request's Origin field names this daemon.
    func isOwn(_ request: Request, _ context: FootbridgeRequestContext) -> Bool {
        request.headers[.origin] == text(of: request, context)
    }
}

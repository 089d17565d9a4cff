import FootbridgeCore
import Foundation

/// A host that covers may be fetched from, as the operator names it.
public struct CoverHost: Sendable, Hashable {
    private let name: String
    /// Nil for the usual one of the scheme.
    private let port: Int?
    /// The servers of the addresses on it: one, unless its port is the usual one of a scheme.
    let servers: Set<String>

    /// - Parameter text: a name or an address, with a port where it is not the usual one.
    /// - Returns: nil for anything else.
    public init?(_ text: String) {
        guard !text.contains(where: { "/?#@".contains($0) }) else { return nil }
        let addresses = ["https", "http"].compactMap { CoverURL("\($0)://\(text)") }
        guard let first = addresses.first else { return nil }
        name = first.host
        port = URLComponents(string: "https://\(text)")?.port
        servers = Set(addresses.map(\.server))
    }

    /// Whether an address is on this host: at its port, or at the usual one of the scheme where it names none.
    func has(_ url: CoverURL) -> Bool { url.host == name && (port.map { $0 == url.port } ?? url.isAtUsualPort) }
}

/// An address of a cover.
struct CoverURL: Sendable, Hashable {
    /// In lower case; a numeric one without brackets.
    let host: String
    let port: Int
    let isAtUsualPort: Bool
    /// Scheme, host and port, which `robots.txt` is for; without the usual port.
    let origin: String
    /// Host and port, whatever the scheme, without the usual port: what is one machine to whoever asks it.
    let server: String
    /// What is asked for there, with its query.
    let path: String

    /// - Returns: nil for what no daemon asks for: anything but http or https, longer than 2000 bytes, with a user.
    init?(_ text: String) {
        guard let target = WebhookTarget(String(text.prefix { $0 != "#" })) else { return nil }
        host = target.host
        port = target.port
        isAtUsualPort = target.port == (target.isSecure ? 443 : 80)
        let scheme = target.isSecure ? "https://" : "http://"
        let rest = target.description.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let asked = rest.dropFirst(authority.count)
        let usual = ":\(target.port)"
        let place = isAtUsualPort && authority.hasSuffix(usual) ? authority.dropLast(usual.count) : authority
        origin = scheme + place
        server = String(place)
        path = asked.hasPrefix("/") ? String(asked) : "/" + asked
    }

    /// Where a redirect from here leads; nil where that is no such address.
    func redirected(to location: String) -> CoverURL? {
        guard location.utf8.count <= WebhookTarget.longest,
            let target = URL(string: location, relativeTo: URL(string: origin + path))
        else { return nil }
        return CoverURL(target.absoluteString)
    }
}

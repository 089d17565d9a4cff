/// An address and a port to listen on, such as `127.0.0.1:8081` or `[::1]:8081`.
struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or a number, without brackets.
    var host: String
    /// 0 takes a free one.
    var port: Int

    init(host: String, port: Int) {
        (self.host, self.port) = (host, port)
    }

    /// - Returns: nil where it has no host or no port from 0 to 65535.
    init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self.init(host: String(host), port: port)
    }

    /// As it stands in a URL.
    var description: String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

import FootbridgeHTTP

/// Looks whether the settings of the daemon's address fit each other.
enum ServerExamination {
    /// Who has TLS for clients that come by https, and is believed about them.
    static func proxies(_ settings: ServeSettings) -> Finding {
        let subject = "public address"
        guard let url = settings.publicURL else { return .ok(subject, "as each client says it") }
        guard url.hasPrefix("https:"), settings.tls == nil, settings.gateway.proxies.isEmpty else {
            return .ok(subject, url)
        }
        return .warn(
            subject, "\(url) is https, and this daemon has neither TLS nor a proxy that it trusts",
            advice: "name the proxy in trusted-proxies: until then all clients behind it are one address to the limits")
    }
}

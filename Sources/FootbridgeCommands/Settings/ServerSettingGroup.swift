import FootbridgeCore
import FootbridgeHTTP
import Logging

/// Where the daemon is reached, and by whom it believes itself to be.
struct ServerSettingGroup: SettingGroup {
    static let title = "SERVER"

    let host = Setting<String>(
        "host", .text("ADDRESS"), default: "127.0.0.1", called: "127.0.0.1", "the address to listen on"
    ) { given throws(SettingProblem) in
        try given.text()
    }
    let port = Setting.number(
        "port", 0...65_535, default: 8080, "the port to listen on; 0 takes a free one and says which")
    let operationsAddress = Setting<ListenAddress?>(
        "operations-address", .text("ADDRESS:PORT"), default: ListenAddress(host: "127.0.0.1", port: 8081),
        called: "127.0.0.1:8081",
        "where /metrics and the details of /readyz are answered without a key; none for nowhere; port 0 takes a free one"
    ) { given throws(SettingProblem) in
        let text = try given.text()
        if text == "none" { return nil }
        guard let address = ListenAddress(text) else { throw SettingProblem("must be ADDRESS:PORT or none") }
        return address
    }
    let publicURL = Setting<String?>(
        "public-url", .text("URL"), default: nil, called: "as each asks",
        "how clients reach it, for links in answers and for telling its own pages from others: https://HOST"
    ) { given throws(SettingProblem) in
        guard let origin = WebOrigin(try given.text()) else {
            throw SettingProblem("must be https://HOST or http://HOST without a path")
        }
        return origin.description
    }
    let trustedProxies = Setting<[String]>(
        "trusted-proxies", .list(of: "ADDRESS"), default: [], called: "none",
        "addresses or networks, such as 10.0.0.0/8, whose X-Forwarded-For and X-Forwarded-Proto are believed"
    ) { given throws(SettingProblem) in
        let list = try given.list()
        guard TrustedProxies(list, overTLS: false) != nil else {
            throw SettingProblem("must be addresses or networks such as 10.0.0.0/8")
        }
        return list
    }
    let connections = Setting.number(
        "connections", 1...1_000_000, default: 0, called: "8192, or what the limit of open files leaves",
        "connections at once; more get 503 and are closed")
    let addressConnections = Setting.number(
        "connections-address", 1...1_000_000, default: 4096,
        "connections at once from one address, trusted proxies apart")
    let tlsCertificate = Setting.text(
        "tls-certificate", "FILE",
        "a PEM file with the certificate and its chain; without one keep the daemon on loopback or behind a TLS proxy")
    let tlsKey = Setting.text("tls-key", "FILE", "a PEM file with the certificate's key")
    let logLevel = Setting<Logger.Level>.choice("log-level", default: .info, "what is logged at least; to stderr")
}

/// Files that the daemon keeps beside the database.
struct SecretSettingGroup: SettingGroup {
    static let title = "SECRET AND LEDGERS"

    let file = Setting.text(
        "secret-file", "FILE", default: "the SQLite file's name and .secret, or footbridge.secret",
        "signs links, sessions and webhooks; made at the first start, for its owner only")
    let checkpointFile = Setting.text(
        "checkpoint-file", "FILE",
        "where the ledgers end, written at the start and every day, for verify --checkpoint; keep it on another disk")
}

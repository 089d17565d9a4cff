import FootbridgeCore
import FootbridgeHTTP
import Foundation
import Logging

/// Everything that can be set of the daemon, read and checked before anything is started.
struct ServeSettings: Sendable {
    var database: DatabaseAddress
    var host: String
    var port: Int
    var secretFile: String
    /// Where the ends of the ledgers are written every day; nil for nowhere.
    var checkpointFile: String?
    var tls: TLSFiles?
    var decodingThreads: Int
    var decodingWaiting: Int
    var decodeIsolation: DecodeIsolation
    var gateway: GatewaySettings
    var webhooks: WebhookSettings
    /// How long what could point to a person is kept.
    var retention: Retention
    var logLevel: Logger.Level

    /// Where photos are decoded.
    enum DecodeIsolation: String, CaseIterable, Sendable {
        /// In processes that can do nothing else.
        case worker
        /// In the daemon itself.
        case off
    }

    struct TLSFiles: Sendable {
        /// PEM, the certificate first and then its chain.
        var certificate: String
        /// PEM.
        var key: String
    }

    /// - Throws: ``SettingsError`` that names the first setting that is wrong.
    init(_ settings: SettingsReader) throws {
        database = try DatabaseAddress(settings)
        host = try settings.text("host")?.value ?? "127.0.0.1"
        port = try settings.integer("port", in: 0...65_535, default: 8080)
        secretFile = try settings.text("secret-file")?.value ?? database.standardSecretFile
        checkpointFile = try settings.text("checkpoint-file")?.value
        tls = try Self.tls(settings)
        decodingThreads = try settings.integer(
            "decoding-threads", in: 1...256, default: ProcessInfo.processInfo.activeProcessorCount)
        decodingWaiting = try settings.integer("decoding-waiting", in: 0...4096, default: 64)
        decodeIsolation = try Self.decodeIsolation(settings)
        gateway = GatewaySettings()
        gateway.uploadPlaces = try settings.integer("upload-places", in: 1...4096, default: gateway.uploadPlaces)
        gateway.pace.deadline = .seconds(try settings.integer("upload-deadline", in: 1...3600, default: 60))
        gateway.pace.minimumRate = try settings.integer("upload-minimum-rate", in: 0...1_000_000, default: 4096)
        gateway.keyQuota = try settings.integer("rate-limit-key", in: 0...1_000_000, default: gateway.keyQuota)
        gateway.addressQuota = try settings.integer(
            "rate-limit-address", in: 0...1_000_000, default: gateway.addressQuota)
        gateway.guessQuota = try settings.integer(
            "rate-limit-guesses", in: 0...1_000_000, default: gateway.guessQuota)
        gateway.proxies = try Self.proxies(settings, overTLS: tls != nil)
        webhooks = WebhookSettings()
        webhooks.allowsPrivate = try settings.isOn("webhook-allow-private")
        gateway.origin = OwnOrigin(publicURL: try settings.publicURL())
        retention = try Self.retention(settings)
        logLevel = try Self.logLevel(settings)
    }

    private static func retention(_ settings: SettingsReader) throws -> Retention {
        func days(_ key: String, _ standard: Duration) throws -> Duration {
            let days = Int(standard.components.seconds) / 86_400
            return .seconds(try settings.integer(key, in: 1...3650, default: days) * 86_400)
        }
        let standard = Retention()
        return Retention(
            personalParts: try days("retention-personal", standard.personalParts),
            visitorNames: try days("retention-visitors", standard.visitorNames),
            rejects: try days("retention-rejects", standard.rejects))
    }

    private static func tls(_ settings: SettingsReader) throws -> TLSFiles? {
        let certificate = try settings.text("tls-certificate")
        let key = try settings.text("tls-key")
        switch (certificate, key) {
        case (nil, nil): return nil
        case (let certificate?, let key?): return TLSFiles(certificate: certificate.value, key: key.value)
        case (let certificate?, nil): throw SettingsError(setting: certificate.setting, problem: "needs tls-key too")
        case (nil, let key?): throw SettingsError(setting: key.setting, problem: "needs tls-certificate too")
        }
    }

    private static func proxies(_ settings: SettingsReader, overTLS: Bool) throws -> TrustedProxies {
        guard let (text, setting) = try settings.text("trusted-proxies") else { return .none(overTLS: overTLS) }
        let list = text.split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init)
        guard let proxies = TrustedProxies(list, overTLS: overTLS) else {
            throw SettingsError(
                setting: setting, problem: "must be addresses or networks such as 10.0.0.0/8, separated by commas")
        }
        return proxies
    }

    private static func decodeIsolation(_ settings: SettingsReader) throws -> DecodeIsolation {
        guard let (text, setting) = try settings.text("decode-isolation") else { return .worker }
        guard let isolation = DecodeIsolation(rawValue: text) else {
            throw SettingsError(setting: setting, problem: "must be worker or off")
        }
        return isolation
    }

    private static func logLevel(_ settings: SettingsReader) throws -> Logger.Level {
        guard let (text, setting) = try settings.text("log-level") else { return .info }
        guard let level = Logger.Level(rawValue: text) else {
            let levels = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError(setting: setting, problem: "must be one of \(levels)")
        }
        return level
    }

    /// Whether only this machine can reach the daemon.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}

extension SettingsReader {
    /// Where clients reach the daemon, without a slash at the end; nil where that is not set.
    func publicURL() throws -> String? {
        guard let (text, setting) = try text("public-url") else { return nil }
        let url = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let parts = URLComponents(string: url), parts.scheme == "https" || parts.scheme == "http",
            parts.host?.isEmpty == false, parts.path.isEmpty, parts.query == nil, parts.fragment == nil
        else {
            throw SettingsError(setting: setting, problem: "must be http(s)://HOST without a path")
        }
        return url
    }
}

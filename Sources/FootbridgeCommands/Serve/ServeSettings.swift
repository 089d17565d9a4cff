import DecodeWorkers
import FootbridgeCore
import FootbridgeHTTP
import Foundation
import Logging

/// Everything that can be set of the daemon, read and checked before anything is started.
struct ServeSettings: Sendable {
    var database: DatabaseAddress
    var address: ListenAddress
    /// Of operators' routes; nil for none.
    var operationsAddress: ListenAddress?
    /// Where clients reach the daemon; nil where each of them says it.
    var publicURL: String?
    var secretFile: String
    /// Whether an empty database may stand beside a secret that was there before.
    var mayBeginAnew = false
    /// Where the ends of the ledgers are written every day; nil for nowhere.
    var checkpointFile: String?
    var tls: TLSFiles?
    var decodingThreads: Int
    var decodingWaiting: Int
    var decodeIsolation: DecodeIsolation
    /// Nil where photos are not looked at for covers.
    var covers: CoverSearch?
    var gateway: GatewaySettings
    /// Connections at once; 0 for 8192, or as many as descriptors allow.
    var connections: Int
    /// Of them, those of one address.
    var connectionsOfAddress: Int
    var webhooks: WebhookSettings
    var coverFetches: CoverFetchSettings
    /// How long what could point to a person is kept.
    var retention: Retention
    var logLevel: Logger.Level

    struct CoverSettings: Sendable {
        /// The folder of the index.
        var index: String
        /// Processor time for the covers of one photo.
        var budget: Duration
    }

    struct TLSFiles: Sendable {
        /// PEM, the certificate first and then its chain.
        var certificate: String
        /// PEM.
        var key: String
    }

    /// - Throws: ``SettingsError`` that names the first setting that is wrong.
    init(_ settings: SettingsReader) throws(SettingsError) {
        database = try DatabaseAddress(settings)
        address = ListenAddress(
            host: try settings.value(of: Settings.server.host),
            port: try settings.value(of: Settings.server.port))
        operationsAddress = try settings.value(of: Settings.server.operationsAddress)
        publicURL = try settings.value(of: Settings.server.publicURL)
        secretFile = try settings.value(of: Settings.secrets.file) ?? database.standardSecretFile
        checkpointFile = try settings.value(of: Settings.secrets.checkpointFile)
        tls = try Self.tls(settings)
        decodingThreads = try settings.value(of: Settings.uploads.decodingThreads)
        decodingWaiting = try settings.value(of: Settings.uploads.decodingWaiting)
        decodeIsolation = try settings.value(of: Settings.uploads.decodeIsolation)
        covers = try Self.covers(settings, database)
        gateway = GatewaySettings()
        gateway.uploads = try Self.uploads(settings)
        connections = try settings.value(of: Settings.server.connections)
        connectionsOfAddress = try settings.value(of: Settings.server.addressConnections)
        gateway.pace.deadline = .seconds(try settings.value(of: Settings.uploads.deadline))
        gateway.pace.minimumRate = try settings.value(of: Settings.uploads.minimumRate)
        gateway.keyQuota = try settings.value(of: Settings.limits.key)
        gateway.sessionUploadQuota = try settings.value(of: Settings.limits.sessionUploads)
        gateway.addressQuota = try settings.value(of: Settings.limits.address)
        gateway.guessQuota = try settings.value(of: Settings.limits.guesses)
        gateway.proxies = try Self.proxies(settings, overTLS: tls != nil)
        gateway.origin = OwnOrigin(publicURL: publicURL)
        gateway.coverSpace = try settings.value(of: Settings.coverSources.space) << 20
        coverFetches = CoverFetchSettings()
        coverFetches.hosts = try settings.value(of: Settings.coverSources.hosts)
        coverFetches.allowsPrivate = try settings.value(of: Settings.coverSources.allowPrivate)
        coverFetches.space = gateway.coverSpace
        coverFetches.contact = publicURL
        webhooks = WebhookSettings()
        webhooks.allowsPrivate = try settings.value(of: Settings.limits.webhookAllowPrivate)
        retention = Retention(
            personalParts: .seconds(try settings.value(of: Settings.retention.personal) * 86_400),
            visitorNames: .seconds(try settings.value(of: Settings.retention.visitors) * 86_400),
            rejects: .seconds(try settings.value(of: Settings.retention.rejects) * 86_400))
        logLevel = try settings.value(of: Settings.server.logLevel)
    }

    private static func covers(
        _ settings: SettingsReader, _ database: DatabaseAddress
    ) throws(SettingsError) -> CoverSearch? {
        let covers = CoverSearch(
            index: try settings.value(of: Settings.covers.index) ?? database.standardCoverIndex,
            budget: .milliseconds(try settings.value(of: Settings.covers.budget)))
        return try settings.value(of: Settings.covers.use) == .on ? covers : nil
    }

    private static func uploads(_ settings: SettingsReader) throws(SettingsError) -> UploadLimits {
        let places = try settings.value(of: Settings.uploads.places)
        let addressPlaces = try settings.value(of: Settings.uploads.addressPlaces)
        let memory = try settings.value(of: Settings.uploads.memory) << 20
        return UploadLimits(
            places: places, memory: memory == 0 ? max(32 << 20, ProcessLimits.memory() / 4) : memory,
            addressPlaces: addressPlaces == 0 ? max(1, places / 2) : addressPlaces,
            sessionPlaces: try settings.value(of: Settings.uploads.sessionPlaces))
    }

    private static func tls(_ settings: SettingsReader) throws(SettingsError) -> TLSFiles? {
        let (certificate, key) = (Settings.server.tlsCertificate, Settings.server.tlsKey)
        switch (try settings.value(of: certificate), try settings.value(of: key)) {
        case (nil, nil): return nil
        case (let certificatePath?, let keyPath?):
            try demandFile(certificatePath, of: certificate, settings)
            try demandFile(keyPath, of: key, settings)
            return TLSFiles(certificate: certificatePath, key: keyPath)
        case (_?, nil): throw settings.wrong(certificate, "needs \(key.key), too")
        case (nil, _?): throw settings.wrong(key, "needs \(certificate.key), too")
        }
    }

    private static func demandFile(
        _ path: String, of setting: some DeclaredSetting, _ settings: SettingsReader
    ) throws(SettingsError) {
        guard FileManager.default.fileExists(atPath: path) else {
            throw settings.wrong(setting, "there is no file \(path)")
        }
        guard FileManager.default.isReadableFile(atPath: path) else {
            throw settings.wrong(setting, "\(path) cannot be read by this user")
        }
    }

    private static func proxies(
        _ settings: SettingsReader, overTLS: Bool
    ) throws(SettingsError) -> TrustedProxies {
        let list = try settings.value(of: Settings.server.trustedProxies)
        guard let proxies = TrustedProxies(list, overTLS: overTLS) else {
            preconditionFailure("the setting was checked where it was read")
        }
        return proxies
    }
}

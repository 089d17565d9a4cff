import ArgumentParser

/// `footbridge serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon.",
        discussion: """
            Every flag is also a FOOTBRIDGE_… variable (--upload-places is FOOTBRIDGE_UPLOAD_PLACES) and a key of the \
            settings file. SIGTERM and SIGINT finish what was accepted and then end the daemon.

            Examples:
              footbridge serve --database sqlite:/var/lib/footbridge/footbridge.db --port 8080
              FOOTBRIDGE_DATABASE_PASSWORD=… footbridge serve --database postgres://footbridge@db.example/footbridge
            """)

    @OptionGroup var database: DatabaseOptions

    @Option(help: "The address to listen on. Default: 127.0.0.1.")
    var host: String?
    @Option(help: "The port to listen on. Default: 8080; 0 takes a free one and says which.")
    var port: String?
    @Option(
        help: "The file of the installation's secret, made at the first start. Default: the database's, with .secret.")
    var secretFile: String?
    @Option(help: "A file to write the ends of the ledgers of redemptions to, every day; for verify. Default: none.")
    var checkpointFile: String?
    @Option(help: "The address that clients know the daemon by, such as https://books.example. Default: as each asks.")
    var publicURL: String?
    @Option(help: "Reverse proxies to believe about client addresses and TLS, such as 10.0.0.0/8,::1.")
    var trustedProxies: String?
    @Option(help: "A PEM file with the certificate and its chain.")
    var tlsCertificate: String?
    @Option(help: "A PEM file with the certificate's key.")
    var tlsKey: String?
    @Option(help: "Uploads received or answered at once, each at most 20 MiB. Default: 64.")
    var uploadPlaces: String?
    @Option(help: "Seconds in which an upload must be complete. Default: 60.")
    var uploadDeadline: String?
    @Option(help: "Bytes a second that an upload must bring after its first 5 seconds; 0 for any. Default: 4096.")
    var uploadMinimumRate: String?
    @Option(help: "Photos decoded at once. Default: the number of cores.")
    var decodingThreads: String?
    @Option(help: "Photos that may wait to be decoded. Default: 64.")
    var decodingWaiting: String?
    @Option(help: "Where photos are decoded: worker, in processes that can do nothing else, or off. Default: worker.")
    var decodeIsolation: String?
    @Option(help: "Requests a minute of one key or session; 0 for any. Default: 6000.")
    var rateLimitKey: String?
    @Option(help: "Requests a minute from one address; 0 for any. Default: 1200.")
    var rateLimitAddress: String?
    @Option(
        help: """
            Unknown voucher codes a minute that one store may try: a third of them one till, four times as many one \
            address; 0 for any. Default: 60.
            """)
    var rateLimitGuesses: String?
    @Flag(help: "Let webhooks go to this machine, to private networks and over http. Default: not.")
    var webhookAllowPrivate = false
    @Option(help: "Days that positions, ad click ids and consent are kept. Default: 90.")
    var retentionPersonal: String?
    @Option(help: "Days after which a visitor is no longer known again. Default: 395.")
    var retentionVisitors: String?
    @Option(help: "Days that rows which were not taken are kept. Default: 30.")
    var retentionRejects: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical. Default: info.")
    var logLevel: String?

    func run() async throws {
        let settings = try await database.settings(flags: [
            "host": host, "port": port, "secret-file": secretFile, "checkpoint-file": checkpointFile,
            "public-url": publicURL,
            "trusted-proxies": trustedProxies, "tls-certificate": tlsCertificate, "tls-key": tlsKey,
            "upload-places": uploadPlaces, "upload-deadline": uploadDeadline,
            "upload-minimum-rate": uploadMinimumRate, "decoding-threads": decodingThreads,
            "decoding-waiting": decodingWaiting, "decode-isolation": decodeIsolation,
            "rate-limit-key": rateLimitKey,
            "rate-limit-address": rateLimitAddress, "rate-limit-guesses": rateLimitGuesses, "log-level": logLevel,
            "webhook-allow-private": webhookAllowPrivate ? "true" : nil,
            "retention-personal": retentionPersonal, "retention-visitors": retentionVisitors,
            "retention-rejects": retentionRejects,
        ])
        try await CommandFailure.explaining { try await Daemon(ServeSettings(settings)).run() }
    }
}

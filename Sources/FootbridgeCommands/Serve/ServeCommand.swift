import ArgumentParser

/// `footbridge serve`.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the daemon.",
        discussion: """
            Every flag is also a FOOTBRIDGE_… variable (--upload-places is FOOTBRIDGE_UPLOAD_PLACES) and a key of the \
            settings file, a YAML or JSON file that --config FILE names. SIGTERM and SIGINT finish what was accepted and then end the daemon.

            Examples:
              footbridge serve --database sqlite:/var/lib/footbridge/footbridge.db \\
                --port 8080
              FOOTBRIDGE_DATABASE_PASSWORD=… footbridge serve \\
                --database postgres://footbridge@db.example/footbridge
            """)

    // No setting: one that stays in a file would say so of every database to come.
    @Flag(help: "Begin with an empty database beside the secret of an older one.")
    var newDatabase = false

    @OptionGroup var flags: ServeFlags

    func run() async throws {
        var settings = try ServeSettings(flags.settings())
        settings.mayBeginAnew = newDatabase
        try await CommandFailure.explaining { try await Daemon(settings).run() }
    }
}

import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// Where the database is: the part of the settings that every command shares.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: sqlite:PATH, or postgres://USER@HOST:PORT/DATABASE without a password.",
            discussion: "Also FOOTBRIDGE_DATABASE. Default: sqlite:footbridge.db."))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "A file whose first line is PostgreSQL's password.",
            discussion: "Or give it in FOOTBRIDGE_DATABASE_PASSWORD; libpq's own password file works, too."))
    var databasePasswordFile: String?

    @Option(help: "Connections to PostgreSQL. Default: 8.")
    var databaseConnections: String?

    @Option(
        help: ArgumentHelp(
            "Milliseconds that a transaction may wait for one of them. Default: 2000.",
            discussion: "A write to SQLite may wait for its turn as long as this and the next one together."))
    var databaseConnectionWait: String?

    @Option(help: "Milliseconds that one statement of a request may take in PostgreSQL. Default: 10000.")
    var databaseStatementTimeout: String?

    @Option(
        help: ArgumentHelp(
            "none, or transaction where PgBouncer or the like stands before PostgreSQL in that mode.",
            discussion: "Default: none."))
    var databasePooling: String?

    @Option(
        help: ArgumentHelp(
            "A YAML or JSON file of settings.",
            discussion: "Flags and FOOTBRIDGE_* variables stand before it. Also FOOTBRIDGE_CONFIG."))
    var config: String?

    /// The settings of flags, environment and file together.
    ///
    /// - Parameter flags: those of the command itself, by key.
    func settings(flags: [String: String?] = [:]) async throws -> SettingsReader {
        let own = [
            "database": database, "database-password-file": databasePasswordFile,
            "database-connections": databaseConnections, "database-connection-wait": databaseConnectionWait,
            "database-statement-timeout": databaseStatementTimeout, "database-pooling": databasePooling,
        ]
        let given = flags.merging(own) { $1 }.compactMapValues { $0 }
        return try await SettingsReader(flags: given, file: config)
    }

    /// Opens the database that the settings name, up to date, for the time of `body`.
    func withStorage<Result>(_ body: (Storage) async throws -> Result) async throws -> Result {
        let storage = try await address().open()
        let result: Result
        do {
            result = try await body(storage)
        } catch {
            try await storage.close()
            throw error
        }
        try await storage.close()
        return result
    }

    /// The secret that the database is served with; it is not made here.
    ///
    /// - Parameter file: of the flag, where it was given.
    func secret(_ file: String?) async throws -> ServerSecret {
        let settings = try await settings(flags: ["secret-file": file])
        let path = try settings.text("secret-file")?.value ?? DatabaseAddress(settings).standardSecretFile
        let secret: ServerSecret?
        do {
            secret = try SecretFile.read(path)
        } catch {
            throw CommandFailure("\(error)")
        }
        guard let secret else {
            throw CommandFailure("there is no secret in \(path); serve makes it at its first start")
        }
        return secret
    }

    /// - Throws: ``SettingsError`` where a setting is wrong.
    func address() async throws -> DatabaseAddress {
        try DatabaseAddress(await settings())
    }
}

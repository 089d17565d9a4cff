import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// Where the database is: the part of the settings that every command shares.
struct DatabaseOptions: ParsableArguments {
    @OptionGroup var flags: SettingFlags<DatabaseSettingGroup>

    @Option(
        help: ArgumentHelp(
            "A YAML or JSON file of settings.",
            discussion: "Flags and FOOTBRIDGE_* variables stand before it. Also FOOTBRIDGE_CONFIG.",
            valueName: "FILE", visibility: .hidden))
    var config: String?

    @Flag(help: "Make the database where there is none.")
    var create = false

    /// The settings of flags, environment and file together.
    ///
    /// - Parameter flags: those of the command itself, by key.
    /// - Throws: ``SettingsError`` where the file cannot be read or something is set that is no setting.
    func settings(flags others: [String: String?] = [:]) throws(SettingsError) -> SettingsReader {
        var given = flags.given
        given[Settings.config.key] = config
        return try SettingsReader(flags: given.merging(others.compactMapValues(\.self)) { $1 })
    }

    /// Opens the database that the settings name, up to date, for the time of `body`.
    ///
    /// - Parameter makes: whether it is made where there is none. Otherwise only `--create` makes one: a command in the
    ///   wrong folder would work on an empty database, and nobody would see.
    /// - Throws: ``CommandFailure`` where there is none and none is to be made.
    func withStorage<Result>(
        making makes: Bool = false, _ body: (Storage) async throws -> Result
    ) async throws -> Result {
        let address = try address()
        if !makes, !create { try await address.demandDatabase() }
        let storage = try await address.open()
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
    func secret(_ file: String?) throws -> ServerSecret {
        let settings = try settings(flags: [Settings.secrets.file.key: file])
        let path = try settings.value(of: Settings.secrets.file) ?? DatabaseAddress(settings).standardSecretFile
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
    func address() throws(SettingsError) -> DatabaseAddress {
        try DatabaseAddress(settings())
    }
}

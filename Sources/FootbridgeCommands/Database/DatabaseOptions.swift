import ArgumentParser
import FootbridgeCore
import FootbridgeStorage

/// Where the database is: the part of the settings that every command shares.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: sqlite:PATH.", discussion: "Also FOOTBRIDGE_DATABASE. Default: sqlite:footbridge.db."))
    var database: String?

    @Option(
        help: ArgumentHelp(
            "A YAML or JSON file of settings.",
            discussion: "Flags and FOOTBRIDGE_* variables stand before it. Also FOOTBRIDGE_CONFIG."))
    var config: String?

    /// The settings of flags, environment and file together.
    ///
    /// - Parameter flags: those of the command itself, by key.
    func settings(flags: [String: String?] = [:]) async throws -> SettingsReader {
        let given = flags.merging(["database": database]) { $1 }.compactMapValues { $0 }
        return try await SettingsReader(flags: given, file: config)
    }

    /// Opens the database that the settings name, up to date, for the time of `body`.
    func withStorage<Result>(_ body: (Storage) async throws -> Result) async throws -> Result {
        let storage = try await DatabaseOptions.address(in: settings()).open()
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

    /// - Throws: ``SettingsError`` where the setting is not an address.
    static func address(in settings: SettingsReader) throws -> DatabaseAddress {
        guard let (text, setting) = try settings.text("database") else { return .standard }
        guard let address = DatabaseAddress(text) else {
            throw SettingsError(setting: setting, problem: "must be sqlite:PATH")
        }
        return address
    }
}

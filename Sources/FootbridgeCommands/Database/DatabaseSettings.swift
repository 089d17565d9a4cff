import PostgresDriver
import SQLiteDriver

extension DatabaseAddress {
    /// Reads the `database` setting and those that begin as it does.
    ///
    /// - Throws: ``SettingsError`` that names the first one that is wrong; never with a password in it.
    init(_ settings: SettingsReader) throws {
        guard let (text, setting) = try settings.text("database") else {
            self = .sqlite(path: Self.standardFile, try Self.sqliteOptions(settings))
            return
        }
        if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
            self = .sqlite(path: String(text.dropFirst(7)), try Self.sqliteOptions(settings))
        } else if PostgresAddress.isURL(text) {
            self = .postgres(try Self.address(text, setting, settings), try Self.options(settings))
        } else {
            throw SettingsError(setting: setting, problem: "must be sqlite:PATH or postgres://USER@HOST:PORT/DATABASE")
        }
    }

    private static func address(
        _ url: String, _ setting: String, _ settings: SettingsReader
    ) throws -> PostgresAddress {
        let address: PostgresAddress
        do {
            address = try PostgresAddress(url: url)
        } catch {
            throw SettingsError(setting: setting, problem: error.description)
        }
        if address.hasPassword, setting == "--database" {
            throw SettingsError(
                setting: setting,
                problem: "a password on the command line can be seen by every user of this machine: give it in "
                    + "FOOTBRIDGE_DATABASE_PASSWORD, or in a file that database-password-file names")
        }
        if address.hasPassword { try demandPrivate(setting, settings) }
        guard let (password, source) = try settings.text("database-password") else {
            return try passwordFile(settings).map(address.with(password:)) ?? address
        }
        try demandPrivate(source, settings)
        return address.with(password: password)
    }

    /// A settings file that holds a password must not be everybody's to read.
    private static func demandPrivate(_ setting: String, _ settings: SettingsReader) throws {
        guard let file = settings.file, setting.hasSuffix(" in \(file)") else { return }
        do {
            _ = try PrivateFile.read(file, forbidden: 0o007)
        } catch {
            throw SettingsError(setting: setting, problem: "holds a password, and \(error)")
        }
    }

    /// The first line of the file, without what ends it.
    private static func passwordFile(_ settings: SettingsReader) throws -> String? {
        guard let (path, setting) = try settings.text("database-password-file") else { return nil }
        func wrong(_ problem: String) -> SettingsError { SettingsError(setting: setting, problem: problem) }
        let text: String?
        do {
            // A group may read it, as services are often given passwords in that way.
            text = try PrivateFile.read(path, forbidden: 0o007)
        } catch {
            throw wrong("\(path) \(error)")
        }
        guard let text else { throw wrong("there is no file \(path)") }
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else { throw wrong("\(path) holds no password") }
        return String(line)
    }

    private static func connectionWait(_ settings: SettingsReader) throws -> Duration {
        .milliseconds(try settings.integer("database-connection-wait", in: 1...60_000, default: 2000))
    }

    private static func statementTimeout(_ settings: SettingsReader) throws -> Duration {
        .milliseconds(try settings.integer("database-statement-timeout", in: 100...600_000, default: 10_000))
    }

    /// SQLite has neither connections to wait for nor a server that ends statements: a write waits for its turn as long
    /// as it would for both.
    private static func sqliteOptions(_ settings: SettingsReader) throws -> SQLiteSettings {
        var options = SQLiteSettings()
        options.writeWait = try connectionWait(settings) + statementTimeout(settings)
        options.lockWait = min(options.lockWait, options.writeWait)
        return options
    }

    private static func options(_ settings: SettingsReader) throws -> PostgresSettings {
        var options = PostgresSettings()
        options.connections = try settings.integer(
            "database-connections", in: 1...200, default: options.connections)
        options.connectionWait = try connectionWait(settings)
        options.statementTimeout = try statementTimeout(settings)
        guard let (pooling, setting) = try settings.text("database-pooling") else { return options }
        guard ["none", "transaction"].contains(pooling) else {
            throw SettingsError(setting: setting, problem: "must be none or transaction")
        }
        options.isTransactionPooled = pooling == "transaction"
        return options
    }
}

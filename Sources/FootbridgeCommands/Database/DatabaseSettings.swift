import PostgresDriver
import SQLiteDriver

/// Where everything is kept.
struct DatabaseSettingGroup: SettingGroup {
    static let title = "DATABASE"
    static let line: (key: String, help: String)? = ("database", "sqlite:PATH or postgres://…; more: --help-hidden.")

    let address = Setting.text(
        "database", "URL", default: "sqlite:footbridge.db",
        "where everything is kept: sqlite:PATH, or postgres://USER@HOST:PORT/DATABASE without a password")
    let password = Setting.text(
        "database-password", "PASSWORD", "PostgreSQL's password; libpq's own password file works, too",
        in: [.environment, .file])
    let passwordFile = Setting.text(
        "database-password-file", "FILE", "a file whose first line is PostgreSQL's password")
    let connections = Setting.number(
        "database-connections", 1...200, default: PostgresSettings().connections, "connections to PostgreSQL")
    let connectionWait = Setting.number(
        "database-connection-wait", 1...60_000, unit: "milliseconds", default: 2000,
        "how long a transaction may wait for one of them; then 503")
    let statementTimeout = Setting.number(
        "database-statement-timeout", 100...600_000, unit: "milliseconds", default: 10_000,
        "how long one statement of a request may take; a write to SQLite may wait for its turn as long as both together"
    )
    let pooling = Setting<DatabasePooling>.choice(
        "database-pooling", default: .none,
        "what stands before PostgreSQL: transaction for PgBouncer or the like in that mode")
}

/// What stands between the daemon and PostgreSQL.
enum DatabasePooling: String, CaseIterable, Sendable {
    case none
    /// A connection may be another one after each transaction.
    case transaction
}

extension DatabaseAddress {
    /// Reads the `database` setting and those that begin as it does.
    ///
    /// - Throws: ``SettingsError`` that names the first one that is wrong; never with a password in it.
    init(_ settings: SettingsReader) throws(SettingsError) {
        guard let text = try settings.value(of: Settings.database.address) else {
            self = .sqlite(path: Self.standardFile, try Self.sqliteOptions(settings))
            return
        }
        if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
            self = .sqlite(path: String(text.dropFirst(7)), try Self.sqliteOptions(settings))
        } else if PostgresAddress.isURL(text) {
            self = .postgres(try Self.address(text, settings), try Self.options(settings))
        } else {
            throw settings.wrong(
                Settings.database.address, "must be sqlite:PATH or postgres://USER@HOST:PORT/DATABASE")
        }
    }

    private static func address(_ url: String, _ settings: SettingsReader) throws(SettingsError) -> PostgresAddress {
        let address: PostgresAddress
        do {
            address = try PostgresAddress(url: url)
        } catch {
            throw settings.wrong(Settings.database.address, error.description)
        }
        if address.hasPassword, settings.place(of: Settings.database.address) == .flag {
            throw settings.wrong(
                Settings.database.address,
                "a password on the command line can be seen by every user of this machine: give it in "
                    + "FOOTBRIDGE_DATABASE_PASSWORD, or in a file that database-password-file names")
        }
        if address.hasPassword { try demandPrivate(Settings.database.address, settings) }
        guard let password = try settings.value(of: Settings.database.password) else {
            return try passwordFile(settings).map(address.with(password:)) ?? address
        }
        try demandPrivate(Settings.database.password, settings)
        return address.with(password: password)
    }

    /// A settings file that holds a password must not be everybody's to read.
    private static func demandPrivate(
        _ setting: some DeclaredSetting, _ settings: SettingsReader
    ) throws(SettingsError) {
        guard case .file(let path, _) = settings.place(of: setting) else { return }
        do throws(PrivateFile.Failure) {
            _ = try PrivateFile.read(path, forbidden: 0o007)
        } catch {
            throw settings.wrong(setting, "holds a password, and \(error)")
        }
    }

    /// The first line of the file, without what ends it.
    private static func passwordFile(_ settings: SettingsReader) throws(SettingsError) -> String? {
        let setting = Settings.database.passwordFile
        guard let path = try settings.value(of: setting) else { return nil }
        let text: String?
        do throws(PrivateFile.Failure) {
            // A group may read it, as services are often given passwords in that way.
            text = try PrivateFile.read(path, forbidden: 0o007)
        } catch {
            throw settings.wrong(setting, "\(path) \(error)")
        }
        guard let text else { throw settings.wrong(setting, "there is no file \(path)") }
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else { throw settings.wrong(setting, "\(path) holds no password") }
        return String(line)
    }

    private static func connectionWait(_ settings: SettingsReader) throws(SettingsError) -> Duration {
        .milliseconds(try settings.value(of: Settings.database.connectionWait))
    }

    private static func statementTimeout(_ settings: SettingsReader) throws(SettingsError) -> Duration {
        .milliseconds(try settings.value(of: Settings.database.statementTimeout))
    }

    /// SQLite has neither connections to wait for nor a server that ends statements: a write waits for its turn as long
    /// as it would for both.
    private static func sqliteOptions(_ settings: SettingsReader) throws(SettingsError) -> SQLiteSettings {
        var options = SQLiteSettings()
        options.writeWait = try connectionWait(settings) + statementTimeout(settings)
        options.lockWait = min(options.lockWait, options.writeWait)
        return options
    }

    private static func options(_ settings: SettingsReader) throws(SettingsError) -> PostgresSettings {
        var options = PostgresSettings()
        options.connections = try settings.value(of: Settings.database.connections)
        options.connectionWait = try connectionWait(settings)
        options.statementTimeout = try statementTimeout(settings)
        options.isTransactionPooled = try settings.value(of: Settings.database.pooling) == .transaction
        return options
    }
}

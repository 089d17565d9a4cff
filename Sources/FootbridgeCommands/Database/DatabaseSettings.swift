import FootbridgeCore
import Foundation
import PostgresDriver

#if canImport(Glibc)
import Glibc
#endif

extension DatabaseAddress {
    /// Reads the `database` setting and those that begin as it does.
    ///
    /// - Throws: ``SettingsError`` that names the first one that is wrong; never with a password in it.
    init(_ settings: SettingsReader) throws {
        guard let (text, setting) = try settings.text("database") else {
            self = .standard
            return
        }
        if text.hasPrefix("sqlite:"), text.utf8.count > 7 {
            self = .sqlite(path: String(text.dropFirst(7)))
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
        let password = try settings.text("database-password")?.value ?? passwordFile(settings)
        return password.map(address.with(password:)) ?? address
    }

    /// The first line of the file, without what ends it.
    private static func passwordFile(_ settings: SettingsReader) throws -> String? {
        guard let (path, setting) = try settings.text("database-password-file") else { return nil }
        func wrong(_ problem: String) -> SettingsError { SettingsError(setting: setting, problem: problem) }
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw wrong("\(path) cannot be read: \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & 0o007 == 0 else {
            throw wrong("\(path) may be read by every user; run: chmod o-rwx \(path)")
        }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        let text = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        let line = text.prefix { !$0.isNewline }
        guard !line.isEmpty else { throw wrong("\(path) holds no password") }
        return String(line)
    }

    private static func options(_ settings: SettingsReader) throws -> PostgresSettings {
        var options = PostgresSettings()
        options.connections = try settings.integer(
            "database-connections", in: 1...200, default: options.connections)
        options.connectionWait = .milliseconds(
            try settings.integer("database-connection-wait", in: 1...60_000, default: 2000))
        options.statementTimeout = .milliseconds(
            try settings.integer("database-statement-timeout", in: 100...600_000, default: 10_000))
        guard let (pooling, setting) = try settings.text("database-pooling") else { return options }
        guard ["none", "transaction"].contains(pooling) else {
            throw SettingsError(setting: setting, problem: "must be none or transaction")
        }
        options.isTransactionPooled = pooling == "transaction"
        return options
    }
}

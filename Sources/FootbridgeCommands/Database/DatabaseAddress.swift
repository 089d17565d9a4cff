import FootbridgeCore
import FootbridgeStorage
import PostgresDriver
import SQLiteDriver

/// Where everything is kept, as the `database` setting names it, with the settings that belong to it.
enum DatabaseAddress: Sendable, Hashable {
    /// One SQLite file.
    case sqlite(path: String, SQLiteSettings = SQLiteSettings())
    /// A database on a PostgreSQL server.
    case postgres(PostgresAddress, PostgresSettings)

    /// Of SQLite, where no setting names a database.
    static let standardFile = "footbridge.db"

    /// A driver for it. A SQLite file is made where there is none; PostgreSQL is connected to when it is first asked.
    func driver() throws(StorageError) -> any StorageDriver {
        switch self {
        case .sqlite(let path, let settings):
            try DatabaseFiles(path: path).makeIfMissing()
            return try SQLiteDriver(path: path, settings: settings)
        case .postgres(let address, let settings): return PostgresDriver(address, settings: settings)
        }
    }

    /// Opens the database and brings its schema up to date.
    ///
    /// - Parameter whenUnusable: see `Storage`.
    func open(
        clock: WallClock = .system, whenUnusable: @escaping @Sendable (UnusableRow) -> Void = { _ in }
    ) async throws -> Storage {
        let storage = Storage(driver: try driver(), clock: clock, whenUnusable: whenUnusable)
        do {
            try await storage.migrate()
        } catch {
            try await storage.close()
            throw error
        }
        return storage
    }

    /// - Throws: ``CommandFailure`` where there is no database, or one without any table of ours.
    func demandDatabase() async throws {
        let hint = "name another with --database, or make it with --create"
        switch self {
        case .sqlite(let path, _):
            let file = DatabaseFiles(path: path)
            if file.isMissing { throw CommandFailure("there is no database \(file.path): \(hint)") }
        case .postgres(let address, _):
            let storage = Storage(driver: try driver())
            let isThere: Bool
            do {
                isThere = try await storage.schemaVersion().step > 0
            } catch {
                try await storage.close()
                throw error
            }
            try await storage.close()
            if !isThere { throw CommandFailure("\(address) has no tables of footbridge's: \(hint)") }
        }
    }

    /// The file of the installation's secret where no setting names another.
    var standardSecretFile: String {
        switch self {
        case .sqlite(let path, _): DatabaseFiles(path: path).secret
        case .postgres: "footbridge.secret"
        }
    }

    /// The folder of the index of covers where no setting names another.
    var standardCoverIndex: String {
        switch self {
        case .sqlite(let path, _): DatabaseFiles(path: path).covers
        case .postgres: "footbridge.covers"
        }
    }

    /// The files of it that are ours to look after; nil where a server does.
    var files: DatabaseFiles? {
        switch self {
        case .sqlite(let path, _): DatabaseFiles(path: path)
        case .postgres: nil
        }
    }
}

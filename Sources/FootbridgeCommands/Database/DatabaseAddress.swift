import FootbridgeCore
import FootbridgeStorage
import SQLiteDriver

/// Where everything is kept, as the `database` setting names it.
enum DatabaseAddress: Sendable, Hashable {
    /// One SQLite file.
    case sqlite(path: String)

    static let standard = DatabaseAddress.sqlite(path: "footbridge.db")

    /// - Returns: nil where `text` is not `sqlite:PATH`.
    init?(_ text: String) {
        guard text.hasPrefix("sqlite:"), text.utf8.count > 7 else { return nil }
        self = .sqlite(path: String(text.dropFirst(7)))
    }

    /// Opens the database, creating it where there is none, and brings its schema up to date.
    func open(clock: WallClock = .system) async throws -> Storage {
        switch self {
        case .sqlite(let path):
            let storage = Storage(driver: try SQLiteDriver(path: path), clock: clock)
            try await storage.migrate()
            return storage
        }
    }

    /// The file of the installation's secret where no setting names another.
    var standardSecretFile: String {
        switch self {
        case .sqlite(let path): path + ".secret"
        }
    }

    /// The file beside the database that one running daemon holds locked.
    var lockFile: String {
        switch self {
        case .sqlite(let path): path + ".lock"
        }
    }
}

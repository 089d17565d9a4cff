public import FootbridgeCore
public import FootbridgeStorage
public import Foundation
import SQLiteDriver

/// A SQLite file of its own for one test, in a folder that is removed with everything in it.
public struct TemporaryDatabase: Sendable {
    /// The folder that holds the file and its log.
    public let folder: URL
    /// Migrated, empty.
    public let storage: Storage

    /// The path of the file itself.
    public var path: String { folder.appending(path: "footbridge.sqlite").path }

    /// Runs `body` with a new, migrated database and removes it afterwards.
    public static func with<Result>(
        clock: WallClock = .system, _ body: (TemporaryDatabase) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "footbridge.sqlite").path
            let storage = Storage(driver: try SQLiteDriver(path: path), clock: clock)
            try await storage.migrate()
            let result = try await body(TemporaryDatabase(folder: folder, storage: storage))
            try await storage.close()
            return result
        }
    }
}

/// Runs `body` with a new, empty folder and removes it afterwards.
public func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    do {
        let result = try await body(folder)
        try FileManager.default.removeItem(at: folder)
        return result
    } catch {
        try FileManager.default.removeItem(at: folder)
        throw error
    }
}

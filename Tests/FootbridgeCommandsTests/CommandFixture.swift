import FootbridgeCore
import FootbridgeStorage
import Foundation
import SQLiteDriver
import Synchronization

@testable import FootbridgeCommands

/// What a command wrote.
final class WrittenLines: Sendable {
    private let state = Mutex((results: "", messages: ""))

    var results: String { state.withLock { $0.results } }
    var messages: String { state.withLock { $0.messages } }

    func terminal(isWatched: Bool = false) -> Terminal {
        Terminal(
            isWatched: isWatched, result: { text in self.state.withLock { $0.results += text } },
            message: { text in self.state.withLock { $0.messages += text } })
    }
}

/// A folder that is there for the length of one test.
func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer {
        do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
    }
    return try await body(folder)
}

/// A new SQLite database in a folder of its own.
func withStorage<Result>(
    at now: Timestamp = fixedNow, _ body: (Storage, URL) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        let path = folder.appending(path: "test.db").path
        let storage = Storage(driver: try SQLiteDriver(path: path), clock: WallClock { now })
        try await storage.migrate()
        let result = try await body(storage, folder)
        try await storage.close()
        return result
    }
}

/// 2026-11-22T16:40:00Z, a Sunday.
let fixedNow = Timestamp(microseconds: 1_795_365_600_000_000)

/// The package's root, for files that tests read.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

struct MissingValue: Error {}

/// The value, or a thrown error where there is none.
func present<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw MissingValue() }
    return value
}

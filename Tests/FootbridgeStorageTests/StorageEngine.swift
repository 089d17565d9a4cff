import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport

/// The databases that the contract of storage is tested on, each a real one.
enum StorageEngine: String, CaseIterable, Sendable {
    case sqlite

    /// Runs `body` with a new, migrated, empty database.
    func withStorage<Result>(
        clock: WallClock = .system, _ body: (Storage) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .sqlite: try await TemporaryDatabase.with(clock: clock) { try await body($0.storage) }
        }
    }
}

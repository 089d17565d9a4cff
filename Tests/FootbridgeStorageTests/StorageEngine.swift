import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport

/// The databases that the contract of storage is tested on, each a real one.
enum StorageEngine: String, CaseIterable, Sendable {
    case sqlite
    case postgresql
    /// PostgreSQL through PgBouncer in transaction mode.
    case pooledPostgresql

    /// Runs `body` with a new, migrated, empty database.
    func withStorage<Result>(
        clock: WallClock = .system, _ body: (Storage) async throws -> Result
    ) async throws -> Result {
        switch self {
        case .sqlite: try await TemporaryDatabase.with(clock: clock) { try await body($0.storage) }
        case .postgresql: try await TemporaryPostgres.withStorage(clock: clock, body)
        case .pooledPostgresql: try await TemporaryPostgres.withStorage(pooled: true, clock: clock, body)
        }
    }
}

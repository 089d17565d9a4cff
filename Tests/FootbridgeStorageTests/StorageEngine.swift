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

    /// Runs `body` with a new, empty database that `clock` migrated: that of ``withStorage(clock:_:)`` may be a copy of one
    /// that another test's clock did.
    func withStorageMigratedAnew<Result>(
        clock: WallClock, _ body: (Storage) async throws -> Result
    ) async throws -> Result {
        guard self != .sqlite else { return try await withStorage(clock: clock, body) }
        return try await TemporaryPostgres.with { database in
            let storage = Storage(driver: database.driver(pooled: self == .pooledPostgresql), clock: clock)
            let result: Swift.Result<Result, any Error>
            do {
                try await storage.migrate()
                result = .success(try await body(storage))
            } catch {
                result = .failure(error)
            }
            try await storage.close()
            return try result.get()
        }
    }
}

import FootbridgeCore
import FootbridgeTestSupport
import Foundation
import SQLiteDriver
import Testing

@testable import FootbridgeStorage

@Suite("Migrations")
struct MigrationTests {
    private func migration(_ number: Int, oldest: DaemonVersion, _ statements: [SchemaStatement]) -> Migration {
        Migration(number: number, name: "step \(number)", oldestDaemon: oldest, statements: statements)
    }

    @Test("Run once, each recorded with the oldest daemon that can work on it", arguments: StorageEngine.allCases)
    func once(engine: StorageEngine) async throws {
        try await engine.withStorageMigratedAnew(clock: Bookshop.clock) { storage in
            #expect(try await storage.migrate().isEmpty)
            let rows = try await storage.driver.read { connection in
                try connection.rows("SELECT number, name, applied_at, oldest_daemon FROM schema_migrations")
            }
            #expect(
                rows
                    == Migration.all.map { migration in
                        SQLRow([
                            .integer(Int64(migration.number)), .text(migration.name),
                            .integer(Bookshop.noon.microseconds),
                            .text(migration.oldestDaemon.description),
                        ])
                    })
            #expect(Migration.all.map(\.number) == Array(1...Migration.all.count))
        }
    }

    @Test("Only missing steps are run, and one that fails leaves nothing behind", arguments: StorageEngine.allCases)
    func steps(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let next = Migration.all.count + 1
            let second = migration(next, oldest: .current, ["CREATE TABLE second (a INTEGER)"])
            let broken = migration(next + 1, oldest: .current, ["CREATE TABLE third (a INTEGER)", "NOT SQL"])
            let error = await storageError {
                _ = try await storage.migrate(Migration.all + [second, broken], daemon: .current)
            }
            #expect(error?.isUnusable == true)
            let done = try await storage.migrate(Migration.all + [second], daemon: .current)
            #expect(done == ["step \(next)"])
            #expect(try await storage.migrate(Migration.all + [second], daemon: .current).isEmpty)
        }
    }

    @Test(
        "A daemon that is too old for the schema refuses it in words; one that is not goes on",
        arguments: StorageEngine.allCases)
    func newer(engine: StorageEngine) async throws {
        try await engine.withStorage { storage in
            let next = migration(Migration.all.count + 1, oldest: DaemonVersion(0, 3, 0), [])
            _ = try await storage.migrate(Migration.all + [next], daemon: DaemonVersion(0, 3, 1))
            let error = try #require(
                await storageError { try await storage.migrate(daemon: DaemonVersion(0, 2, 9)) })
            #expect(error.isUnusable)
            #expect(error.detail.contains("needs footbridge 0.3.0 or later"))
            #expect(error.detail.contains("this is 0.2.9"))
            #expect(try await storage.migrate(daemon: DaemonVersion(0, 3, 0)).isEmpty)
        }
    }

    @Test("Several daemons that start at once leave one schema")
    func atOnce() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "shared.sqlite").path
            try await expectOneMigration { Storage(driver: try SQLiteDriver(path: path)) }
        }
        for pooled in [false, true] {
            try await TemporaryPostgres.with { database in
                try await expectOneMigration { Storage(driver: database.driver(pooled: pooled)) }
            }
        }
    }

    private func expectOneMigration(_ open: @escaping @Sendable () throws -> Storage) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let storage = try open()
                    let done = try await storage.migrate()
                    try await storage.proveWriting()
                    try await storage.close()
                    return done.count
                }
            }
            let done = try await group.reduce(0, +)
            #expect(done == Migration.all.count)
        }
    }

    @Test("Whoever may use a schema but not change it can start on it")
    func fewRights() async throws {
        try await TemporaryPostgres.with { database in
            let owner = Storage(driver: database.driver(), clock: Bookshop.clock)
            let role = "few_" + UUID().uuidString.lowercased().prefix(8)
            try await TemporaryPostgres.run(
                "psql", ["-qc", "CREATE ROLE \(role) LOGIN PASSWORD 'x'", database.url])
            let guest = Storage(driver: try database.driver(as: role, password: "x"), clock: Bookshop.clock)
            let refused = try #require(await storageError { try await guest.migrate() })
            #expect(refused.isUnusable)
            #expect(refused.detail.contains("lacks the rights"))

            try await owner.migrate()
            try await TemporaryPostgres.run(
                "psql",
                [
                    "-qc",
                    """
                    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO \(role);
                    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO \(role)
                    """, database.url,
                ])
            #expect(try await guest.migrate().isEmpty)
            try await guest.append(Bookshop.scan(visitor: 1))
            #expect(try await guest.settledEvents().count == 1)
            // Every month is there already, so nothing is asked that this role may not do.
            #expect(try await guest.createEventMonths() == 0)
            #expect(try await guest.eventLogState()?.isReady == true)
            try await guest.close()
            try await owner.close()
            // What it was granted goes with the database; the role is the server's.
            try await TemporaryPostgres.run("psql", ["-qc", "DROP OWNED BY \(role); DROP ROLE \(role)", database.url])
        }
    }

    @Test("A database without a schema is not ready; one with it is, and empty until something is stored")
    func readiness() async throws {
        try await withTemporaryFolder { folder in
            let storage = Storage(driver: try SQLiteDriver(path: folder.appending(path: "new.sqlite").path))
            #expect(await storageError { try await storage.proveWriting() }?.isUnusable == true)
            try await storage.migrate()
            try await storage.proveWriting()
            #expect(try await storage.isEmpty())
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            #expect(try await !storage.isEmpty())
            try await storage.close()
            #expect(await storageError { try await storage.proveWriting() }?.isUnreachable == true)
        }
    }

    @Test(
        "A version is three numbers", arguments: ["", "1", "1.2", "1.2.3.4", "1.2.x", "-1.2.3", "1..2", "1.2.999999"])
    func version(text: String) {
        #expect(DaemonVersion(text) == nil)
        #expect(DaemonVersion("1.10.2").map { $0 > DaemonVersion(1, 9, 9) } == true)
    }
}

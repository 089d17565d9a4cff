import FootbridgeCore
import FootbridgeStorage
import Foundation
import PostgresDriver

/// Databases that have all tables and nothing in them, for copies: to copy one takes a tenth of what it takes to migrate
/// a new one. They stay for as long as the tests' server does.
actor MigratedTemplates {
    static let all = MigratedTemplates()

    /// By their month: a new database has the tables of the months from its own on.
    private var names: [String: Task<String, any Error>] = [:]

    /// The one that a database is like that is migrated now by `clock`.
    func name(at clock: WallClock) async throws -> String {
        let month = String(clock.now.rfc3339.prefix(7))
        let making = names[month] ?? Task { try await Self.make(clock) }
        names[month] = making
        return try await making.value
    }

    private static func make(_ clock: WallClock) async throws -> String {
        let server = try MissingServer.required("FOOTBRIDGE_TEST_POSTGRES")
        let name = "migrated_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await TemporaryPostgres.create(name, from: "template0")
        let url = TemporaryPostgres.replacing(databaseOf: server, with: name)
        let storage = Storage(driver: PostgresDriver(try PostgresAddress(url: url), settings: .init()), clock: clock)
        try await storage.migrate()
        try await storage.close()
        // Not by autovacuum either: a database that is in use cannot be copied.
        let closed = "ALTER DATABASE \(name) ALLOW_CONNECTIONS false"
        try await TemporaryPostgres.run("psql", ["--no-psqlrc", "--quiet", "--command=\(closed)", server])
        return name
    }
}

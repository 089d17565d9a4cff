public import FootbridgeCore
public import FootbridgeStorage
import Foundation
public import PostgresDriver
import Subprocess
import SystemPackage

/// A PostgreSQL database of its own for one test, on the server that `deploy/test` starts, removed afterwards.
public struct TemporaryPostgres: Sendable {
    /// As its own tables' owner, directly at the server.
    public let address: PostgresAddress
    /// The same, for PostgreSQL's own programs.
    public let url: String
    /// The same database through PgBouncer in transaction mode.
    public let pooledAddress: PostgresAddress

    /// Connections of one test's storage: enough for its transactions to meet.
    private static let connections = 6
    /// Databases that there are at once, so that all their connections stay within the server's.
    private static let places = Turnstile(places: 10)

    /// Runs `body` with a new database, empty or a copy of `template`.
    ///
    /// - Throws: ``MissingServer`` where no server was named: these tests are never skipped.
    public static func with<Result>(
        template: String = "template0", _ body: (TemporaryPostgres) async throws -> Result
    ) async throws -> Result {
        let server = try MissingServer.required("FOOTBRIDGE_TEST_POSTGRES")
        let pooler = try MissingServer.required("FOOTBRIDGE_TEST_PGBOUNCER")
        await places.enter()
        let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
        let result: Swift.Result<Result, any Error>
        do {
            try await create(name, from: template)
            let url = replacing(databaseOf: server, with: name)
            let database = TemporaryPostgres(
                address: try PostgresAddress(url: url), url: url,
                pooledAddress: try PostgresAddress(url: replacing(databaseOf: pooler, with: name)))
            result = .success(try await body(database))
        } catch {
            result = .failure(error)
        }
        // The pooler keeps connections, and a test that failed may, too.
        try await run("dropdb", ["--maintenance-db=\(server)", "--if-exists", "--force", name])
        await places.leave()
        return try result.get()
    }

    /// Makes a database from another one that nobody uses.
    static func create(_ name: String, from template: String) async throws {
        let server = try MissingServer.required("FOOTBRIDGE_TEST_POSTGRES")
        try await run("createdb", ["--maintenance-db=\(server)", "--template=\(template)", "--encoding=UTF8", name])
    }

    /// Runs `body` with storage in a new, migrated database, and closes it afterwards.
    public static func withStorage<Result>(
        pooled: Bool = false, clock: WallClock = .system, _ body: (Storage) async throws -> Result
    ) async throws -> Result {
        try await with(template: try await MigratedTemplates.all.name(at: clock)) { database in
            let driver = database.driver(pooled: pooled)
            let storage = Storage(driver: driver, clock: clock)
            let result: Swift.Result<Result, any Error>
            do {
                // The log begins in the copy, as it would in a new database; it does not go on from the template's.
                _ = try await driver.write { connection in
                    try connection.change("UPDATE installation SET log_origin = current_log_origin()")
                }
                result = .success(try await body(storage))
            } catch {
                result = .failure(error)
            }
            try await storage.close()
            return try result.get()
        }
    }

    /// One more driver for this database, as another role.
    public func driver(as role: String, password: String) throws -> PostgresDriver {
        let rest = url[(url.lastIndex(of: "@") ?? url.startIndex)...]
        return PostgresDriver(
            try PostgresAddress(url: "postgres://\(role)\(rest)").with(password: password), settings: Self.settings)
    }

    /// One more driver for this database.
    public func driver(pooled: Bool = false, _ change: (inout PostgresSettings) -> Void = { _ in }) -> PostgresDriver {
        var settings = Self.settings
        settings.isTransactionPooled = pooled
        change(&settings)
        return PostgresDriver(pooled ? pooledAddress : address, settings: settings)
    }

    private static var settings: PostgresSettings {
        var settings = PostgresSettings()
        settings.connections = connections
        // Tests share two cores with each other: waiting is no failure here.
        settings.connectionWait = .seconds(60)
        settings.statementTimeout = .seconds(60)
        settings.connectTimeout = .seconds(30)
        return settings
    }

    /// Runs one of PostgreSQL's own programs to its end.
    ///
    /// - Returns: what it wrote to standard output.
    @discardableResult
    public static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let folder = try MissingServer.required("FOOTBRIDGE_TEST_POSTGRES_BIN")
        return try await run(program: "\(folder)/\(program)", arguments)
    }

    /// Runs any program to its end.
    ///
    /// - Returns: what it wrote to standard output.
    public static func run(program: String, _ arguments: [String]) async throws -> String {
        let done = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(arguments), output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20))
        guard done.terminationStatus.isSuccess else {
            throw FailedProgram(description: "\(program): \(done.standardError)")
        }
        return done.standardOutput
    }

    static func replacing(databaseOf url: String, with name: String) -> String {
        let end = url.lastIndex(of: "/") ?? url.endIndex
        return url[..<end] + "/" + name
    }
}

/// No server for tests was named.
public struct MissingServer: Error, CustomStringConvertible {
    public let description: String

    static func required(_ variable: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[variable] else {
            throw MissingServer(
                description: "\(variable) is not set: run deploy/test, or deploy/postgres start and set what it prints")
        }
        return value
    }
}

/// A program of PostgreSQL's did not end well.
public struct FailedProgram: Error, CustomStringConvertible {
    public let description: String
}

/// Lets so many in at once.
actor Turnstile {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = places
    }

    func enter() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}

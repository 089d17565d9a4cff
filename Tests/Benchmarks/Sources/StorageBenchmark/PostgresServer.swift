import BenchmarkSupport
import Foundation

/// The PostgreSQL that is measured on, with its own programs.
struct PostgresServer {
    /// As a superuser, who may make databases.
    private let url: String
    /// The folder of `createdb`, `dropdb`, `psql` and `pgbench`.
    private let programs: String

    /// - Throws: ``BenchmarkFailure`` where the environment names none.
    init() throws {
        url = try Self.required("FOOTBRIDGE_TEST_POSTGRES")
        programs = try Self.required("FOOTBRIDGE_TEST_POSTGRES_BIN")
        guard url.contains("://"), url.split(separator: "/").count > 2 else {
            throw BenchmarkFailure("FOOTBRIDGE_TEST_POSTGRES must be postgres://USER:PASSWORD@HOST:PORT/DATABASE")
        }
    }

    private static func required(_ name: String) throws -> String {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
            throw BenchmarkFailure(
                "\(name) is not set: run deploy/test --long, or deploy/postgres start and set what it prints")
        }
        return value
    }

    /// Runs `body` with a new database, and removes it afterwards with whoever is still connected.
    func withDatabase(_ body: @Sendable (Database) async throws -> Void) async throws {
        let name = "benchmark_" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await Program.run(
            "\(programs)/createdb", ["--maintenance-db=\(url)", "--template=template0", "--encoding=UTF8", name])
        let result: Result<Void, any Error>
        do {
            let end = url.lastIndex(of: "/") ?? url.endIndex
            result = .success(try await body(Database(url: "\(url[..<end])/\(name)", programs: programs)))
        } catch {
            result = .failure(error)
        }
        try await Program.run("\(programs)/dropdb", ["--maintenance-db=\(url)", "--if-exists", "--force", name])
        try result.get()
    }

    /// One database of the server.
    struct Database {
        let url: String
        fileprivate let programs: String

        /// Runs statements in `psql`.
        func run(_ statements: String) async throws {
            try await Program.run(
                "\(programs)/psql", ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", statements, url])
        }

        /// Runs a script in `pgbench` over and over, each statement prepared once a connection, in sessions set as the
        /// driver sets its own.
        ///
        /// - Returns: runs a second, without the first second, in which statements are prepared and planned.
        func pgbench(_ script: PgbenchScript, clients: Int, seconds: Int, in folder: URL) async throws -> Double {
            let file = folder.appending(path: "pgbench-\(UUID().uuidString).sql")
            try Data(script.text.utf8).write(to: file)
            let variables = script.variables.flatMap { ["-D", "\($0.key)=\($0.value)"] }
            let report = try await Program.run(
                "\(programs)/pgbench",
                [
                    "--no-vacuum", "--protocol=prepared", "--client=\(clients)", "--jobs=2", "--time=\(seconds + 1)",
                    "--progress=1", "--file=\(file.path)",
                ] + variables + [url],
                environment: [
                    "PGOPTIONS": "-c statement_timeout=10000 -c idle_in_transaction_session_timeout=60000"
                ])
            let rates = report.errors.matches(of: /progress: [0-9.]+ s, ([0-9.]+) tps/).compactMap { Double($0.1) }
            guard rates.count > 1 else { throw BenchmarkFailure("pgbench reports no progress: \(report.errors)") }
            return rates.dropFirst().reduce(0, +) / Double(rates.count - 1)
        }
    }
}

import FootbridgeTestSupport
import Foundation
import Glibc
import Testing

/// A PostgreSQL server made for one test, as `deploy/postgres` makes it.
struct FreshCluster {
    let folder: String
    /// Of an empty database, as its owner.
    let url: String
    /// Of the database `postgres`, as the superuser.
    let adminURL: String

    /// Runs `body` with a server that was made a moment ago, and removes it afterwards.
    static func with<Result>(_ body: (FreshCluster) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "footbridge-cluster-\(UUID().uuidString)")
            .path
        let lines = try await script(["start", folder]).split(separator: "\n")
        func value(_ name: String) throws -> String {
            String(try #require(lines.first { $0.hasPrefix(name + "=") }).dropFirst(name.count + 1))
        }
        let result: Swift.Result<Result, any Error>
        do {
            let cluster = FreshCluster(
                folder: folder, url: try value("POSTGRES_URL"), adminURL: try value("POSTGRES_ADMIN_URL"))
            result = .success(try await body(cluster))
        } catch {
            result = .failure(error)
        }
        _ = try await script(["remove", folder])
        return try result.get()
    }

    func stop() async throws { _ = try await Self.script(["stop", folder]) }
    func start() async throws { _ = try await Self.script(["start", folder]) }

    /// Runs `body` while the server is there, takes connections, and says nothing to new ones.
    func whileServerStandsStill<Result>(_ body: () async throws -> Result) async throws -> Result {
        let lines = try String(contentsOfFile: folder + "/data/postmaster.pid", encoding: .utf8).split(separator: "\n")
        let process = try #require(lines.first.flatMap { pid_t($0) })
        try #require(kill(process, SIGSTOP) == 0)
        defer { kill(process, SIGCONT) }
        return try await body()
    }

    private static func script(_ arguments: [String]) async throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../deploy/postgres")
        return try await TemporaryPostgres.run(program: root.path, arguments)
    }
}

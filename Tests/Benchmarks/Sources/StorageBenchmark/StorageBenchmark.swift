import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import Foundation
import NIOCore
import PostgresDriver
import ProductIdentifiers

/// Storage on PostgreSQL against the same statements from `pgbench` with as many clients, and its batches against one
/// statement at a time.
///
/// Usage: FOOTBRIDGE_BINARY=… FOOTBRIDGE_TEST_POSTGRES=… FOOTBRIDGE_TEST_POSTGRES_BIN=… StorageBenchmark
///
/// Prints ratios of rates that were measured in turns: absolute figures say more of the machine than of the code. The
/// clients of the daemon run on the same cores as the daemon, and cost more than `pgbench` does.
@main
struct StorageBenchmark {
    static let rounds = 5
    /// As many as the daemon has connections.
    static let clients = 8
    /// Of one measurement.
    static let slice = 3

    static func main() async {
        do { try await measure() } catch { BenchmarkFailure.end(error) }
    }

    private static func measure() async throws {
        guard let binary = ProcessInfo.processInfo.environment["FOOTBRIDGE_BINARY"] else {
            throw BenchmarkFailure("FOOTBRIDGE_BINARY names no footbridge to measure")
        }
        try await PostgresServer().withDatabase { database in
            let daemon = try await RunningDaemon(binary: binary, database: database.url)
            defer { daemon.end() }
            try await Comparison(database, daemon).run()
        }
    }
}

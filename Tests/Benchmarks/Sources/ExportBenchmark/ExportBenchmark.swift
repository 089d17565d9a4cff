import BenchmarkSupport
import Foundation

/// Exporting conversions, against the sqlite3 shell writing the same rows.
///
/// Usage: FOOTBRIDGE_BINARY=… ExportBenchmark. Prints ratios: absolute figures say more of the machine than of the code.
@main
struct ExportBenchmark {
    static let rounds = 5
    static let rows = 300_000

    static func main() async {
        do { try await measure() } catch { BenchmarkFailure.end(error) }
    }

    private static func measure() async throws {
        guard let binary = ProcessInfo.processInfo.environment["FOOTBRIDGE_BINARY"] else {
            throw BenchmarkFailure("FOOTBRIDGE_BINARY names no footbridge to measure")
        }
        let daemon = try await RunningDaemon(binary: binary)
        defer { daemon.end() }
        let database = try daemon.copyOfDatabase()
        try await shell(database, fill)
        for format in [(name: "ndjson", mode: "json"), (name: "csv", mode: "csv")] {
            var ratios = Ratios(
                "exporting conversions as \(format.name), against sqlite3's .mode \(format.mode)", goal: .atLeast(0.5))
            for _ in 0..<rounds {
                let bare = try await seconds {
                    try await shell(database, ".mode \(format.mode)\n.output /dev/null\n\(everything)")
                }
                let exported = try await seconds {
                    try await Program.run(
                        binary,
                        [
                            "export", "conversions", "--format", format.name, "--database", "sqlite:\(database)",
                            "--secret-file", "\(daemon.folder.path)/secret", "--output", "\(daemon.folder.path)/export",
                        ], limit: .seconds(600))
                }
                ratios.append(bare / exported)
            }
            ratios.report()
        }
    }

    private static func shell(_ database: String, _ commands: String) async throws {
        try await Program.run(
            "/usr/bin/sqlite3", [database] + commands.split(separator: "\n").map(String.init), limit: .seconds(600))
    }

    private static func seconds(_ work: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await work()
        return start.duration(to: .now) / .seconds(1)
    }

    /// Redemptions and visits of one store with every field, in the run that is there.
    private static let fill = """
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < \(rows)) \
        INSERT INTO conversions SELECT 1, n, randomblob(16), 'redemption', randomblob(16), 1790000000000000 + n, \
        1790000001000000 + n, randomblob(16), n % 5000 + 1, 9780306406157, s.merchant_id, s.store_id, 'spring', \
        randomblob(16), randomblob(16), 799, 'GBP', 'last-touch', 604800, 0, 'scan', randomblob(16), 1790000000000000, \
        1000000, n % 86400, n % 5000, 100, NULL FROM numbers, (SELECT merchant_id, store_id FROM stores LIMIT 1) s; \
        UPDATE attribution_runs SET rows = \(rows) WHERE run_no = 1;
        """

    /// The same rows; ids are written in hexadecimal, as the shell has no other text for bytes.
    private static let everything = """
        SELECT sequence, hex(conversion_id), kind, hex(outcome_id), occurred_at, recorded_at, hex(scan_id), visitor_no, \
        gtin, merchant_id, store_id, campaign, hex(promotion_id), hex(voucher_id), amount_minor, currency, model, \
        window_s, settings_version, touch_type, hex(touch_event_id), touch_occurred_at, credit, lag_s, distance_m, \
        confidence, hex(reverses), run_no FROM conversions WHERE run_no = 1 ORDER BY sequence;
        """
}

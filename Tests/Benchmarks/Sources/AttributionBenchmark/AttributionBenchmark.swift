import BenchmarkSupport
import FootbridgeCore
import FootbridgeStorage
import Foundation
import SQLiteDriver

/// A run over a whole log in SQLite, against a bare read of the same log by the same pages, and the memory it takes.
///
/// Usage: AttributionBenchmark [EVENTS]
///
/// The log has ten million events unless told otherwise: of each hundred 93 scans, 2 clicks and 5 visits, of a visitor for
/// every twenty. It is made first, which takes minutes. Prints the ratio of two rates that were measured in turns; absolute
/// figures say more of the machine than of the code.
@main
struct AttributionBenchmark {
    private static let rounds = 3

    static func main() async {
        do {
            try await measure(events: CommandLine.arguments.dropFirst().first.flatMap { Int64($0) } ?? 10_000_000)
        } catch {
            BenchmarkFailure.end(error)
        }
    }

    private static func measure(events: Int64) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "attribution-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { print("\(folder.path) is left behind") }
        }
        let driver = try SQLiteDriver(path: folder.appending(path: "footbridge.sqlite").path)
        let storage = Storage(driver: driver)
        try await storage.migrate()
        for start in stride(from: Int64(0), to: events, by: 100_000) {
            let count = min(100_000, events - start)
            _ = try await driver.write(.maintenance, repeatable: false) { connection in
                try connection.change(fill, [.integer(start), .integer(count), .integer(max(1, events / 20))])
            }
        }
        var ratios = Ratios("a whole run, against a bare read of the same \(events) events", goal: .atLeast(0.5))
        var growth = 0
        for _ in 0..<rounds {
            let bare = try await rate(of: events) { try await read(storage) }
            let run = try await rate(of: events) { growth = max(growth, try await attribute(storage)) }
            ratios.append(run / bare)
        }
        ratios.report()
        print("peak memory grew by \(growth) KiB in the second half of a run")
        try await storage.close()
    }

    /// Events a second.
    private static func rate(of events: Int64, _ work: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await work()
        return Double(events) / (start.duration(to: .now) / .seconds(1))
    }

    private static func read(_ storage: Storage) async throws {
        var position = LogPosition.beginning
        while true {
            let page = try await storage.events(after: position, limit: 1000)
            position = page.next
            guard page.more else { return }
        }
    }

    /// - Returns: by how many KiB the peak of memory grew once half of the rows were there.
    private static func attribute(_ storage: Storage) async throws -> Int {
        guard let run = try await storage.makeAttributionRun() else { throw BenchmarkFailure("no run was made") }
        var (peaks, steps) = ([Int](), 0)
        while let step = try await storage.attribute(run.number) {
            steps += 1
            if steps % 16 == 0 { peaks.append(try peakMemory()) }
            guard step.more else { break }
        }
        peaks.append(try peakMemory())
        return (peaks.last ?? 0) - peaks[peaks.count / 2]
    }

    /// The most resident memory that this process ever held, in KiB.
    private static func peakMemory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let peak = line?.split(separator: " ").dropLast().last.flatMap({ Int($0) }) else {
            throw BenchmarkFailure("no VmHWM in /proc")
        }
        return peak
    }

    private static let fill: SQL = """
        WITH RECURSIVE numbers (n) AS (
          SELECT $1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1 + $2 - 1)
        INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, visitor_no, scan_id, outcome, merchant_id,
          store_id, visit_id, click_id, listing_id)
        SELECT 1, id, CASE WHEN n % 20 = 0 THEN 'visit' WHEN n % 50 = 7 THEN 'click' ELSE 'scan' END,
          1700000000000000 + n * 3000000, 1700000000000000 + n * 3000000, 1 + n * 7919 % $3, id,
          CASE WHEN n % 20 = 0 THEN 'near' ELSE 'resolved' END, CASE WHEN n % 20 = 0 OR n % 50 = 7 THEN 1 END,
          CASE WHEN n % 20 = 0 THEN 1 END, CASE WHEN n % 20 = 0 THEN id END, CASE WHEN n % 50 = 7 THEN id END, id
        FROM (SELECT n, CAST(printf('%016d', n) AS BLOB) AS id FROM numbers) numbered
        """
}

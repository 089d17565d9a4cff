import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// How the databases would run what is asked of a large log. Each is asked for the plan only, on 200 000 events of 60
/// days, of which a twentieth are no scans, spread over 200 merchants.
@Suite("Query plans of the event log")
struct EventPlanTests {
    private static let from = Bookshop.noon + .seconds(86_400 * 40)
    private static let to = Bookshop.noon + .seconds(86_400 * 42)

    /// What readers ask for, and the indexes that may be used for it; any but one would read events by the million.
    static let pages: [(filter: EventFilter, indexes: [String])] = [
        (EventFilter(), ["events_order"]),
        (EventFilter(from: from), ["events_order"]),
        (EventFilter(to: to), ["events_order"]),
        (EventFilter(from: from, to: to), ["events_order"]),
        (EventFilter(kinds: [.scan]), ["events_order"]),
        (EventFilter(kinds: [.scan, .visit]), ["events_order"]),
        (EventFilter(kinds: [.redemption]), ["events_rarer"]),
        (EventFilter(kinds: [.redemption, .visit, .purchase]), ["events_rarer"]),
        (EventFilter(from: from, to: to, kinds: [.redemption]), ["events_rarer"]),
        (EventFilter(merchant: 7), ["events_merchant"]),
        (EventFilter(from: from, to: to, merchant: 7), ["events_merchant"]),
        (EventFilter(merchant: 7, kinds: [.redemption]), ["events_merchant"]),
        (EventFilter(store: 70), ["events_store"]),
        (
            EventFilter(from: from, to: to, merchant: 7, store: 70, kinds: [.redemption]),
            ["events_store", "events_merchant"]
        ),
    ]

    /// What reports ask for.
    static let reports: [(query: SQLFragment, indexes: [String])] = [
        (
            """
            SELECT type, count(*) FROM events
            WHERE occurred_at >= \(.time(from)) AND occurred_at < \(.time(to)) AND recorded_at >= \(.time(from))
            GROUP BY type
            """, ["events_occurred"]
        ),
        (
            """
            SELECT type, count(*) FROM events WHERE merchant_id = \(.integer(7))
              AND occurred_at >= \(.time(from)) AND occurred_at < \(.time(to)) AND recorded_at >= \(.time(from))
            GROUP BY type
            """, ["events_merchant"]
        ),
        (
            """
            SELECT type, count(*) FROM events WHERE store_id = \(.integer(70))
              AND occurred_at >= \(.time(from)) AND occurred_at < \(.time(to)) AND recorded_at >= \(.time(from))
            GROUP BY type
            """, ["events_store"]
        ),
    ]

    private static let fill = SQL(
        sqlite: """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 200000)
            INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, scan_id, outcome, reason, merchant_id,
              store_id, visitor_no, redemption_id, voucher_id, promotion_id)
            SELECT 1, zeroblob(16), CASE WHEN n % 20 > 0 THEN 'scan' WHEN n % 100 = 0 THEN 'redemption' ELSE 'refusal' END,
              $1 + n * 25000000, $1 + n * 25000000 + 1000, zeroblob(16), 'resolved', 'x',
              CASE WHEN n % 20 = 0 THEN n / 20 % 200 END, CASE WHEN n % 20 = 0 THEN n / 20 % 2000 END, 1,
              zeroblob(16), zeroblob(16), zeroblob(16)
            FROM numbers
            """,
        postgresql: """
            INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, scan_id, outcome, reason, merchant_id,
              store_id, visitor_no, redemption_id, voucher_id, promotion_id)
            SELECT 1, z, CASE WHEN n % 20 > 0 THEN 'scan' WHEN n % 100 = 0 THEN 'redemption' ELSE 'refusal' END,
              $1 + n * 25000000, $1 + n * 25000000 + 1000, z, 'resolved', 'x',
              CASE WHEN n % 20 = 0 THEN n / 20 % 200 END, CASE WHEN n % 20 = 0 THEN n / 20 % 2000 END, 1, z, z, z
            FROM generate_series(CAST(1 AS BIGINT), 200000) n, (SELECT decode(repeat('00', 16), 'hex') AS z) zero
            """)

    private static func page(_ filter: EventFilter, in dialect: Dialect) -> BoundSQL {
        let start = LogPosition(epoch: 1, transaction: 0, sequence: 100_000)
        let end = LogPosition(epoch: 1, transaction: 0, sequence: 200_001)
        let stretch =
            dialect == .sqlite
            ? EventRows.stretches(after: start, before: end)[0] : EventRows.stretch(after: start, before: end)
        return EventRows.page(filter, in: stretch, limit: 100).bound
    }

    @Test("SQLite walks one index for each page and each report, and sorts nothing for a page")
    func sqlite() async throws {
        try await TemporaryDatabase.with(clock: Bookshop.clock) { database in
            let storage = database.storage
            _ = try await storage.driver.write { try $0.change(Self.fill, [.time(Bookshop.noon)]) }
            // As it is in use, where nobody gathers statistics, and with them.
            for gathers in [false, true] {
                if gathers { _ = try await storage.driver.write { try $0.change("ANALYZE") } }
                func plan(_ bound: BoundSQL) async throws -> String {
                    try await storage.driver.read { connection in
                        try connection.rows(bound.statement.explained, bound.values).map { try $0.text(3) }
                            .joined(separator: "\n")
                    }
                }
                for (filter, indexes) in Self.pages {
                    let plan = try await plan(Self.page(filter, in: .sqlite))
                    // Seen without the ranges: half of the log was walked to its middle.
                    let isRange = plan.contains("sequence>? AND sequence<?")
                    let isOfIndex = indexes.contains { plan.hasPrefix("SEARCH events USING INDEX \($0) (") }
                    // For nearly all of the log, the rows themselves do as well.
                    let isOfRows = plan == "SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"
                    #expect(isRange && isOfIndex || isOfRows && indexes == ["events_order"], "\(filter): \(plan)")
                    #expect(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "\(filter): \(plan)")
                }
                for (query, indexes) in Self.reports {
                    let plan = try await plan(BoundSQL(composed: query))
                    #expect(indexes.contains { plan.hasPrefix("SEARCH events USING INDEX \($0) (") }, "\(plan)")
                }
                let start = try await plan(EventRows.lastBefore(.time(Self.from)).bound)
                #expect(!start.contains("SCAN events"), "\(start)")
            }
        }
    }

    @Test("PostgreSQL walks one index of each month for each page and each report, and sorts nothing for a page")
    func postgresql() async throws {
        try await TemporaryPostgres.withStorage(clock: Bookshop.clock) { storage in
            let (pages, reports, sorted) = try await storage.driver.write { connection in
                try connection.change(Self.fill, [.time(Bookshop.noon)])
                _ = try connection.rows("ANALYZE events")
                func plan(_ bound: BoundSQL) throws -> String {
                    try connection.rows(bound.statement.explained, bound.values).map { try $0.text(0) }
                        .joined(separator: "\n")
                }
                let reports = try Self.reports.map { try plan(BoundSQL(composed: $0.query)) }
                _ = try connection.rows(EventRows.keepOrder)
                let sorted = try plan(RollUpRows.shown(.id(ScanID(UUIDv7(at: Bookshop.noon)))).bound)
                return (try Self.pages.map { try plan(Self.page($0.filter, in: .postgresql)) }, reports, sorted)
            }
            // What sorts after all, later in such a transaction, is not compiled for that.
            #expect(sorted.contains("Sort") && !sorted.contains("JIT"), "\(sorted)")
            for (index, plan) in pages.enumerated() {
                let (filter, indexes) = Self.pages[index]
                #expect(plan.contains("Merge Append"), "\(filter): \(plan)")
                #expect(!plan.contains("->  Sort") && !plan.contains("Sort Key: events_"), "\(filter): \(plan)")
                expect(plan, usesOneOf: indexes, "\(filter)")
                // Nothing of the months before: September's is the first.
                if filter.from != nil { #expect(!plan.contains("on events_2026_09"), "\(filter): \(plan)") }
            }
            for (index, plan) in reports.enumerated() {
                expect(plan, usesOneOf: Self.reports[index].indexes, "report \(index)")
                #expect(!plan.contains("on events_2026_09"), "\(plan)")
            }
        }
    }

    /// An index of a month is named after its columns; what is asked of the months that hold events is told here.
    private func expect(_ plan: String, usesOneOf indexes: [String], _ what: String) {
        let names = [
            "events_order": "log_epoch_transaction_no_sequence_idx", "events_occurred": "occurred_at_idx",
            "events_rarer": "log_epoch_transaction_no_sequence_type_idx",
            "events_merchant": "merchant_id_log_epoch", "events_store": "store_id_log_epoch",
        ]
        for month in ["2026_10", "2026_11"] {
            let used = indexes.contains { plan.contains("events_\(month)_\(names[$0] ?? $0)") }
            #expect(used, "\(what): \(plan)")
            #expect(!plan.contains("Seq Scan on events_\(month)"), "\(what): \(plan)")
        }
    }
}

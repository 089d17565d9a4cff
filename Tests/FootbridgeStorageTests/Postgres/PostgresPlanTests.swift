import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// Every look-up of a request goes through an index: a scan of a table would be right in every other test.
@Suite("Query plans in PostgreSQL")
struct PostgresPlanTests {
    private static let manyEvents: SQL = """
        INSERT INTO events (log_epoch, event_id, type, occurred_at, recorded_at, scan_id, outcome)
        SELECT 1, decode(lpad(to_hex(n), 32, '0'), 'hex'), 'scan', 0, CAST($1 AS BIGINT) + n * CAST(1000000000 AS BIGINT),
          decode(lpad(to_hex(n), 32, '0'), 'hex'), 'resolved'
        FROM generate_series(1, 20000) n
        """

    @Test("Stock around a position is a range of its primary key; the log is read in its order, month beside month")
    func ranges() async throws {
        try await TemporaryPostgres.withStorage(clock: Bookshop.clock) { storage in
            let stores = (0..<4000).map { Bookshop.store("s\($0)", at: Bookshop.position(40 + Double($0) / 400, 2)) }
            _ = try await storage.upsert(products: (1...3).map { Bookshop.product($0) })
            _ = try await storage.upsert(stores: stores)
            for product in 1...3 {
                _ = try await storage.upsert(
                    stock: stores.map { Bookshop.stock($0.id.description, Int64(product)) })
            }
            let plans = try await storage.driver.write { connection in
                try connection.change(Self.manyEvents, [.time(Bookshop.noon)])
                _ = try connection.rows("ANALYZE")
                let middle = try #require(connection.rows("SELECT min(cell), max(cell) FROM stock").first)
                let cell = try middle.integer(0)
                let lookups: [(SQL, [SQLValue])] = [
                    (NearestStores.within, [.gtin(Bookshop.gtin(1)), .integer(cell), .integer(cell + 1_000_000)]),
                    (NearestStores.all, [.gtin(Bookshop.gtin(99)), .integer(65)]),
                    (LoggedEvent.after, [.integer(1), .integer(0), .integer(10), .integer(100)]),
                ]
                _ = try connection.rows(LoggedEvent.keepOrder)
                return try lookups.map { statement, values in
                    try connection.rows(statement.explained, values).map { try $0.text(0) }.joined(separator: "\n")
                }
            }
            for plan in plans[..<2] {
                #expect(plan.contains("using stock_pkey on stock") || plan.contains("on stock_pkey"), "\(plan)")
                #expect(!plan.contains("Seq Scan on stock"), "\(plan)")
            }
            // Seen without it: every page sorted all that was left of the log.
            #expect(plans[2].contains("Merge Append"), "\(plans[2])")
            #expect(!plans[2].contains("Seq Scan on events_2026_09"), "\(plans[2])")
            #expect(!plans[2].contains("->  Sort"), "\(plans[2])")
        }
    }
}

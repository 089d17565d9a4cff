import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

/// Every look-up of a request goes through an index: a scan of a table would be right in every other test.
@Suite("Query plans in PostgreSQL")
struct PostgresPlanTests {
    @Test("Stock around a position is a range of its primary key")
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
                _ = try connection.rows("ANALYZE")
                let middle = try #require(connection.rows("SELECT min(cell), max(cell) FROM stock").first)
                let cell = try middle.integer(0)
                let lookups: [(SQL, [SQLValue])] = [
                    (NearestStores.within.sql, [.gtin(Bookshop.gtin(1)), .integer(cell), .integer(cell + 1_000_000)]),
                    (NearestStores.all.sql, [.gtin(Bookshop.gtin(99)), .integer(65)]),
                ]
                return try lookups.map { statement, values in
                    try connection.rows(statement.explained, values).map { try $0.text(0) }.joined(separator: "\n")
                }
            }
            for plan in plans {
                #expect(plan.contains("using stock_pkey on stock") || plan.contains("on stock_pkey"), "\(plan)")
                #expect(!plan.contains("Seq Scan on stock"), "\(plan)")
            }
        }
    }
}

import FootbridgeCore
import FootbridgeTestSupport
import Testing

@testable import FootbridgeStorage

@Suite("Values that this machine does not know")
struct UnusableValueTests {
    private func fill(_ storage: Storage) async throws {
        _ = try await storage.upsert(products: (1...6).map { Bookshop.product($0) })
        _ = try await storage.upsert(stores: ["a", "b", "c", "d", "e"].map { Bookshop.store($0) })
        _ = try await storage.upsert(listings: (1...3).map { Bookshop.listing("o\($0)", $0) })
        _ = try await storage.upsert(stock: (1...3).map { Bookshop.stock("a", $0) })
    }

    @Test("There are none where all was imported here", arguments: StorageEngine.allCases)
    func none(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await fill(storage)
            #expect(try await storage.unusableValues().isEmpty)
        }
    }

    @Test(
        "Each unknown value is named once, with its table, how many rows have it, and some of them",
        arguments: StorageEngine.allCases)
    func named(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await fill(storage)
            let first = Bookshop.gtin(1)
            _ = try await storage.driver.write { connection in
                try connection.change("UPDATE stores SET time_zone = 'Mars/Olympus' WHERE public_id <> 'c'")
                try connection.change(
                    "UPDATE products SET price_minor = 5, currency = 'ZZZ' WHERE gtin = $1", [.gtin(first)])
                try connection.change("UPDATE listings SET currency = 'QQQ' WHERE gtin = $1", [.gtin(first)])
                try connection.change("UPDATE stock SET currency = 'ZZZ' WHERE gtin = $1", [.gtin(first)])
            }
            let rows = try await storage.unusableValues()
            try #require(rows.map(\.table) == ["stores", "products", "listings", "stock"])
            #expect(rows.map(\.value) == ["Mars/Olympus", "ZZZ", "QQQ", "ZZZ"])
            #expect(rows.map(\.kind) == [.timeZone, .currency, .currency, .currency])
            #expect(rows.map(\.count) == [4, 1, 1, 1])
            #expect(rows[0].examples == ["a", "b", "d"])
            #expect(rows[1].examples == ["\(first)"])
            #expect(rows[2].examples.first?.hasPrefix("lst_") == true && rows[2].examples.count == 1)
            #expect(rows[3].examples == ["\(first) in a"])
        }
    }
}

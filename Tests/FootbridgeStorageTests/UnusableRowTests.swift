import FootbridgeCore
import ProductIdentifiers
import Synchronization
import Testing

@testable import FootbridgeStorage

/// What this host cannot use of the catalogue, though the schema allows it: another host of the same database, or an
/// older version, may.
@Suite("Unusable rows")
struct UnusableRowTests {
    /// A storage over the same database that notes what it is told.
    private func told(_ storage: Storage) -> (storage: Storage, rows: () -> [UnusableRow]) {
        let notes = Notes()
        let observed = Storage(driver: storage.driver, clock: Bookshop.clock) { row in
            notes.rows.withLock { $0.append(row) }
        }
        return (observed, { notes.rows.withLock { $0 } })
    }

    private final class Notes: Sendable {
        let rows = Mutex<[UnusableRow]>([])
    }

    private func change(_ storage: Storage, _ statement: SQL) async throws {
        let changed = try await storage.driver.write { try $0.change(statement) }
        #expect(changed > 0)
    }

    @Test(
        "A store whose time zone is unknown here is left out, those behind it are answered, and it is told of once",
        arguments: StorageEngine.allCases)
    func unknownZone(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            let names = ["a", "b", "c", "d"]
            _ = try await storage.upsert(stores: names.map { Bookshop.store($0) })
            _ = try await storage.upsert(stock: names.map { Bookshop.stock($0, 1) })
            try await change(storage, "UPDATE stores SET time_zone = 'Mars/Olympus' WHERE public_id IN ('a', 'c')")
            let (observed, rows) = told(storage)
            for _ in 0..<3 {
                let answer = try await observed.answer(
                    for: Bookshop.gtin(1), near: Bookshop.near(limit: 2), at: Bookshop.noon)
                #expect(answer.stores.map(\.store.id.description) == ["b", "d"])
                #expect(answer.stores.first?.reasons.first == .nearest)
            }
            #expect(Set(rows().map(\.row)) == ["store a", "store c"])
            #expect(rows().count == 2)
            #expect(rows().first?.reason.contains("Mars/Olympus") == true)
        }
    }

    @Test("Where no store can be used the answer has none", arguments: StorageEngine.allCases)
    func noneUsable(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            let names = (0..<80).map { "s\($0)" }
            _ = try await storage.upsert(stores: names.map { Bookshop.store($0) })
            _ = try await storage.upsert(stock: names.map { Bookshop.stock($0, 1) })
            try await change(storage, "UPDATE stores SET time_zone = 'Mars/Olympus'")
            let answer = try await storage.answer(
                for: Bookshop.gtin(1), near: Bookshop.near(limit: 2), at: Bookshop.noon)
            #expect(answer.product != nil)
            #expect(answer.stores.isEmpty)
        }
    }

    @Test(
        "A price in a currency that is not in use is left out, of a product, a listing and a store's stock alike",
        arguments: StorageEngine.allCases)
    func unlistedCurrency(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var product = Bookshop.product(1)
            product.suggestedPrice = Bookshop.pounds(999)
            _ = try await storage.upsert(products: [product])
            _ = try await storage.upsert(stores: [Bookshop.store("s")])
            _ = try await storage.upsert(stock: [Bookshop.stock("s", 1)])
            _ = try await storage.upsert(listings: [Bookshop.listing("a", 1), Bookshop.listing("b", 1, pence: 5)])
            try await change(storage, "UPDATE products SET currency = 'QQQ'")
            try await change(storage, "UPDATE stock SET currency = 'QQR'")
            try await change(storage, "UPDATE listings SET currency = 'QQS' WHERE offer = 'a'")
            let (observed, rows) = told(storage)
            let answer = try await observed.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(answer.product?.title == product.title)
            #expect(answer.product?.suggestedPrice == nil)
            #expect(answer.stores.map(\.stock.price) == [nil])
            #expect(answer.stores.map(\.stock.status) == [.inStock])
            // Without a price it stands behind the one that has one.
            #expect(answer.listings.map(\.price) == [Bookshop.pounds(5), nil])
            let listing = try #require(answer.listings.last)
            #expect(try await observed.destination(of: listing.id)?.url == listing.url)
            #expect(
                Set(rows().map(\.row))
                    == ["product \(product.gtin.digits14)", "stock of store s", "listing \(listing.id)"])
            #expect(rows().count == 3)
        }
    }

    @Test("Hours that overlap are left out, not the store", arguments: StorageEngine.allCases)
    func overlappingHours(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let nine = try #require(OpeningHours.Interval(opens: 540, closes: 1080))
            let hours = try #require(OpeningHours(week: Array(repeating: [nine], count: 7)))
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(stores: [Bookshop.store("s", hours: hours)])
            _ = try await storage.upsert(stock: [Bookshop.stock("s", 1)])
            try await change(
                storage,
                """
                INSERT INTO store_hours (store_id, weekday, opens_min, closes_min)
                SELECT store_id, 3, 600, 700 FROM stores
                """)
            let (observed, rows) = told(storage)
            let answer = try await observed.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon)
            #expect(answer.stores.map(\.store.hours) == [nil])
            #expect(answer.stores.map(\.open) == [nil])
            #expect(rows().map(\.row) == ["store s"])
        }
    }

    @Test("However many rows are unusable, so many are told of and no more")
    func bounded() {
        let notes = Notes()
        let unusable = UnusableRows { row in notes.rows.withLock { $0.append(row) } }
        for _ in 0..<2 {
            for number in 0..<(UnusableRows.limit + 500) {
                let problem = UnusableRow.timeZone("Mars/Olympus", of: "store \(number)")
                #expect(unusable.value(of: Usable(value: number, problem: problem)) == number)
            }
        }
        #expect(notes.rows.withLock { $0.count } == UnusableRows.limit)
    }

    @Test("What stands in the database cannot break a log line")
    func printable() {
        #expect(!UnusableRow.timeZone("a\nb", of: "store s").reason.contains("\n"))
        #expect(!UnusableRow.price(in: "a\u{1B}b", of: "store s").reason.contains("\u{1B}"))
    }
}

import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

/// Two storages on one database are two daemons: neither knows what the other writes.
@Suite("What look-ups have read before")
struct CatalogCacheTests {
    /// A change by another daemon, and what tells it in an answer.
    enum Change: CaseIterable {
        // Of stores.
        case name, merchantName, week, specialDay, closed, unlisted, stockTimeToLive
        // Of the catalogue.
        case title, contributors, listing, newListing, stock, newStock, newPromotion, promotionTitle, promotionElsewhere
        case promotionOfAnotherProduct, promotionOver

        func make(in storage: Storage) async throws {
            switch self {
            case .title:
                try await storage.apply(products: [Bookshop.product(1, title: "Another title")])
            case .contributors:
                var product = Bookshop.product(1)
                product.contributors = [Contributor(name: "Ada Lovelace", role: "author")]
                try await storage.apply(products: [product])
            case .listing: try await storage.apply(listings: [Bookshop.listing("a", 1, pence: 650)])
            case .newListing: try await storage.apply(listings: [Bookshop.listing("b", 1)])
            case .stock: try await storage.apply(stock: [Bookshop.stock("s1", 1, quantity: 1)])
            case .newStock: try await storage.apply(stock: [Bookshop.stock("s2", 1)])
            case .newPromotion: try await storage.apply(promotions: [CatalogCacheTests.promotion("another")])
            case .promotionTitle:
                try await storage.apply(promotions: [CatalogCacheTests.promotion(title: "Another title")])
            case .promotionElsewhere:
                try await storage.apply(promotions: [CatalogCacheTests.promotion(stores: [Bookshop.publicID("s2")])])
            case .promotionOfAnotherProduct:
                try await storage.apply(promotions: [CatalogCacheTests.promotion(products: [Bookshop.gtin(2)])])
            case .promotionOver:
                #expect(
                    try await storage.endPromotion(
                        "summer", of: Bookshop.merchant.id, at: Bookshop.noon + .seconds(60)))
            case .name, .merchantName, .week, .specialDay, .closed, .unlisted, .stockTimeToLive:
                try await changeStore(in: storage)
            }
        }

        private func changeStore(in storage: Storage) async throws {
            var store = Bookshop.store("s1", hours: CatalogCacheTests.hours())
            switch self {
            case .name: store.name = "Another name"
            case .merchantName:
                #expect(try await storage.rename(Merchant(id: Bookshop.merchant.id, name: "Another merchant")))
                return
            case .week: store.hours = CatalogCacheTests.hours(opens: 600)
            case .specialDay: store.hours = CatalogCacheTests.hours(special: [CatalogCacheTests.day: []])
            case .closed:
                let held = try await storage.held(.stores, of: Bookshop.merchant.id, limit: 1)
                #expect(try await storage.withdraw(.stores, held) == 1)
                return
            case .unlisted: store.isListed = false
            case .stockTimeToLive:
                _ = try await storage.upsert(merchants: [
                    MerchantRecord(Bookshop.merchant, stockTimeToLive: .seconds(60))
                ])
                return
            default: return
            }
            try await storage.apply(stores: [store])
        }
    }

    static let day = CivilDate(daysSinceEpoch: Int(Bookshop.noon.microseconds / 86_400_000_000))

    static func hours(opens: Int = 540, special: [CivilDate: [OpeningHours.Interval]] = [:]) -> OpeningHours? {
        guard let interval = OpeningHours.Interval(opens: opens, closes: 1080) else { return nil }
        return OpeningHours(week: Array(repeating: [interval], count: 7), special: special)
    }

    static func promotion(
        _ code: String = "summer", title: String = "Summer reading", startsAt: Timestamp = Bookshop.noon,
        endsAt: Timestamp = Bookshop.noon + .seconds(3600), stores: [PublicID] = [], products: [GTIN] = []
    ) -> PromotionRecord {
        PromotionRecord(
            merchant: Bookshop.merchant.id, code: code, title: title, startsAt: startsAt, endsAt: endsAt,
            stores: stores, products: products)
    }

    /// - Parameter seconds: after noon; at two minutes its stock is believed unless it may be a minute old only.
    static func answer(_ storage: Storage, at seconds: Int64 = 120) async throws -> CatalogAnswer {
        try await storage.answer(
            for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon + .seconds(seconds))
    }

    static func fill(_ storage: Storage) async throws {
        try await storage.apply(products: [Bookshop.product(1), Bookshop.product(2)])
        try await storage.apply(stores: [Bookshop.store("s1", hours: hours()), Bookshop.store("s2")])
        try await storage.apply(stock: [Bookshop.stock("s1", 1)])
        try await storage.apply(listings: [Bookshop.listing("a", 1)])
        try await storage.apply(promotions: [promotion()])
    }

    @Test(
        "What another daemon changes is in the very next answer",
        arguments: StorageEngine.allCases, Change.allCases)
    func changes(engine: StorageEngine, change: Change) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await Self.fill(storage)
            let before = try await Self.answer(storage)
            #expect(before.stores.count == 1)
            #expect(before.stores.first?.promotions.count == 1)
            #expect(try await Self.answer(storage) == before)
            let another = Storage(driver: storage.driver, clock: Bookshop.clock)
            try await change.make(in: another)
            let after = try await Self.answer(storage)
            #expect(after != before)
            #expect(try await Self.answer(another) == after)
        }
    }

    @Test("Rows are read once, however many ask", arguments: StorageEngine.allCases)
    func readOnce(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await Self.fill(storage)
            let counting = CountingDriver(storage.driver)
            let asked = Storage(driver: counting, clock: Bookshop.clock)
            _ = try await Self.answer(asked)
            let first = counting.takeRows()
            _ = try await Self.answer(asked)
            let second = counting.takeRows()
            switch storage.driver.dialect {
            // The versions.
            case .sqlite: #expect(second == 1)
            // The store and its seven days.
            case .postgresql: #expect(first - second == 8)
            }
        }
    }

    @Test("Promotions come and go by the clock, whatever was read before", arguments: StorageEngine.allCases)
    func promotionsInTime(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await Self.fill(storage)
            let noon = Bookshop.noon
            try await storage.apply(promotions: [
                Self.promotion("late", startsAt: noon + .seconds(200), endsAt: noon + .seconds(300)),
                Self.promotion("later", startsAt: noon + .seconds(250), endsAt: noon + .seconds(4000)),
            ])
            func count(_ seconds: Int64) async throws -> Int? {
                try await Self.answer(storage, at: seconds).stores.first?.promotions.count
            }
            let counts: [(Int64, Int)] = [
                (0, 1), (199, 1), (200, 2), (249, 2), (250, 3), (299, 3), (300, 2), (3599, 2), (3600, 1), (4000, 0),
            ]
            for (seconds, expected) in counts + counts.reversed() {
                #expect(try await count(seconds) == expected, "\(seconds) s after noon")
            }
        }
    }

    @Test("A voucher leaves what was read before as it is")
    func counted() async throws {
        try await TemporaryDatabase.with(clock: Bookshop.clock) { database in
            let shop = try await VoucherShop(in: database.storage)
            try await database.storage.apply(stock: [Bookshop.stock("s1", 1)])
            let counting = CountingDriver(database.storage.driver)
            let asked = Storage(driver: counting, clock: Bookshop.clock)
            _ = try await Self.answer(asked)
            _ = try await shop.voucher()
            _ = counting.takeRows()
            _ = try await Self.answer(asked)
            #expect(counting.takeRows() == 1)
        }
    }

    @Test("What was read of one state is not given for another, and no more is kept than may be")
    func states() {
        let cache = VersionedCache<Int, Int, String>(limit: 10) { $0.utf8.count }
        cache.keep([1: "one", 2: "two"], in: 7)
        #expect(cache.values([1, 2, 3], in: 7) == [1: "one", 2: "two"])
        #expect(cache.value(1, in: 8) == nil)
        cache.keep([3: "three"], in: 8)
        #expect(cache.value(3, in: 8) == "three")
        #expect(cache.values([1, 2], in: 7).isEmpty)
        // In the place of itself it weighs once.
        cache.keep([3: "three"], in: 8)
        cache.keep([4: "four"], in: 8)
        #expect(cache.values([3, 4], in: 8).count == 2)
        cache.keep([5: "five"], in: 8)
        #expect(cache.values([3, 4, 5], in: 8) == [5: "five"])
        cache.keep([6: "heavier than all"], in: 8)
        #expect(cache.values([5, 6], in: 8) == [5: "five"])
    }
}

extension Storage {
    /// Takes in rows that are right.
    fileprivate func apply(
        products: [Product] = [], stores: [StoreRecord] = [], stock: [StockRecord] = [], listings: [ListingRecord] = [],
        promotions: [PromotionRecord] = []
    ) async throws {
        let results = [
            try await upsert(products: products), try await upsert(stores: stores), try await upsert(stock: stock),
            try await upsert(listings: listings), try await upsert(promotions: promotions),
        ]
        #expect(results.joined().allSatisfy { $0.isApplied })
    }
}

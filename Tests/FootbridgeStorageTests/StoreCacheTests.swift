import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

/// Two storages on one database are two daemons: neither knows what the other writes.
@Suite("Stores that were read before")
struct StoreCacheTests {
    /// A change by another daemon, and what tells it in an answer.
    enum Change: CaseIterable {
        case name, merchantName, week, specialDay, hoursTakenAway, unlisted, stockTimeToLive

        func make(in storage: Storage) async throws {
            var store = Bookshop.store("s1", hours: StoreCacheTests.hours())
            switch self {
            case .name: store.name = "Another name"
            case .merchantName: store.merchant = Merchant(id: Bookshop.merchant.id, name: "Another merchant")
            case .week: store.hours = StoreCacheTests.hours(opens: 600)
            case .specialDay: store.hours = StoreCacheTests.hours(special: [StoreCacheTests.day: []])
            case .hoursTakenAway: store.hours = nil
            case .unlisted: store.isListed = false
            case .stockTimeToLive:
                _ = try await storage.upsert(merchants: [
                    MerchantRecord(Bookshop.merchant, stockTimeToLive: .seconds(60))
                ])
                return
            }
            #expect(try await storage.upsert(stores: [store]) == [.applied])
        }
    }

    static let day = CivilDate(daysSinceEpoch: Int(Bookshop.noon.microseconds / 86_400_000_000))

    static func hours(opens: Int = 540, special: [CivilDate: [OpeningHours.Interval]] = [:]) -> OpeningHours? {
        guard let interval = OpeningHours.Interval(opens: opens, closes: 1080) else { return nil }
        return OpeningHours(week: Array(repeating: [interval], count: 7), special: special)
    }

    static func answer(_ storage: Storage) async throws -> [NearbyStore] {
        // Stock of two minutes ago, which is believed unless it may be a minute old only.
        try await storage.answer(for: Bookshop.gtin(1), near: Bookshop.near(), at: Bookshop.noon + .seconds(120)).stores
    }

    static func fill(_ storage: Storage) async throws {
        _ = try await storage.upsert(products: [Bookshop.product(1)])
        #expect(try await storage.upsert(stores: [Bookshop.store("s1", hours: hours())]) == [.applied])
        #expect(try await storage.upsert(stock: [Bookshop.stock("s1", 1)]) == [.applied])
    }

    @Test(
        "What another daemon changes is in the very next answer",
        arguments: StorageEngine.allCases, Change.allCases)
    func changes(engine: StorageEngine, change: Change) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await Self.fill(storage)
            let before = try await Self.answer(storage)
            #expect(before.count == 1)
            #expect(try await Self.answer(storage) == before)
            let another = Storage(driver: storage.driver, clock: Bookshop.clock)
            try await change.make(in: another)
            let after = try await Self.answer(storage)
            #expect(after != before)
            #expect(try await Self.answer(another) == after)
        }
    }

    @Test("A store is read once, however many ask", arguments: StorageEngine.allCases)
    func readOnce(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            try await Self.fill(storage)
            let counting = CountingDriver(storage.driver)
            let asked = Storage(driver: counting, clock: Bookshop.clock)
            _ = try await Self.answer(asked)
            // Seven days of hours and the store.
            let first = counting.takeRows()
            _ = try await Self.answer(asked)
            #expect(first - counting.takeRows() == 8)
        }
    }

    @Test("What was read of one state is not given for another, and no more is kept than may be")
    func states() {
        let cache = StoreCache()
        let known = KnownStore(store: nil, merchantKey: 1, stockTimeToLive: .seconds(1))
        let state = StoreCache.State(version: 1, day: 1)
        cache.keep([1: known], in: state)
        #expect(cache.stores([1, 2], in: state).keys.sorted() == [1])
        #expect(cache.stores([1], in: StoreCache.State(version: 2, day: 1)).isEmpty)
        #expect(cache.stores([1], in: StoreCache.State(version: 1, day: 2)).isEmpty)
        cache.keep([2: known], in: StoreCache.State(version: 2, day: 1))
        #expect(cache.stores([1], in: state).isEmpty)
        for key in 0..<Int64(3 * StoreCache.limit) { cache.keep([key: known], in: state) }
        let kept = cache.stores(Array(0..<Int64(3 * StoreCache.limit)), in: state).count
        #expect((1...StoreCache.limit).contains(kept))
    }
}

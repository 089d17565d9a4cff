import FootbridgeCore
import FootbridgeTestSupport
import ProductIdentifiers
import Testing

@testable import FootbridgeStorage

@Suite("Nearest stores with stock")
struct NearestStoresTests {
    /// How stores lie on the earth.
    enum Landscape: CaseIterable {
        case world, city, antimeridian, northPole, southPole, oneSpot, townsInDesert

        func position(_ generator: inout SeededGenerator) -> Position {
            func around(_ latitude: Double, _ longitude: Double, _ spread: Double) -> Position {
                let latitude = max(-90, min(90, latitude + Double.random(in: -spread...spread, using: &generator)))
                let longitude = longitude + Double.random(in: -spread...spread, using: &generator)
                return Bookshop.position(
                    latitude, longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude)
            }
            switch self {
            case .world: return around(0, 0, Bool.random(using: &generator) ? 90 : 180)
            case .city: return around(51.5, -0.12, 0.1)
            case .antimeridian: return around(-17, 180, Bool.random(using: &generator) ? 0.02 : 0.5)
            case .northPole: return around(90, Double.random(in: -180...180, using: &generator), 0.6)
            case .southPole: return around(-90, Double.random(in: -180...180, using: &generator), 0.6)
            case .oneSpot: return Bookshop.position(40, Bool.random(using: &generator) ? 20 : 20.000_001)
            case .townsInDesert:
                return around(24 + Double(Int.random(in: 0...3, using: &generator)), 12, 0.003)
            }
        }
    }

    @Test(
        "Are those that comparing every store gives, wherever they lie",
        arguments: StorageEngine.allCases)
    func equalBruteForce(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var compared = 0
            for (number, landscape) in Landscape.allCases.enumerated() {
                for seed in 0..<6 {
                    var generator = SeededGenerator(seed: UInt64(1000 * number + seed))
                    let product = Int64(100 * number + seed)
                    // Below and above the number from which circles are searched.
                    let stores = (0..<[3, 60, 70, 150, 300, 400][seed]).map { index in
                        Bookshop.store(
                            "s-\(number)-\(seed)-\(index)", at: landscape.position(&generator),
                            isListed: Int.random(in: 0..<10, using: &generator) > 0)
                    }
                    let stock = stores.map { store in
                        let status = Stock.Status.allCases.randomElement(using: &generator) ?? .inStock
                        return Bookshop.stock(store.id.description, product, status)
                    }
                    _ = try await storage.upsert(products: [Bookshop.product(product)])
                    #expect(try await storage.upsert(stores: stores).allSatisfy { $0.isApplied })
                    #expect(try await storage.upsert(stock: stock).allSatisfy { $0.isApplied })
                    for _ in 0..<8 {
                        let center =
                            Bool.random(using: &generator)
                            ? landscape.position(&generator)
                            : stores.randomElement(using: &generator)?.position ?? landscape.position(&generator)
                        let vicinity = Vicinity(
                            position: center,
                            radius: Meters([1, 300, 5000, 100_000].randomElement(using: &generator) ?? 1),
                            limit: Int.random(in: 1...50, using: &generator))
                        let expected = zip(stores, stock)
                            .filter { $0.isListed != false && $1.stock.status != .outOfStock }
                            .map { (center.distance(to: $0.0.position), $0.0.id.description) }
                            .filter { $0.0 <= vicinity.radius }
                            .sorted { $0 < $1 }.prefix(vicinity.limit).map(\.1)
                        let answer = try await storage.answer(
                            for: Bookshop.gtin(product), near: vicinity, at: Bookshop.noon)
                        #expect(
                            answer.stores.map(\.store.id.description) == expected,
                            "\(landscape), seed \(seed), \(vicinity)")
                        compared += expected.count
                    }
                }
            }
            #expect(compared > 1000, "the comparison found hardly any store, so it shows nothing")
        }
    }

    @Test("Of what 20 000 stores have, few rows are touched", arguments: StorageEngine.allCases)
    func bestseller(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var generator = SeededGenerator(seed: 7)
            let stores = (0..<20_000).map { index in
                // Half in the capital, half across the country.
                let spread = index % 2 == 0 ? 0.2 : 3
                return Bookshop.store(
                    "s\(index)",
                    at: Bookshop.position(
                        51.5 + Double.random(in: -spread...spread, using: &generator),
                        -0.12 + Double.random(in: -spread...spread, using: &generator)))
            }
            _ = try await storage.upsert(products: [Bookshop.product(1)])
            _ = try await storage.upsert(stores: stores)
            _ = try await storage.upsert(stock: stores.map { Bookshop.stock($0.id.description, 1) })

            let counting = CountingDriver(storage.driver)
            for center in [Bookshop.position(51.5, -0.12), Bookshop.position(53.2, -1.5)] {
                let vicinity = Bookshop.near(center, radius: 100_000, limit: 5)
                let answer = try await Storage(driver: counting).answer(
                    for: Bookshop.gtin(1), near: vicinity, at: Bookshop.noon)
                let expected = stores.map { (center.distance(to: $0.position), $0.id.description) }
                    .sorted { $0 < $1 }.prefix(5).map(\.1)
                #expect(answer.stores.map(\.store.id.description) == expected)
                #expect(counting.takeRows() < 400)
            }
        }
    }
}

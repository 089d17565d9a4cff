import FootbridgeCore
import Testing

@testable import FootbridgeStorage

@Suite("Places")
struct PlacesTests {
    private func store(
        _ id: String, _ locality: String, _ region: String?, _ code: String?, _ country: String,
        _ latitude: Double, _ longitude: Double
    ) -> StoreRecord {
        var store = Bookshop.store(id, at: Bookshop.position(latitude, longitude))
        (store.locality, store.region, store.postalCode, store.country) = (locality, region, code, country)
        return store
    }

    @Test(
        "Are found by words or their beginnings, whatever their case, order or accents",
        arguments: StorageEngine.allCases)
    func found(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            var hidden = store("h", "Hiddenham", nil, nil, "GB", 50, 0)
            hidden.isListed = false
            let results = try await storage.upsert(stores: [
                store("a", "Camden", "London", "NW1 8QP", "GB", 51.54, -0.14),
                store("b", "Camden", "London", "NW1 7AB", "GB", 51.56, -0.16),
                store("c", "Camberwell", "London", "SE5 0AA", "GB", 51.47, -0.09),
                store("d", "Zürich", nil, "8001", "CH", 47.37, 8.54),
                store("e", "London", nil, "EC1A 1BB", "GB", 51.52, -0.10),
                hidden,
            ])
            #expect(results.allSatisfy { $0.isApplied })
            func names(_ text: String, limit: Int = 10) async throws -> [String] {
                try await storage.places(matching: text, limit: limit).map(\.name)
            }
            #expect(try await names("CAMDEN") == ["Camden, London NW1"])
            #expect(try await names("cam") == ["Camberwell, London SE5", "Camden, London NW1"])
            #expect(try await names("london camden") == ["Camden, London NW1"])
            #expect(try await names("zurich") == ["Zürich 8001"])
            #expect(try await names("ZÜR") == ["Zürich 8001"])
            #expect(try await names("nw1") == ["Camden, London NW1"])
            #expect(try await names("NW1 8QP") == ["Camden, London NW1"])
            #expect(try await names("nw18qp") == ["Camden, London NW1"])
            #expect(try await names("london") == ["London EC1A", "Camberwell, London SE5", "Camden, London NW1"])
            #expect(try await names("london", limit: 1) == ["London EC1A"])
            #expect(try await names("hiddenham").isEmpty)
            #expect(try await names("%").isEmpty)
            #expect(try await names("").isEmpty)
            #expect(try await names("camden paris").isEmpty)
            let camden = try #require(try await storage.places(matching: "camden", limit: 1).first)
            #expect(camden.position.distance(to: Bookshop.position(51.55, -0.15)) < Meters(100))
        }
    }

    @Test("A place on both sides of the antimeridian has its middle between them", arguments: StorageEngine.allCases)
    func antimeridian(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [
                store("a", "Taveuni", nil, nil, "FJ", -16.8, 179.9),
                store("b", "Taveuni", nil, nil, "FJ", -16.8, -179.9),
            ])
            let place = try #require(try await storage.places(matching: "taveuni", limit: 5).first)
            #expect(place.position.distance(to: Bookshop.position(-16.8, 180)) < Meters(100))
        }
    }
}

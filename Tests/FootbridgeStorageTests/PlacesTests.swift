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
                try await storage.places(PlaceSearch(text, limit: limit)).places.map(\.name)
            }
            #expect(try await names("CAMDEN") == ["Camden, London NW1"])
            #expect(try await names("cam") == ["Camden, London NW1", "Camberwell, London SE5"])
            #expect(try await names("london camden") == ["Camden, London NW1"])
            #expect(try await names("zurich") == ["Zürich 8001"])
            #expect(try await names("ZÜR") == ["Zürich 8001"])
            #expect(try await names("zuerich") == ["Zürich 8001"])
            #expect(try await names("nw1") == ["Camden, London NW1"])
            #expect(try await names("NW1 8QP") == ["Camden, London NW1"])
            #expect(try await names("nw18qp") == ["Camden, London NW1"])
            #expect(try await names("hiddenham").isEmpty)
            #expect(try await names("%").isEmpty)
            #expect(try await names("").isEmpty)
            #expect(try await names("camden paris").isEmpty)
            // The whole town, then its districts, those with most shops first.
            let districts = ["Camden, London NW1", "Camberwell, London SE5", "London EC1A"]
            #expect(try await names("london") == ["London"] + districts)
            #expect(try await names("Londres") == ["London"] + districts)
            let one = try await storage.places(PlaceSearch("london", limit: 1))
            #expect(one.hasMore)
            #expect(one.places.map(\.stores) == [4] && one.places.map(\.country) == ["GB"])
            #expect(try await !storage.places(PlaceSearch("london", limit: 4)).hasMore)
            let camden = try #require(try await storage.places(PlaceSearch("camden", limit: 1)).places.first)
            #expect(camden.position.distance(to: Bookshop.position(51.55, -0.15)) < Meters(100))
        }
    }

    @Test(
        "Are one town however the catalogue writes it, and two where two countries have one",
        arguments: StorageEngine.allCases)
    func towns(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            let results = try await storage.upsert(stores: [
                store("a", "Köln", nil, "50667", "DE", 50.94, 6.96),
                store("b", "Koeln", nil, "50674", "DE", 50.94, 6.94),
                store("c", "Cologne", nil, "50667", "DE", 50.93, 6.95),
                store("d", "London", nil, "N6A 1A1", "CA", 42.98, -81.25),
                store("e", "London", nil, "EC1A 1BB", "GB", 51.52, -0.10),
                store("f", "London", nil, "W1D 1BB", "GB", 51.51, -0.13),
                // One with its degrees exchanged.
                store("g", "London", nil, "W1D 1BB", "GB", -0.13, 51.51),
                store("h", "Lausanne", nil, "1010", "CH", 46.55, 6.68),
                store("i", "Wien", nil, "1010", "AT", 48.21, 16.37),
            ])
            let areAllApplied = results.allSatisfy(\.isApplied)
            #expect(areAllApplied)
            for text in ["köln", "KOELN", "koln", "Cologne", "colonia", "科隆"] {
                let found = try #require(try await storage.places(PlaceSearch(text, limit: 10)).places.first)
                #expect(found.stores == 3 && found.country == "DE", "\(text)")
                #expect(found.position.distance(to: Bookshop.position(50.94, 6.95)) < Meters(2000))
            }
            let london = try await storage.places(PlaceSearch("london", limit: 10)).places
            #expect(london.map(\.name) == ["London", "London N6A", "London W1D", "London EC1A"])
            #expect(london[0].position.distance(to: Bookshop.position(51.51, -0.1)) < Meters(5000))

            func first(_ search: PlaceSearch) async throws -> String? {
                try await storage.places(search).places.first?.name
            }
            #expect(try await first(PlaceSearch("1010", country: "AT", limit: 5)) == "Wien 1010")
            #expect(try await first(PlaceSearch("1010", country: "CH", limit: 5)) == "Lausanne 1010")
            // Where the last answer was near says more than the language.
            let basel = Bookshop.position(47.56, 7.59)
            #expect(try await first(PlaceSearch("1010", country: "AT", near: basel, limit: 5)) == "Lausanne 1010")
        }
    }

    @Test("A place on both sides of the antimeridian has its middle between them", arguments: StorageEngine.allCases)
    func antimeridian(engine: StorageEngine) async throws {
        try await engine.withStorage(clock: Bookshop.clock) { storage in
            _ = try await storage.upsert(stores: [
                store("a", "Taveuni", nil, nil, "FJ", -16.8, 179.9),
                store("b", "Taveuni", nil, nil, "FJ", -16.8, -179.9),
            ])
            let place = try #require(try await storage.places(PlaceSearch("taveuni", limit: 5)).places.first)
            #expect(place.position.distance(to: Bookshop.position(-16.8, 180)) < Meters(100))
        }
    }
}

import FootbridgeCore
import FootbridgeStorage
import Testing

@testable import FootbridgeHTTP

@Suite("A typed-in place")
struct PlaceRouteTests {
    private static func store(
        _ id: String, _ locality: String, _ country: String, _ latitude: Double, _ longitude: Double
    ) throws -> StoreRecord {
        StoreRecord(
            id: Bookshop.publicID(id), merchant: Bookshop.quay, name: id, street: "1 Street", locality: locality,
            region: nil, postalCode: "1010", country: country,
            position: try #require(Position(latitude: latitude, longitude: longitude)),
            timeZone: try #require(StoreTimeZone(identifier: "Europe/Vienna")), hours: nil)
    }

    private static func fill(_ storage: Storage) async throws {
        try await Bookshop.fill(storage)
        let results = try await storage.upsert(stores: [
            try store("vienna", "Wien", "AT", 48.21, 16.37), try store("lausanne", "Lausanne", "CH", 46.52, 6.63),
        ])
        let areAllApplied = results.allSatisfy(\.isApplied)
        #expect(areAllApplied)
    }

    @Test("says how many shops it has and whether there are more; a code's country is the language's, or the nearer")
    func places() async throws {
        try await GatewayUnderTest.with(fill: Self.fill) { gateway in
            func names(_ query: String) async throws -> [String] {
                let answer = try await gateway.get("/v1/places?\(query)", as: .client)
                try #require(answer.status == 200, "\(answer.text)")
                guard case .list(let places) = try answer.json["places"] else { return [] }
                return places.compactMap { $0["name"]?.text }
            }
            #expect(try await names("q=1010&lang=de-AT") == ["Wien 1010", "Lausanne 1010"])
            #expect(try await names("q=1010&lang=fr-CH") == ["Lausanne 1010", "Wien 1010"])
            #expect(try await names("q=1010&lang=de-AT&lat=47&lon=7") == ["Lausanne 1010", "Wien 1010"])
            #expect(try await names("q=Vienne") == ["Wien 1010"])

            let london = try await gateway.get("/v1/places?q=london&limit=1", as: .client).json
            #expect(london["more"] == .flag(true))
            guard case .list(let places) = london["places"], let first = places.first else {
                Issue.record("no places")
                return
            }
            #expect(places.count == 1 && first["name"]?.text == "London" && first["country"]?.text == "GB")
            #expect(first["stores"] == .integer(3))
            for wrong in ["limit=0", "limit=51", "lat=1", "lang=\(String(repeating: "a", count: 36))"] {
                #expect(try await gateway.get("/v1/places?q=london&\(wrong)", as: .client).code == "bad-parameter")
            }
        }
    }

    @Test("is found among the shops' towns and postal codes, with a position")
    func found() async throws {
        try await GatewayUnderTest.with { gateway in
            for text in ["soho", "SOHO", "So", "W1D", "soho%20london"] {
                let answer = try await gateway.get("/v1/places?q=\(text)", as: .client)
                #expect(answer.status == 200)
                let json = try answer.json
                #expect(json.names == ["places", "more"])
                let place = try #require(json["places"]?[0], "\(text)")
                checkTypes(
                    place,
                    ["name": "string", "country": "string", "stores": "integer", "lat": "number", "lon": "number"],
                    "place")
            }
            let place = try await gateway.get("/v1/places?q=soho", as: .client).json["places"]?[0]
            #expect(place?["name"]?.text?.contains("Soho") == true)
            #expect(
                place?["lat"] == .number(Bookshop.soho.latitude) && place?["lon"] == .number(Bookshop.soho.longitude))
        }
    }

    @Test("that no shop is in is an empty list", arguments: ["Auckland", "%25", "_", "'%3B%20DROP", "%E2%82%AC", "+"])
    func none(_ text: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.get("/v1/places?q=\(text)", as: .client)
            #expect(answer.status == 200)
            #expect(try answer.json == .object(["places": .list([]), "more": .flag(false)]))
        }
    }

    @Test(
        "is 1 to 100 bytes without control characters",
        arguments: ["", "?q=", "?q=%00", "?q=a%0Ab", "?q=a%7Fb", "?q=\(String(repeating: "a", count: 101))"])
    func malformed(_ query: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.get("/v1/places\(query)", as: .client)
            #expect(try answer.status == 400 && answer.code == "bad-parameter" && answer.json["parameter"]?.text == "q")
        }
    }
}

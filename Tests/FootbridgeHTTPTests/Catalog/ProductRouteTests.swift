import FootbridgeCore
import FootbridgeStorage
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("A typed-in number")
struct ProductRouteTests {
    @Test(
        "finds its book however it is written",
        arguments: [
            "9780306406157", "978-0-306-40615-7", "0306406152", "0-306-40615-2", "09780306406157", "978-0-306406157",
        ])
    func found(_ typed: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.get("/v1/products/\(typed)?lat=51.5155&lon=-0.1410", as: .client)
            #expect(answer.status == 200)
            let json = try answer.json
            #expect(json.names == ["product", "listings", "stores", "online_from"])
            let product = try #require(json["product"])
            ScanAnswerTests.checkProduct(product)
            #expect(product["gtin"]?.text == "09780306406157")
            // No cover here: the catalogue's own price.
            #expect(product["suggested_price"] == .object(["amount": .text("19.95"), "currency": .text("GBP")]))
            for listing in json["listings"]?.items ?? [] { ScanAnswerTests.checkListing(listing) }
            for store in json["stores"]?.items ?? [] { ScanAnswerTests.checkStore(store) }
            #expect(json["listings"]?.items.count == 2 && json["stores"]?.items.count == 3)
        }
    }

    @Test("with X for its check digit finds its book")
    func checkDigitX() async throws {
        try await GatewayUnderTest.with(fill: { storage in
            let results = try await storage.upsert(products: [Product(gtin: Bookshop.gtin("9780804429573"), title: "X")]
            )
            #expect(results == [.added])
        }) { gateway in
            for typed in ["080442957X", "0-8044-2957-X", "0-8044-2957-x"] {
                let answer = try await gateway.get("/v1/products/\(typed)", as: .client)
                #expect(answer.status == 200, "\(typed)")
            }
        }
    }

    @Test(
        "that nobody lists is unknown, a carton of a listed book too",
        arguments: ["9781906994280", "19780306406154", "29780306406151", "5060012345679", "40123455", "012345678905"])
    func unknown(_ typed: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.get("/v1/products/\(typed)", as: .client)
            #expect(try answer.status == 404 && answer.code == "unknown-product")
        }
    }

    @Test(
        "that is none is refused",
        arguments: [
            "9780306406158", "0306406153", "978030640615", "97803064061570", "x", "978030640615X", "１２３４５６７８９０１２９",
            "9780306406157%00", "-", "0", "978-0-306-40615-7-978-0-306-40615-7-978-0-306", "%F0%9F%93%96",
            "..%2F..%2Fetc",
        ])
    func malformed(_ typed: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.get("/v1/products/\(typed)", as: .client)
            #expect(try answer.status == 400 && answer.code == "bad-parameter")
            #expect(try answer.json["parameter"]?.text == "id")
        }
    }

    @Test("is looked for near a position, as far and as often as asked")
    func vicinity() async throws {
        try await GatewayUnderTest.with { gateway in
            func stores(_ query: String) async throws -> [String] {
                let json = try await gateway.get("/v1/products/9780306406157\(query)", as: .client).json
                return json["stores"]?.items.compactMap { $0["id"]?.text } ?? []
            }
            let nowhere = try await stores("")
            #expect(nowhere == [])
            #expect(try await stores("?lat=51.5155&lon=-0.1410&limit=2") == ["soho", "bloomsbury"])
            #expect(try await stores("?lat=51.5155&lon=-0.1410&radius_m=1500") == ["soho", "bloomsbury"])
            #expect(try await stores("?lat=51.5390&lon=-0.1426&limit=1") == ["camden"])
            #expect(try await stores("?lat=-33.9&lon=151.2") == [])
        }
    }

    @Test(
        "says which parameter beside it is wrong",
        arguments: [
            ("lat=1e5&lon=0", "lat"), ("lat=1", "lon"), ("lon=1", "lat"), ("lat=0&lon=181", "lon"),
            ("lat=0&lon=0&radius_m=0", "radius_m"), ("limit=51", "limit"), ("lat=0&lat=0&lon=0", "lat"),
            ("lat=%00&lon=0", "lat"),
            ("lat=NaN&lon=0", "lat"), ("lat=&lon=0", "lat"),
        ])
    func badParameter(_ query: String, _ name: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.get("/v1/products/9780306406157?\(query)", as: .client)
            #expect(try answer.status == 400 && answer.code == "bad-parameter")
            #expect(try answer.json["parameter"]?.text == name)
        }
    }

    @Test("is refused with a query longer than 16 KiB")
    func longQuery() async throws {
        try await GatewayUnderTest.with { gateway in
            let query = Array(repeating: "unknown=1", count: 2000).joined(separator: "&")
            let answer = try await gateway.get("/v1/products/9780306406157?\(query)", as: .client)
            #expect(try answer.status == 400 && answer.code == "bad-request")
        }
    }

    @Test("has links to our own public address where one is set, and to none that a Host could name")
    func origin() async throws {
        var settings = GatewaySettings()
        settings.origin = OwnOrigin(publicURL: "https://books.example")
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let json = try await gateway.get("/v1/products/9780306406157", as: .client).json
            #expect(json["listings"]?[0]?["url"]?.text?.hasPrefix("https://books.example/go/") == true)
        }
    }
}

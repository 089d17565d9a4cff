import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import Foundation
import HTTPTypes
import ProductIdentifiers
import Testing

@testable import FootbridgeHTTP

/// The types of a JSON object's members, `a|b` where the contract allows both, and a list's by its items.
func checkTypes(_ json: JSONValue?, _ expected: [String: String], _ what: String) {
    #expect(json?.names == Set(expected.keys), "\(what)")
    for (name, types) in expected {
        let type = json?[name]?.type ?? "missing"
        let allowed = types.split(separator: "|")
        // A whole number is a number too.
        #expect(allowed.contains { $0 == type || $0 == "number" && type == "integer" }, "\(what).\(name) is \(type)")
    }
}

@Suite("The answer to a scan")
struct ScanAnswerTests {
    private static let here = "?lat=51.5155&lon=-0.1410"

    static func checkScan(_ json: JSONValue) throws {
        checkTypes(
            json,
            [
                "id": "string", "received_at": "string", "outcome": "string", "recognised_by": "string|null",
                "symbols": "array", "covers": "array", "cover_candidates": "array",
                "product": "object|null",
                "listings": "array", "stores": "array", "voucher": "null", "visit": "null", "diagnosis": "object|null",
                "timings_us": "object", "photo": "integer", "image": "object", "also": "array",
                "online_from": "object|null",
            ], "scan")
        checkTypes(json["image"], ["width": "integer", "height": "integer"], "image")
        #expect(json["id"]?.text?.wholeMatch(of: /scn_[0-7][0-9a-hjkmnp-tv-z]{25}/) != nil)
        checkTypes(
            json["timings_us"],
            [
                "decode": "integer", "read": "integer", "covers": "integer", "resolve": "integer", "total": "integer",
            ], "timings_us")
        for symbol in json["symbols"]?.items ?? [] {
            checkTypes(
                symbol,
                [
                    "symbology": "string", "text": "string", "add_on": "string|null", "corners": "array",
                    "primary": "boolean",
                    "engine": "string", "part": "object|null",
                ], "symbol")
            let corners = symbol["corners"]?.items ?? []
            #expect(
                corners.count == 4
                    && corners.allSatisfy { $0.items.count == 2 && $0.items.allSatisfy { $0.integer != nil } })
        }
        if let product = json["product"], product != .null { checkProduct(product) }
        for listing in json["listings"]?.items ?? [] { checkListing(listing) }
        for store in json["stores"]?.items ?? [] { checkStore(store) }
        if let diagnosis = json["diagnosis"], diagnosis != .null {
            checkTypes(
                diagnosis,
                [
                    "stage": "string", "hint": "string", "retake": "boolean", "message": "string",
                    "place": "array|null",
                ], "diagnosis")
        }
    }

    static func checkProduct(_ product: JSONValue) {
        checkTypes(
            product,
            [
                "gtin": "string", "isbn13": "string|null", "number": "object", "title": "string|null",
                "subtitle": "string|null",
                "contributors": "array", "publisher": "string|null", "published": "string|null",
                "language": "string|null",
                "cover_url": "string|null", "cover": "object|null", "rating": "object|null",
                "suggested_price": "object|null",
            ], "product")
        if let rating = product["rating"], rating != .null {
            checkTypes(rating, ["average": "number", "count": "integer"], "rating")
        }
        checkMoney(product["suggested_price"], "suggested_price")
    }

    static func checkListing(_ listing: JSONValue) {
        checkTypes(
            listing,
            [
                "id": "string", "merchant": "object", "url": "string", "price": "object|null", "availability": "string",
                "updated_at": "string",
            ], "listing")
        checkTypes(listing["merchant"], ["id": "string", "name": "string"], "merchant")
        checkMoney(listing["price"], "price")
    }

    static func checkStore(_ store: JSONValue) {
        checkTypes(
            store,
            [
                "id": "string", "merchant": "object", "name": "string", "address": "string", "lat": "number",
                "lon": "number",
                "distance_m": "integer", "time_zone": "string", "stock": "object", "open": "object|null",
                "promotions": "array", "why": "array",
            ], "store")
        checkTypes(
            store["stock"],
            ["status": "string", "quantity": "integer|null", "price": "object|null", "collected_at": "string"], "stock")
        if let open = store["open"], open != .null {
            checkTypes(open, ["now": "boolean", "changes_at": "string|null"], "open")
        }
        for promotion in store["promotions"]?.items ?? [] {
            checkTypes(
                promotion, ["id": "string", "title": "string", "ends_at": "string", "value": "object|null"],
                "promotion")
        }
    }

    static func checkMoney(_ money: JSONValue?, _ what: String) {
        guard let money, money != .null else { return }
        checkTypes(money, ["amount": "string", "currency": "string"], what)
        #expect(money["amount"]?.text?.wholeMatch(of: /[0-9]+(\.[0-9]+)?/) != nil)
    }

    @Test("has the product, its listings and the nearest shops where it is in the catalogue")
    func resolved() async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.upload(SampleScan.named("isbn-back-oak.jpg").bytes, query: Self.here)
            #expect(answer.status == 201)
            #expect(answer.headers[.contentType] == "application/json")
            let json = try answer.json
            try Self.checkScan(json)
            #expect(answer.headers[.location] == "/v1/scans/\(json["id"]?.text ?? "")")
            #expect(
                answer.headers[.serverTiming]?.wholeMatch(
                    of:
                        /decode;dur=[0-9.]+, read;dur=[0-9.]+, covers;dur=[0-9.]+, resolve;dur=[0-9.]+, total;dur=[0-9.]+/
                ) != nil)
            #expect(json["received_at"]?.text == "2026-11-22T16:40:00.000Z")
            #expect(json["outcome"]?.text == "resolved" && json["diagnosis"] == .null)

            let symbol = try #require(json["symbols"]?[0])
            #expect(symbol["symbology"]?.text == "EAN-13" && symbol["text"]?.text == "9780306406157")
            #expect(symbol["add_on"]?.text == "52495" && symbol["primary"]?.flag == true)
            #expect(symbol["engine"]?.text == "footbridge")

            let product = try #require(json["product"])
            #expect(product["gtin"]?.text == "09780306406157" && product["isbn13"]?.text == "9780306406157")
            #expect(
                product["number"]
                    == .object(["kind": .text("isbn"), "text": .text("978-0-306-40615-7"), "issue": .null]))
            #expect(json["online_from"] == .object(["amount": .text("7.99"), "currency": .text("GBP")]))
            #expect(product["title"]?.text == "The Footbridge Keeper" && product["subtitle"]?.text == "A novel")
            #expect(
                product["contributors"]?.items == [
                    .object(["name": .text("Marian Holloway"), "role": .text("author")]),
                    .object(["name": .text("Jo Lund"), "role": .text("translator")]),
                ])
            #expect(product["publisher"]?.text == "Lantern Quay Press" && product["published"]?.text == "2006-08-07")
            #expect(product["language"]?.text == "en" && product["cover_url"]?.text == "https://covers.example/1.jpg")
            #expect(product["rating"] == .object(["average": .number(4.25), "count": .integer(311)]))
            // The price on the cover in the shopper's hand stands before the catalogue's.
            #expect(product["suggested_price"] == .object(["amount": .text("24.95"), "currency": .text("USD")]))

            #expect(json["listings"]?.items.count == 2)
            let listing = try #require(json["listings"]?[0])
            #expect(listing["merchant"] == .object(["id": .text("quay-books"), "name": .text("Quay Books")]))
            #expect(listing["price"] == .object(["amount": .text("7.99"), "currency": .text("GBP")]))
            #expect(
                listing["availability"]?.text == "in_stock" && listing["updated_at"]?.text == "2026-11-22T15:40:00.000Z"
            )
            #expect(listing["url"]?.text?.wholeMatch(of: /http:\/\/localhost\/go\/[0-9A-Za-z_-]{80}/) != nil)
            #expect(json["listings"]?[1]?["price"] == .null)

            let stores = try #require(json["stores"]).items
            #expect(stores.map { $0["id"]?.text } == ["soho", "bloomsbury", "camden"])
            let soho = stores[0]
            #expect(soho["distance_m"]?.integer == 376 && soho["time_zone"]?.text == "Europe/London")
            #expect(
                soho["stock"]
                    == .object([
                        "status": .text("in_stock"), "quantity": .integer(3),
                        "price": .object(["amount": .text("8.99"), "currency": .text("GBP")]),
                        "collected_at": .text("2026-11-22T15:30:00.000Z"),
                    ]))
            #expect(soho["open"] == .object(["now": .flag(true), "changes_at": .text("2026-11-22T18:00:00.000Z")]))
            #expect(soho["promotions"]?[0]?["title"]?.text == "Two pounds off")
            #expect(soho["promotions"]?[0]?["id"]?.text?.hasPrefix("prm_") == true)
            #expect(soho["why"]?.items.compactMap(\.text) == ["nearest", "in_stock", "open_now", "promotion"])
            // Who told no hours is neither open nor closed; who told stock days ago has none to promise.
            #expect(stores[1]["open"] == .null && stores[1]["stock"]?["quantity"] == .null)
            #expect(stores[2]["stock"]?["status"]?.text == "unknown" && stores[2]["stock"]?["quantity"] == .null)
        }
    }

    @Test("has no shops where no position was given, and only so many as asked for, no further than asked for")
    func vicinity() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named("isbn-back-oak.jpg").bytes
            func stores(_ query: String) async throws -> [String?] {
                try await gateway.upload(photo, query: query).json["stores"]?.items.map { $0["id"]?.text } ?? [nil]
            }
            #expect(try await stores("") == [])
            #expect(try await stores(Self.here + "&limit=1") == ["soho"])
            #expect(try await stores(Self.here + "&radius_m=400") == ["soho"])
            #expect(try await stores(Self.here + "&radius_m=300") == [])
        }
    }

    @Test("has the number alone where the catalogue does not know the product")
    func unlisted() async throws {
        try await GatewayUnderTest.with { gateway in
            let json = try await gateway.upload(
                SampleScan.named("isbn-unlisted.jpg").bytes, query: Self.here + "&lang=de"
            ).json
            try Self.checkScan(json)
            #expect(json["outcome"]?.text == "unlisted")
            #expect(json["product"]?["gtin"]?.text == "09781906994280" && json["product"]?["title"] == .null)
            #expect(json["product"]?["contributors"] == .list([]))
            #expect(
                json["product"]?["suggested_price"] == .object(["amount": .text("11.99"), "currency": .text("GBP")]))
            #expect(json["listings"] == .list([]) && json["stores"] == .list([]))
            #expect(json["diagnosis"]?["stage"]?.text == "resolve" && json["diagnosis"]?["retake"]?.flag == false)
            #expect(json["diagnosis"]?["message"]?.text?.contains("Buchhandlungen") == true)
        }
    }

    @Test("names what else is in the photo, and numbers by what they are")
    func furtherProducts() async throws {
        try await GatewayUnderTest.with { gateway in
            let two = try await gateway.upload(SampleScan.named("several-two-books.jpg").bytes).json
            let numbers = [two["product"], two["also"]?[0]].map { $0?["gtin"]?.text ?? "none" }
            #expect(Set(numbers) == ["09780747532811", "09780330519342"])
            // Of the two the catalogue has one.
            let isKnown = numbers[1] == Bookshop.orchard.digits14
            #expect(two["also"]?.items.count == 1 && (two["also"]?[0]?["title"] != .null) == isKnown)
            #expect(two["also"]?[0]?["number"]?["kind"]?.text == "isbn")

            let bag = try await gateway.upload(SampleScan.named("several-tote-and-book.jpg").bytes).json
            #expect(bag["product"]?["gtin"]?.text == "09780143807216")
            #expect(
                bag["also"]?[0]?["number"]
                    == .object(["kind": .text("gtin"), "text": .text("012345678905"), "issue": .null]))

            let magazine = try await gateway.upload(SampleScan.named("issn-magazine.jpg").bytes).json
            #expect(magazine["product"]?["number"]?["kind"]?.text == "issn")
            #expect(magazine["product"]?["number"]?["text"]?.text?.wholeMatch(of: /[0-9]{4}-[0-9]{3}[0-9X]/) != nil)
            #expect(magazine["product"]?["number"]?["issue"] == magazine["symbols"]?[0]?["add_on"])
            #expect(magazine["also"] == .list([]))

            let music = try await gateway.get("/v1/products/9790260000438", as: .client)
            #expect(try music.code == "unknown-product" && music.json["number"]?["kind"]?.text == "ismn")
            #expect(try music.json["number"]?["text"]?.text == "979-0-2600-0043-8")
        }
    }

    @Test("has the symbol alone where it names no product")
    func notAProduct() async throws {
        try await GatewayUnderTest.with { gateway in
            let json = try await gateway.upload(SampleScan.named("code128-shelf-label.jpg").bytes, query: "?lang=fr")
                .json
            try Self.checkScan(json)
            #expect(json["outcome"]?.text == "not_a_product" && json["product"] == .null)
            #expect(
                json["symbols"]?[0]?["text"]?.text == "SHELF-B7-1180" && json["symbols"]?[0]?["primary"]?.flag == true)
            #expect(
                json["diagnosis"]?["stage"]?.text == "identify" && json["diagnosis"]?["hint"]?.text == "not_a_product")
            #expect(json["diagnosis"]?["message"]?.text?.contains("Ce code") == true)
            let chinese = try await gateway.upload(
                SampleScan.named("code128-shelf-label.jpg").bytes, query: "?lang=zh-CN"
            ).json
            #expect(chinese["diagnosis"]?["message"]?.text == ShopperTexts.chinese.hints.notAProduct)
        }
    }

    @Test("says why nothing was read where nothing was")
    func noSymbol() async throws {
        try await GatewayUnderTest.with { gateway in
            let json = try await gateway.upload(SampleScan.named("too-small-thumbnail.jpg").bytes, query: "?lang=xx")
                .json
            try Self.checkScan(json)
            #expect(json["outcome"]?.text == "no_symbol" && json["symbols"] == .list([]) && json["product"] == .null)
            #expect(["locate", "decode"].contains(json["diagnosis"]?["stage"]?.text))
            // A frame for what was not read, where something was seen.
            let place = json["diagnosis"]?["place"]
            #expect(
                (json["diagnosis"]?["stage"]?.text == "decode") == (place?.items.count == 4),
                "\(String(describing: place))")
            // English for any other language.
            #expect(json["diagnosis"]?["message"]?.text?.hasPrefix("The ") == true)
        }
    }

    @Test("can be read again as it was for 24 hours, by the one who asked")
    func kept() async throws {
        try await GatewayUnderTest.with { gateway in
            let first = try await gateway.upload(SampleScan.named("too-small-thumbnail.jpg").bytes)
            let location = try #require(first.headers[.location])
            let again = try await gateway.get(location, as: .client)
            #expect(again.status == 200 && again.bytes == first.bytes)
            #expect(again.headers[.contentType] == "application/json")
            gateway.clock.advance(by: .seconds(86_399))
            #expect(try await gateway.get(location, as: .client).bytes == first.bytes)
            gateway.clock.advance(by: .seconds(1))
            let late = try await gateway.get(location, as: .client)
            #expect(try late.status == 404 && late.code == "not-found")
        }
    }

    @Test("is nobody else's, and an id that never was is told no differently")
    func foreign() async throws {
        try await GatewayUnderTest.with { gateway in
            let first = try await gateway.upload(SampleScan.named("too-small-thumbnail.jpg").bytes)
            let location = try #require(first.headers[.location])
            let other = try await gateway.anotherKey(.client)
            let headers = [.authorization: "Bearer \(other.secret)"] as HTTPFields
            var foreign = try await gateway.get(location, headers: headers).json
            var unknown = try await gateway.get("/v1/scans/scn_01jd3vb0qk7m2x9t4c5w8r6e1a", headers: headers).json
            for name in ["trace_id", "instance"] {
                foreign = foreign.without(name)
                unknown = unknown.without(name)
            }
            #expect(foreign == unknown && foreign["status"]?.integer == 404)
            for id in [
                "x", "scn_", "evt_01jd3vb0qk7m2x9t4c5w8r6e1a", "scn_81jd3vb0qk7m2x9t4c5w8r6e1a", "%00", "scn_%2e%2e",
            ] {
                #expect(try await gateway.get("/v1/scans/\(id)", as: .client).status == 404, "\(id)")
            }
        }
    }

    @Test("leaves an event in the log that names the request's trace")
    func trace() async throws {
        try await GatewayUnderTest.with { gateway in
            let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
            _ = try await gateway.upload(
                SampleScan.named("too-small-thumbnail.jpg").bytes,
                headers: [.traceparent: "00-\(trace)-00f067aa0ba902b7-01"])
            // A transaction of another test on the same server, which is soon over, may hold the event back.
            let end = ContinuousClock.now + .hang
            var page = try await gateway.storage.events(after: .beginning, limit: 10)
            while page.events.isEmpty {
                try #require(ContinuousClock.now < end, "the event is held back for ever")
                await Task.yield()
                page = try await gateway.storage.events(after: .beginning, limit: 10)
            }
            #expect(page.events.map { $0.event.trace?.description } == [trace])
        }
    }

    @Test("is recorded once, with its visitor, whatever its outcome; a refused upload is not")
    func recorded() async throws {
        try await GatewayUnderTest.with { gateway in
            for file in ["too-small-thumbnail.jpg", "code128-shelf-label.jpg", "bad-text.jpg", "bad-truncated.jpg"] {
                _ = try await gateway.upload(SampleScan.named(file).bytes, query: "?visitor=u1&campaign=c")
            }
            #expect(try await gateway.rows("scans") == 2)
            #expect(try await gateway.rows("events") == 2)
            #expect(try await gateway.rows("visitors") == 1)
        }
    }
}

extension JSONValue {
    fileprivate func without(_ name: String) -> JSONValue {
        guard case .object(var members) = self else { return self }
        members[name] = nil
        return .object(members)
    }
}

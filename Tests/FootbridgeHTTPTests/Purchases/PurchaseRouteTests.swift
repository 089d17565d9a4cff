import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

/// A shop that reports what became of a click.
struct ReportingShop {
    let gateway: GatewayUnderTest
    let secret: PurchaseSecret
    let click: String

    init(_ gateway: GatewayUnderTest) async throws {
        self.gateway = gateway
        secret = try await Self.newSecret(gateway)
        let json = try await gateway.get("/v1/products/9780306406157", as: .client).json
        let listing = try #require(json["listings"]?.items.first { $0["merchant"]?["id"]?.text == "quay-books" })
        let link = try #require(listing["url"]?.text).trimmingPrefix("http://localhost")
        let location = try #require(try await gateway.get(String(link)).headers[.location])
        click = String(try #require(location.firstMatch(of: /clk_[0-9a-z]{26}/)?.0))
    }

    static func newSecret(_ gateway: GatewayUnderTest) async throws -> PurchaseSecret {
        let salt = PurchaseSecret.newSalt()
        try #require(try await gateway.storage.addPurchaseSalt(salt, of: Bookshop.quay.id))
        return PurchaseSecret(salt: salt, secret: gateway.secret)
    }

    /// Signed and sent.
    func send(
        _ body: String, by secret: PurchaseSecret? = nil, of merchant: String = "quay-books",
        signedAt: Timestamp? = nil,
        as sent: String? = nil
    ) async throws -> Answer {
        let signature = PurchaseSignature(
            of: Array(body.utf8), by: secret ?? self.secret, at: signedAt ?? gateway.clock.now)
        return try await gateway.send(
            .post, "/v1/purchases",
            headers: [
                .contentType: "application/json", .footbridgeMerchant: merchant, .footbridgeSignature: signature.field,
            ], body: Array((sent ?? body).utf8))
    }

    func order(_ id: String = "A-1", amount: String = "15.98", more: String = "") -> String {
        #"{"order_id":"\#(id)","click_id":"\#(click)","amount":"\#(amount)","currency":"GBP","occurred_at":"\#(Bookshop.now.rfc3339)"\#(more)}"#
    }

    /// PostgreSQL shows no row while any older transaction of the whole server is open, and other tests have some.
    func awaitRejects(_ count: Int) async throws {
        let end = ContinuousClock.now + .hang
        while try await gateway.storage.rejects(of: nil, after: .beginning, limit: count).rejects.count < count {
            try #require(ContinuousClock.now < end, "rejects are held back for ever")
            await Task.yield()
        }
    }
}

@Suite("POST /v1/purchases")
struct PurchaseRouteTests {
    @Test("takes an order once, and answers it the same again")
    func order() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            let first = try await shop.send(shop.order(more: #","customer":"nobody's business""#))
            #expect(first.status == 201, "\(first.text)")
            let json = try first.json
            #expect(json["id"]?.text?.hasPrefix("pur_") == true && json["order_id"]?.text == "A-1")
            #expect(json["amount"]?.text == "15.98" && json["click_id"]?.text == shop.click)
            let again = try await shop.send(shop.order())
            #expect(again.status == 201 && again.bytes == first.bytes)
            let other = try await shop.send(shop.order(amount: "15.99"))
            #expect(try other.status == 409 && other.code == "order-differs")
            #expect(try await gateway.rows("events") == 2)
        }
    }

    @Test("says what is wrong with a signature, and takes nothing")
    func signature() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            let (body, now) = (shop.order(), gateway.clock.now)
            func refusal(_ answer: Answer) throws -> String? {
                #expect(answer.status == 401 && answer.headers[.wwwAuthenticate] == "Footbridge-Signature")
                return try answer.code
            }
            #expect(try refusal(try await shop.send(body, signedAt: now + .seconds(-301))) == "signature-stale")
            #expect(try refusal(try await shop.send(body, signedAt: now + .seconds(302))) == "signature-stale")
            #expect(try refusal(try await shop.send(body, as: body + " ")) == "signature-wrong")
            #expect(try refusal(try await shop.send(body, of: "heron")) == "signature-wrong")
            #expect(try refusal(try await shop.send(body, of: "nobody")) == "signature-wrong")
            for headers: HTTPFields in [
                [:], [.footbridgeMerchant: "quay-books"], [.footbridgeSignature: "t=1,v1=00"],
                [.footbridgeMerchant: "quay-books", .footbridgeSignature: "t=1,v1=ü"],
                [.authorization: "Bearer \(try #require(gateway.keys[.admin]).secret)"],
            ] {
                var headers = headers
                headers[.contentType] = "application/json"
                let answer = try await gateway.send(.post, "/v1/purchases", headers: headers, body: Array(body.utf8))
                #expect(try refusal(answer) == "unauthenticated")
            }
            #expect(try await gateway.rows("events") == 1)
        }
    }

    @Test("takes two secrets while a shop changes from one to the other, and no third")
    func rotation() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            let second = try await ReportingShop.newSecret(gateway)
            #expect(try await shop.send(shop.order("A-1")).status == 201)
            #expect(try await shop.send(shop.order("A-2"), by: second).status == 201)
            let third = try await ReportingShop.newSecret(gateway)
            #expect(try await shop.send(shop.order("A-3")).status == 401)
            #expect(try await shop.send(shop.order("A-3"), by: second).status == 201)
            #expect(try await shop.send(shop.order("A-4"), by: third).status == 201)
        }
    }

    @Test("says of each row of a batch how it ended, and lets none fail another")
    func batch() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            let refund =
                #"{"order_id":"R-1","refund_of":"A-1","amount":"-5.98","currency":"GBP","occurred_at":"\#(Bookshop.now.rfc3339)"}"#
            let rows = [
                refund, shop.order(), "7", "null", "[]", #""A-1""#, "{}", shop.order("A-2", amount: "1.999"),
                shop.order("A-3", amount: "-1.00"), shop.order("A-4").replacing("GBP", with: "XXX"),
                shop.order("A-5").replacing(shop.click, with: "clk_0"), shop.order("A 6"), shop.order(""),
                shop.order("A-7").replacing("\"15.98\"", with: "15.98"),
                shop.order("A-8").replacing(Bookshop.now.rfc3339, with: "2999-01-01T00:00:00Z"),
                shop.order("A-9", more: #","refund_of":"A-1""#), shop.order("A-10"),
            ]
            let answer = try await shop.send(#"{"purchases":[\#(rows.joined(separator: ","))]}"#)
            #expect(answer.status == 200, "\(answer.text)")
            let json = try answer.json
            let items = try #require(json["items"]?.items)
            let statuses = items.map { $0["status"]?.text == "recorded" }
            #expect(statuses == rows.indices.map { [0, 1, rows.count - 1].contains($0) })
            #expect(items.filter { $0["status"]?.text == "rejected" }.allSatisfy { $0["reason"]?.text == "malformed" })
            try await shop.awaitRejects(11)
            let list = try await gateway.get("/v1/rejects?limit=1000", as: .analyst)
            let kept = try #require(try list.json["items"]?.items)
            // Four rows that are no objects say the same nothing.
            #expect(Set(items.compactMap { $0["reject_id"]?.text }) == Set(kept.compactMap { $0["id"]?.text }))
            #expect(kept.count == 11)
        }
    }

    @Test("refuses one row alone by the member that is wrong, and keeps it")
    func malformed() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            for (body, parameter) in [
                (shop.order(amount: "0.001"), "amount"), (shop.order(""), "order_id"), ("{}", "order_id"),
                (shop.order().replacing("GBP", with: "gbp"), "currency"),
            ] {
                let answer = try await shop.send(body)
                #expect(try answer.status == 400 && answer.code == "bad-parameter", "\(answer.text)")
                #expect(try answer.json["parameter"]?.text == parameter && answer.json["reject_id"]?.text != nil)
            }
            let stranger = ClickID(UUIDv7(at: Bookshop.now))
            let unknown = try await shop.send(shop.order().replacing(shop.click, with: "\(stranger)"))
            #expect(try unknown.status == 422 && unknown.code == "unknown-click")
            for body in ["", "x", "{", "[]", "7", #"{"purchases":7}"#, #"{"purchases":null}"#, "\u{0}"] {
                let answer = try await shop.send(body)
                #expect(try answer.status == 400 && answer.code == "bad-request", "\(body): \(answer.text)")
            }
            try await shop.awaitRejects(5 + 8)
            let kept = try #require(try await gateway.get("/v1/rejects", as: .analyst).json["items"]?.items)
            #expect(kept.count == 5 + 8 && kept.contains { $0["content"]?.text == "x" })
        }
    }

    @Test("has a bound for rows and for bytes")
    func bounds() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            func batch(_ count: Int) -> String {
                #"{"purchases":[\#((0..<count).map { shop.order("B-\($0)") }.joined(separator: ","))]}"#
            }
            let most = try await shop.send(batch(200))
            #expect(try most.status == 200 && most.json["recorded"]?.integer == 200)
            let more = try await shop.send(batch(201))
            #expect(try more.status == 400 && more.code == "bad-parameter")
            let long = try await shop.send(shop.order(more: #","x":"\#(String(repeating: "x", count: 128 << 10))""#))
            #expect(try long.status == 413 && long.code == "too-large")
            #expect(try await gateway.rows("events") == 201)
        }
    }
}

@Suite("GET /v1/rejects")
struct RejectRouteTests {
    @Test("shows an analyst of one merchant that one's, and one of all everybody's or one's")
    func scope() async throws {
        try await GatewayUnderTest.with { gateway in
            let shop = try await ReportingShop(gateway)
            _ = try await shop.send("one")
            _ = try await shop.send("two")
            try await shop.awaitRejects(2)
            func list(_ key: APIKey?, _ query: String = "") async throws -> Answer {
                let key = try #require(key)
                return try await gateway.get("/v1/rejects\(query)", headers: [.authorization: "Bearer \(key.secret)"])
            }
            func contents(_ answer: Answer) throws -> [String]? {
                try answer.json["items"]?.items.compactMap { $0["content"]?.text }
            }
            func analyst(of merchant: Merchant) async throws -> APIKey? {
                let creation = try await gateway.storage.createKey(name: "a", role: .analyst, merchant: merchant.id)
                guard case .created(_, let key) = creation else { return nil }
                return key
            }
            let (quay, heron) = (try await analyst(of: Bookshop.quay), try await analyst(of: Bookshop.heron))
            let all = gateway.keys[.analyst]
            for (key, query) in [(quay, ""), (quay, "?merchant=quay-books"), (all, ""), (all, "?merchant=quay-books")] {
                #expect(try contents(try await list(key, query)) == ["one", "two"], "\(query)")
            }
            #expect(try contents(try await list(heron)) == [])
            #expect(try contents(try await list(all, "?merchant=heron")) == [])
            #expect(try await list(heron, "?merchant=quay-books").status == 403)
            let first = try await list(all, "?limit=1").json
            #expect(first["more"]?.flag == true)
            let next = try #require(first["next"]?.text)
            let second = try await list(all, "?limit=1&after=\(next)")
            #expect(try contents(second) == ["two"] && second.json["more"]?.flag == false)
            for query in ["?after=x", "?limit=0", "?limit=1001", "?limit=x", "?limit=1&limit=2", "?merchant=a%20b"] {
                #expect(try await list(all, query).code == "bad-parameter", "\(query)")
            }
        }
    }
}

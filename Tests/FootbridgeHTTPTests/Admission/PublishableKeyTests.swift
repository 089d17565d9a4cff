import FootbridgeCore
import FootbridgeStorage
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("A publishable key")
struct PublishableKeyTests {
    private static let site = "https://shop.example"
    private static let routes: Set<String> = [
        "/v1/scans", "/v1/scans/{id}", "/v1/scans/{id}/choice", "/v1/products/{id}", "/v1/places",
    ]

    /// The fields of a page of ``site``.
    private static func page(
        _ key: APIKey, origin: String? = site, session: String? = "0c9d7a52-5e0f-4f0b-9d9e-1f6f6f4b2a11"
    ) -> HTTPFields {
        var fields: HTTPFields = [.authorization: "Bearer \(key.secret)"]
        fields[.origin] = origin
        fields[.footbridgeSession] = session
        return fields
    }

    private static func key(
        in gateway: GatewayUnderTest, _ origins: [String] = ["https://other.example", site]
    ) async throws -> APIKey {
        let origins = try origins.map { try #require(WebOrigin($0)) }
        let creation = try await gateway.storage.createKey(name: "page", role: .client, origins: origins)
        guard case .created(_, let key) = creation else { throw Problem.internal }
        #expect(key.secret.hasPrefix("fbk_pub_"))
        return key
    }

    private static func upload(_ gateway: GatewayUnderTest, _ fields: HTTPFields) async throws -> Answer {
        try await gateway.upload(SampleScan.named("too-small-thumbnail.jpg").bytes, as: nil, headers: fields)
    }

    private static func isReadable(_ answer: Answer, by origin: String = site) -> Bool {
        answer.headers[.accessControlAllowOrigin] == origin && answer.headers[.vary] == "Origin"
            && answer.headers[.accessControlAllowCredentials] == nil
    }

    @Test("is announced to any site, without a key, on the routes that it opens and on no other")
    func preflights() async throws {
        try await GatewayUnderTest.with { gateway in
            for route in KnownRoute.all {
                let asked: HTTPFields = [.origin: "https://any.example", .accessControlRequestMethod: "GET"]
                let answer = try await gateway.send(.options, route.path, headers: asked)
                #expect(answer.headers[.accessControlAllowCredentials] == nil)
                guard Self.routes.contains(route.template) else {
                    #expect(answer.status >= 400 && answer.headers[.accessControlAllowOrigin] == nil, "\(route)")
                    continue
                }
                let methods = route.methods.first == .post ? "OPTIONS, POST" : "GET, HEAD, OPTIONS"
                #expect(answer.status == 204 && answer.bytes.isEmpty, "\(route)")
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
                #expect(answer.headers[.accessControlAllowMethods] == methods && answer.headers[.allow] == methods)
                #expect(
                    answer.headers[.accessControlAllowHeaders]
                        == "authorization, content-type, idempotency-key, footbridge-session, traceparent")
                #expect(answer.headers[.accessControlMaxAge] == "7200" && answer.headers[.vary] == "Origin")
                // Not a browser's question.
                let plain = try await gateway.send(.options, route.path)
                #expect(plain.status == 204 && plain.headers[.allow] == methods)
                #expect(plain.headers[.accessControlAllowOrigin] == nil)
            }
        }
    }

    @Test("uploads, looks up, and reads what its own page session made; nobody else reads that")
    func pages() async throws {
        try await GatewayUnderTest.with { gateway in
            let key = try await Self.key(in: gateway)
            let mine = Self.page(key)
            for path in ["/v1/products/9780306406157", "/v1/places?q=soho"] {
                let answer = try await gateway.get(path, headers: Self.page(key, session: nil))
                #expect(answer.status == 200 && Self.isReadable(answer), "\(path)")
                let exposed = answer.headers[.accessControlExposeHeaders]
                #expect(
                    exposed
                        == "location, retry-after, ratelimit, ratelimit-policy, server-timing, etag, allow, www-authenticate"
                )
            }
            var first = mine
            first[.idempotencyKey] = "k"
            let scan = try await Self.upload(gateway, first)
            #expect(scan.status == 201 && Self.isReadable(scan))
            #expect(try await Self.upload(gateway, first).bytes == scan.bytes)
            let location = try #require(scan.headers[.location])
            #expect(try await gateway.get(location, headers: mine).bytes == scan.bytes)

            // The same key in another browser, and the same session under another key.
            let other = Self.page(key, session: "9f0c1b5e-0000-4000-8000-3a1f6f4b2a11")
            let strangers = [other, Self.page(try await Self.key(in: gateway))]
            for stranger in strangers {
                let answer = try await gateway.get(location, headers: stranger)
                #expect(try answer.status == 404 && answer.code == "not-found" && Self.isReadable(answer))
            }
            #expect(try await gateway.get(location, as: .client).status == 404)
            // Nor is another's answer replayed.
            var repeated = other
            repeated[.idempotencyKey] = "k"
            let second = try await Self.upload(gateway, repeated)
            #expect(second.status == 201 && second.bytes != scan.bytes)
            #expect(try await gateway.rows("visitors") == 2)
        }
    }

    @Test("needs a page session where a scan is made or read, one that cannot be guessed")
    func sessions() async throws {
        try await GatewayUnderTest.with { gateway in
            let key = try await Self.key(in: gateway)
            for session in [
                nil, "1", String(repeating: "a", count: 31), String(repeating: "a", count: 129),
                String(repeating: "a", count: 31) + "é", String(repeating: "a", count: 40) + " b",
            ] {
                let fields = Self.page(key, session: session)
                for answer in [
                    try await Self.upload(gateway, fields),
                    try await gateway.get("/v1/scans/scn_01jd3vb0qk7m2x9t4c5w8r6e1a", headers: fields),
                ] {
                    #expect(try answer.status == 400 && answer.code == "bad-parameter", "\(session ?? "none")")
                    #expect(try answer.json["parameter"]?.text == "Footbridge-Session" && Self.isReadable(answer))
                }
            }
            #expect(try await gateway.rows("scans") == 0)
        }
    }

    @Test("works in no page of another site and in no program; the page reads why")
    func origins() async throws {
        try await GatewayUnderTest.with { gateway in
            let key = try await Self.key(in: gateway)
            let path = "/v1/places?q=soho"
            for origin in [
                nil, "null", "https://evil.example", "http://shop.example", "https://shop.example:8443",
                "https://shop.example.evil.example", "https://www.shop.example", "https://shop.example/",
                "https://shop.example https://evil.example", "HTTPS://SHOP.EXAMPLE", "",
            ] {
                let answer = try await gateway.get(path, headers: Self.page(key, origin: origin))
                #expect(try answer.status == 403 && answer.code == "origin-not-allowed", "\(origin ?? "none")")
                let allowed = answer.headers[.accessControlAllowOrigin]
                #expect(
                    allowed == origin.flatMap { WebOrigin($0)?.description == $0 ? $0 : nil }, "\(origin ?? "none")")
            }
            let unknown = try await gateway.get(path, headers: Self.page(APIKey(isPublishable: true)))
            #expect(unknown.status == 401 && Self.isReadable(unknown))
            // What is no publishable key's stays unreadable to other sites.
            let secret = try #require(gateway.keys[.client])
            var session = try await gateway.newSession()
            session[.origin] = Self.site
            for fields in [Self.page(secret), session, [.origin: Self.site]] {
                let answer = try await gateway.get(path, headers: fields)
                #expect(answer.headers[.accessControlAllowOrigin] == nil && answer.headers[.vary] == nil)
            }
        }
    }

    @Test("opens nothing else, whatever a client may")
    func closed() async throws {
        try await GatewayUnderTest.with { gateway in
            let fields = Self.page(try await Self.key(in: gateway))
            for route in KnownRoute.all where route.isKeyed && !Self.routes.contains(route.template) {
                for method in route.methods {
                    let answer = try await gateway.send(method, route.path, headers: fields)
                    #expect(try answer.status == 403 && answer.code == "forbidden", "\(method) \(route)")
                }
            }
        }
    }

    @Test("uploads no more than an anonymous session may, and neither does its address; the page reads for how long")
    func limits() async throws {
        var settings = GatewaySettings()
        settings.sessionUploadQuota = 1
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let key = try await Self.key(in: gateway)
            // What is no photo is refused once it has been counted, and soon.
            func upload(_ session: String) async throws -> Answer {
                try await gateway.upload(
                    Array("no photo".utf8), type: "text/plain", as: nil,
                    headers: Self.page(key, session: String(repeating: session, count: 32)))
            }
            #expect(try await upload("a").status == 415)
            let second = try await upload("a")
            #expect(second.status == 429 && Self.isReadable(second) && second.headers[.retryAfter] != nil)
            // The address has the quota of eight, of which a slow run gets some back.
            var taken = 1
            for session in "bcdefghijklmnopqrstuvwxyz0123456789" {
                guard try await upload(String(session)).status == 415 else { break }
                taken += 1
            }
            #expect((8..<36).contains(taken))
        }
    }
}

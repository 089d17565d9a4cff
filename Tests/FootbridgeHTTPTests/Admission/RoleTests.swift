import FootbridgeCore
import FootbridgeStorage
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("A key")
struct RoleTests {
    private static let keyed = KnownRoute.all.filter(\.isKeyed)

    private static func method(_ route: KnownRoute) throws -> HTTPRequest.Method { try #require(route.methods.first) }

    @Test("is needed, a known one", arguments: keyed)
    func unauthenticated(_ route: KnownRoute) async throws {
        try await GatewayUnderTest.with { gateway in
            let known = try #require(gateway.keys[.client]).secret
            for field in [
                nil, "", "Bearer", "Bearer ", "Basic dTpw", known, "Bearer \(known)x", "Bearer \(known.dropLast())",
                "Bearer \(APIKey().secret)", "Bearer \(known.uppercased())", "Bearer \(known), Bearer \(known)",
                "Bearer fbk_",
            ] {
                let answer = try await gateway.send(
                    try Self.method(route), route.path, headers: field.map { [.authorization: $0] } ?? [:])
                #expect(try answer.status == 401 && answer.code == "unauthenticated", "\(field ?? "none")")
                #expect(answer.headers[.wwwAuthenticate] == "Bearer")
                #expect(!answer.text.contains(known))
            }
        }
    }

    @Test("may be written with any case of Bearer")
    func scheme() async throws {
        try await GatewayUnderTest.with { gateway in
            let known = try #require(gateway.keys[.client]).secret
            for scheme in ["Bearer", "bearer", "BEARER"] {
                let answer = try await gateway.get("/v1/places?q=soho", headers: [.authorization: "\(scheme) \(known)"])
                #expect(answer.status == 200)
            }
        }
    }

    @Test("opens what its role may do, and nothing else", arguments: keyed, Role.allCases)
    func roles(_ route: KnownRoute, _ role: Role) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.send(
                try Self.method(route), route.path, as: role, headers: [.contentType: "image/jpeg"],
                body: route.methods == [.post] ? SampleScan.named("too-small-thumbnail.jpg").bytes : nil)
            if role == route.role || route.isForAdmins && role == .admin {
                #expect(answer.status == route.status)
            } else {
                #expect(try answer.status == 403 && answer.code == "forbidden")
            }
            #expect(try await gateway.rows("scans") == (role == .client && route.template == "/v1/scans" ? 1 : 0))
        }
    }

    @Test("that is revoked is unknown at once, and its principal's other keys are not")
    func revoked() async throws {
        try await GatewayUnderTest.with { gateway in
            let first = try #require(gateway.keys[.client])
            let principal = try #require(gateway.principals[.client]).id
            guard case .created(_, let second) = try await gateway.storage.addKey(to: principal) else {
                Issue.record("no second key")
                return
            }
            func status(_ key: APIKey) async throws -> Int {
                try await gateway.get("/v1/places?q=soho", headers: [.authorization: "Bearer \(key.secret)"]).status
            }
            #expect(try await status(first) == 200)
            #expect(try await status(second) == 200)
            _ = try await gateway.storage.revokeKey(hint: first.hint, of: principal)
            #expect(try await status(first) == 401)
            #expect(try await status(second) == 200)
        }
    }

    @Test("has a quota of its own, and so has an address; what is left is said with every answer")
    func quota() async throws {
        var settings = GatewaySettings()
        settings.keyQuota = 2
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let first = try await gateway.get("/v1/places?q=soho", as: .client)
            #expect(first.headers[.rateLimitPolicy] == "\"default\";q=2;w=60")
            #expect(first.headers[.rateLimit]?.hasPrefix("\"default\";r=1;t=") == true)
            #expect(try await gateway.get("/v1/places?q=soho", as: .client).status == 200)
            let third = try await gateway.get("/v1/places?q=soho", as: .client)
            #expect(try third.status == 429 && third.code == "rate-limited")
            #expect(third.headers[.retryAfter].flatMap(Int.init).map { (1...30).contains($0) } == true)
            #expect(third.headers[.rateLimit]?.hasPrefix("\"default\";r=0;t=") == true)
            #expect(try third.json["violated-policies"] == .list([.text("default")]))
            // Another key is not held back by it.
            let other = try await gateway.anotherKey(.client)
            #expect(
                try await gateway.get("/v1/places?q=soho", headers: [.authorization: "Bearer \(other.secret)"]).status
                    == 200)
        }
        settings.addressQuota = 2
        settings.keyQuota = 0
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let guess = try await gateway.get("/v1/places?q=soho", headers: [.authorization: "Bearer guess"])
            #expect(guess.status == 401)
            #expect(try await gateway.get("/go/x").status == 404)
            for path in ["/", "/go/x", "/assets/shopper.js", "/v1/places?q=soho", "/v1/scans/x"] {
                #expect(try await gateway.get(path, as: .client).status == 429, "\(path)")
            }
            // Nor are keys tried there.
            #expect(try await gateway.get("/metrics", as: .admin).status == 429)
            // Whoever watches over the daemon is not kept out.
            for path in ["/healthz", "/readyz", "/openapi.yaml"] {
                #expect(try await gateway.get(path).status == 200, "\(path)")
            }
        }
    }
}

@Suite("A session of the shopper page")
struct SessionRouteTests {
    private static func cookie(_ gateway: GatewayUnderTest) async throws -> String {
        let field = try #require(try await gateway.get("/").headers[.setCookie])
        return String(field.prefix { $0 != ";" })
    }

    @Test("may read without an Origin, and upload only with our own")
    func origin() async throws {
        try await GatewayUnderTest.with { gateway in
            let cookie = try await Self.cookie(gateway)
            #expect(try await gateway.get("/v1/places?q=soho", headers: [.cookie: cookie]).status == 200)
            let photo = try SampleScan.named("too-small-thumbnail.jpg").bytes
            for (origin, status) in [
                (nil, 403), ("null", 403), ("http://evil.example", 403), ("https://localhost", 403),
                ("http://localhost.evil.example", 403),
                ("http://localhost", 201),
            ] {
                var headers: HTTPFields = [.cookie: cookie]
                headers[.origin] = origin
                let answer = try await gateway.upload(photo, as: nil, headers: headers)
                #expect(answer.status == status, "\(origin ?? "none")")
                if status == 403 { #expect(try answer.code == "forbidden") }
            }
            #expect(try await gateway.rows("scans") == 1)
        }
    }

    @Test("is the client web, whose scans no key reads; and a key needs no Origin")
    func principal() async throws {
        try await GatewayUnderTest.with { gateway in
            let cookie = try await Self.cookie(gateway)
            let photo = try SampleScan.named("too-small-thumbnail.jpg").bytes
            let headers: HTTPFields = [.cookie: cookie, .origin: "http://localhost"]
            let location = try #require(try await gateway.upload(photo, as: nil, headers: headers).headers[.location])
            #expect(try await gateway.get(location, headers: [.cookie: cookie]).status == 200)
            #expect(try await gateway.get(location, as: .client).status == 404)
            #expect(
                try await gateway.upload(photo, as: .client, headers: [.origin: "http://evil.example"]).status == 201)
        }
    }

    @Test("ends after 30 days, and one that is forged never begins")
    func ended() async throws {
        try await GatewayUnderTest.with { gateway in
            let cookie = try await Self.cookie(gateway)
            #expect(try await gateway.get("/v1/places?q=soho", headers: [.cookie: cookie + "A"]).status == 401)
            gateway.clock.advance(by: .seconds(30 * 86_400))
            #expect(try await gateway.get("/v1/places?q=soho", headers: [.cookie: cookie]).status == 401)
        }
    }

    @Test("does not stand in for a key that is wrong")
    func wrongKey() async throws {
        try await GatewayUnderTest.with { gateway in
            let headers: HTTPFields = [.cookie: try await Self.cookie(gateway), .authorization: "Bearer fbk_x"]
            #expect(try await gateway.get("/v1/places?q=soho", headers: headers).status == 401)
        }
    }

    @Test("begins with the page where the browser brings none, and goes on where it does")
    func page() async throws {
        try await GatewayUnderTest.with { gateway in
            let cookie = try await Self.cookie(gateway)
            #expect(try await gateway.get("/", headers: [.cookie: cookie]).headers[.setCookie] == nil)
            #expect(try await gateway.get("/", headers: [.cookie: cookie + "x"]).headers[.setCookie] != nil)
            // Plain http on loopback: a Secure cookie would not be sent back.
            #expect(try await gateway.get("/").headers[.setCookie]?.contains("Secure") == false)
        }
        var settings = GatewaySettings()
        settings.proxies = .none(overTLS: true)
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let page = try await gateway.get("/")
            #expect(page.headers[.setCookie]?.hasSuffix("; Secure") == true)
        }
    }
}

@Suite("Somebody who is signed in on a store's device")
struct StaffSessionRouteTests {
    private static let tills = KnownRoute.all.filter { $0.role == .staff }
    private static let body = Array("{}".utf8)

    @Test("may do what a staff key may, and only a lead may enrol a device", arguments: [false, true])
    func rights(isLead: Bool) async throws {
        try await GatewayUnderTest.with { gateway in
            let headers = try await gateway.signIn(isLead: isLead)
            for route in Self.tills {
                for method in route.methods {
                    let answer = try await gateway.send(
                        method, route.path, headers: headers, body: method == .post ? Self.body : nil)
                    if route.template == "/v1/staff/enrolments" {
                        #expect(try isLead ? answer.status == 201 : answer.code == "lead-needed")
                    } else {
                        #expect([200, 400, 404].contains(answer.status), "\(method) \(route.path)")
                    }
                }
            }
        }
    }

    @Test("is nobody on the routes of shoppers, and passed over where there is a key")
    func elsewhere() async throws {
        try await GatewayUnderTest.with { gateway in
            let headers = try await gateway.signIn(isLead: true)
            for route in KnownRoute.all where route.role == .client {
                let method = try #require(route.methods.first)
                let answer = try await gateway.send(
                    method, route.path, headers: headers, body: method == .post ? Self.body : nil)
                #expect(try answer.status == 401 && answer.code == "unauthenticated", "\(route.path)")
            }
            #expect(try await gateway.get("/v1/redemptions", as: .client, headers: headers).status == 403)
            let enrolling = try await gateway.send(
                .post, "/v1/staff/enrolments", as: .staff, headers: headers, body: Self.body)
            #expect(try enrolling.code == "lead-needed")
        }
    }

    @Test(
        "changes nothing but from our own page",
        arguments: [nil, "null", "http://evil.example", "https://localhost"])
    func origin(_ origin: String?) async throws {
        try await GatewayUnderTest.with { gateway in
            var headers = try await gateway.signIn(isLead: true)
            headers[.origin] = origin
            #expect(try await gateway.get("/v1/redemptions", headers: headers).status == 200)
            #expect(try await gateway.get("/v1/staff", headers: headers).status == 200)
            for path in Self.tills.filter({ $0.methods.contains(.post) }).map(\.path) + ["/v1/staff/session"] {
                let answer = try await gateway.send(.post, path, headers: headers, body: Self.body)
                #expect(try answer.status == 403 && answer.code == "forbidden", "\(path)")
            }
            #expect(try await gateway.send(.delete, "/v1/staff/session", headers: headers).status == 403)
        }
    }

    @Test("needs both cookies, each as it was given out")
    func cookies() async throws {
        try await GatewayUnderTest.with { gateway in
            let headers = try await gateway.signIn()
            let others = try await gateway.signIn()
            func parts(_ headers: HTTPFields) throws -> [String] {
                try #require(headers[.cookie]).split(separator: ";").map { $0.drop { $0 == " " } }.map(String.init)
            }
            func status(_ cookies: [String]) async throws -> Int {
                try await gateway.get("/v1/redemptions", headers: [.cookie: cookies.joined(separator: "; ")]).status
            }
            let (mine, theirs) = (try parts(headers), try parts(others))
            #expect(try await status(mine) == 200)
            #expect(try await status([mine[0]]) == 401)
            #expect(try await status([mine[1]]) == 401)
            #expect(try await status([theirs[0], mine[1]]) == 401)
            #expect(try await status([mine[0], mine[1] + "A"]) == 401)
            #expect(try await status([mine[0] + "0", mine[1]]) == 401)
        }
    }

    @Test("is signed in for twelve hours, and the device stays one")
    func ended() async throws {
        try await GatewayUnderTest.with { gateway in
            let headers = try await gateway.signIn()
            gateway.clock.advance(by: .seconds(12 * 3600 - 1))
            #expect(try await gateway.get("/v1/redemptions", headers: headers).status == 200)
            gateway.clock.advance(by: .seconds(1))
            #expect(try await gateway.get("/v1/redemptions", headers: headers).status == 401)
            let device = try await gateway.get("/v1/staff", headers: headers)
            #expect(try device.status == 200 && device.json["person"] == .null)
            #expect(try device.json["session_ends_at"] == .null)
        }
    }
}

import FootbridgeCore
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import FootbridgeHTTP

/// One path of the gateway, with what may be sent there.
struct KnownRoute: Sendable, CustomTestStringConvertible {
    /// As openapi.yaml writes it.
    var template: String
    /// A path that is answered.
    var path: String
    var methods: [HTTPRequest.Method]
    /// Whose key is needed; nil for nobody's.
    var role: Role?
    /// What the first of the methods comes to, with that key, and with a photo of nothing where it takes a body.
    var status = 200
    /// Whether pages of other sites may use it, which ask with OPTIONS first.
    var isForPages = false
    /// Whether an admin's key does as well.
    var isForAdmins = false

    var testDescription: String { template }

    static let all = [
        KnownRoute(template: "/healthz", path: "/healthz", methods: [.get]),
        KnownRoute(template: "/readyz", path: "/readyz", methods: [.get]),
        KnownRoute(template: "/metrics", path: "/metrics", methods: [.get], role: .admin),
        KnownRoute(template: "/openapi.yaml", path: "/openapi.yaml", methods: [.get]),
        KnownRoute(template: "/", path: "/", methods: [.get]),
        KnownRoute(template: "/assets/{first}", path: "/assets/shopper.js", methods: [.get]),
        KnownRoute(template: "/assets/{first}/{name}", path: "/assets/any/shopper.js", methods: [.get]),
        KnownRoute(
            template: "/go/{token}", path: "/go/\(String(repeating: "A", count: 64))", methods: [.get, .head],
            status: 404),
        KnownRoute(template: "/v/{id}", path: "/v/\(voucher)", methods: [.get], status: 404),
        KnownRoute(template: "/v/worker.js", path: "/v/worker.js", methods: [.get]),
        KnownRoute(template: "/staff", path: "/staff", methods: [.get]),
        KnownRoute(template: "/staff/worker.js", path: "/staff/worker.js", methods: [.get]),
        KnownRoute(
            template: "/v1/scans", path: "/v1/scans", methods: [.post], role: .client, status: 201, isForPages: true),
        KnownRoute(
            template: "/v1/scans/{id}", path: "/v1/scans/scn_01jd3vb0qk7m2x9t4c5w8r6e1a", methods: [.get],
            role: .client, status: 404, isForPages: true),
        KnownRoute(
            template: "/v1/scans/{id}/choice", path: "/v1/scans/scn_01jd3vb0qk7m2x9t4c5w8r6e1a/choice",
            methods: [.post], role: .client, status: 415, isForPages: true),
        KnownRoute(
            template: "/v1/products/{id}", path: "/v1/products/9780306406157", methods: [.get], role: .client,
            isForPages: true),
        KnownRoute(template: "/v1/places", path: "/v1/places?q=soho", methods: [.get], role: .client, isForPages: true),
        KnownRoute(template: "/v1/vouchers", path: "/v1/vouchers", methods: [.post], role: .client, status: 415),
        KnownRoute(
            template: "/v1/vouchers/{id}", path: "/v1/vouchers/\(voucher)", methods: [.get], role: .client,
            status: 404),
        KnownRoute(
            template: "/v1/vouchers/{id}/qr.svg", path: "/v1/vouchers/\(voucher)/qr.svg", methods: [.get],
            role: .client, status: 404),
        KnownRoute(
            template: "/v1/vouchers/{id}/qr.png", path: "/v1/vouchers/\(voucher)/qr.png", methods: [.get],
            role: .client, status: 404),
        KnownRoute(template: "/v1/visits", path: "/v1/visits", methods: [.post], role: .client, status: 415),
        KnownRoute(template: "/v1/purchases", path: "/v1/purchases", methods: [.post], status: 401),
        KnownRoute(
            template: "/v1/covers", path: "/v1/covers", methods: [.post], role: .merchant, status: 400,
            isForAdmins: true),
        KnownRoute(
            template: "/v1/covers/{gtin}", path: "/v1/covers/9780306406157", methods: [.delete], role: .merchant,
            status: 404, isForAdmins: true),
        KnownRoute(template: "/covers/{name}", path: "/covers/09780306406157.jpg", methods: [.get], status: 404),
        KnownRoute(template: "/v1/rejects", path: "/v1/rejects", methods: [.get], role: .analyst),
        KnownRoute(template: "/v1/events", path: "/v1/events", methods: [.get], role: .analyst),
        KnownRoute(template: "/v1/conversions", path: "/v1/conversions", methods: [.get], role: .analyst),
        KnownRoute(template: "/v1/schemas/event.json", path: "/v1/schemas/event.json", methods: [.get]),
        KnownRoute(template: "/v1/schemas/conversion.json", path: "/v1/schemas/conversion.json", methods: [.get]),
        KnownRoute(
            template: "/v1/reports/{report}", path: "/v1/reports/funnel", methods: [.get], role: .analyst),
        KnownRoute(template: "/analytics", path: "/analytics", methods: [.get]),
        KnownRoute(template: "/analytics/session", path: "/analytics/session", methods: [.post], status: 403),
        KnownRoute(template: "/analytics/session/end", path: "/analytics/session/end", methods: [.post], status: 403),
        KnownRoute(template: "/c/{code}", path: "/c/k7m2x9t4", methods: [.get, .head], status: 404),
        KnownRoute(
            template: "/c/{code}/01/{gtin}", path: "/c/k7m2x9t4/01/09780306406157", methods: [.get, .head], status: 404),
        KnownRoute(template: "/v1/staff", path: "/v1/staff", methods: [.get], status: 401),
        KnownRoute(template: "/v1/staff/devices", path: "/v1/staff/devices", methods: [.post], status: 415),
        KnownRoute(
            template: "/v1/staff/session", path: "/v1/staff/session", methods: [.post, .delete], status: 403),
        // A staff key is nobody's lead.
        KnownRoute(
            template: "/v1/staff/enrolments", path: "/v1/staff/enrolments", methods: [.post], role: .staff, status: 403),
        KnownRoute(
            template: "/v1/redemptions", path: "/v1/redemptions", methods: [.get, .post], role: .staff),
        KnownRoute(
            template: "/v1/redemptions/check", path: "/v1/redemptions/check", methods: [.post], role: .staff),
        KnownRoute(
            template: "/v1/redemptions/conflicts", path: "/v1/redemptions/conflicts", methods: [.get], role: .staff),
        KnownRoute(
            template: "/v1/redemptions/{id}/reversal",
            path: "/v1/redemptions/red_01jd3vb0qk7m2x9t4c5w8r6e1f/reversal", methods: [.post], role: .staff,
            status: 415),
    ]

    private static let voucher = "vou_01jd3vb0qk7m2x9t4c5w8r6e1d"

    var isKeyed: Bool { role != nil }

    /// What GET, HEAD and the rest come to: GET answers HEAD too.
    var allowed: Set<HTTPRequest.Method> {
        Set(methods + (methods.contains(.get) ? [.head] : []) + (isForPages ? [.options] : []))
    }
}

@Suite("A route")
struct RouteTests {
    @Test("refuses every method that it does not have, and says which it has", arguments: KnownRoute.all)
    func methods(_ route: KnownRoute) async throws {
        try await GatewayUnderTest.with { gateway in
            let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace]
            for method in methods where !route.allowed.contains(method) {
                let answer = try await gateway.send(method, route.path, as: route.role)
                #expect(answer.status == 405, "\(method)")
                #expect(answer.headers[.allow] == route.allowed.map(\.rawValue).sorted().joined(separator: ", "))
                if method != .head { #expect(try answer.code == "method-not-allowed") }
            }
            for method in route.allowed {
                let answer = try await gateway.send(method, route.path, as: route.role)
                #expect(answer.status != 405 && answer.status < 500, "\(method)")
            }
        }
    }

    @Test(
        "answers HEAD as GET, without the body",
        arguments: KnownRoute.all.filter { $0.methods.first == .get && $0.template != "/go/{token}" })
    func head(_ route: KnownRoute) async throws {
        try await GatewayUnderTest.with { gateway in
            let get = try await gateway.send(.get, route.path, as: route.role)
            let head = try await gateway.send(.head, route.path, as: route.role)
            #expect(get.status == route.status)
            #expect(head.status == get.status && head.bytes.isEmpty)
            #expect(head.headers[.contentType] == get.headers[.contentType])
            // What the second request itself has counted makes the page of figures longer.
            if route.path != "/metrics" { #expect(head.headers[.contentLength] == String(get.bytes.count)) }
        }
    }

    @Test(
        "answers HEAD without a body over a connection too, so that the next answer is read right",
        arguments: ["/healthz", "/nowhere", "/v1/scans", "/v1/places", "/go/x", "/assets/none.js", "/v1/products/1"])
    func headOverConnection(_ path: String) async throws {
        try await GatewayUnderTest.with(.live) { gateway in
            for _ in 0..<2 {
                let head = try await gateway.send(.head, path, as: .client)
                #expect(head.bytes.isEmpty)
                let next = try await gateway.get("/healthz")
                #expect(next.status == 200 && next.text == #"{"status":"ok"}"#)
            }
        }
    }

    @Test(
        "of no such path is a problem as any other",
        arguments: ["/nowhere", "/v1", "/v1/scans/a/b", "/v2/scans", "/go", "/assets", "/%00"])
    func unknown(_ path: String) async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            for method: HTTPRequest.Method in [.get, .post, .delete] {
                let answer = try await gateway.send(method, path, as: .client)
                #expect(try answer.status == 404 && answer.code == "not-found", "\(method) \(path)")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff")
            }
        }
    }

    @Test("of a method that nobody knows is refused, whatever the path")
    func unknownMethod() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let method = try #require(HTTPRequest.Method("BREW"))
            for path in ["/", "/v1/scans", "/nowhere"] {
                let answer = try await gateway.send(method, path, as: .client)
                #expect(try answer.status == 501 && answer.code == "unknown-method")
            }
        }
    }

    @Test("carries the caller's trace id back, in errors")
    func traceID() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let id = "4bf92f3577b34da6a3ce929d0e0e4736"
            let answer = try await gateway.get("/nowhere", headers: [.traceparent: "00-\(id)-00f067aa0ba902b7-01"])
            #expect(try answer.json["trace_id"]?.text == id)
            let forged = try await gateway.get("/nowhere", headers: [.traceparent: "\"><script>"])
            #expect(try forged.json["trace_id"]?.text?.wholeMatch(of: /[0-9a-f]{32}/) != nil)
        }
    }
}

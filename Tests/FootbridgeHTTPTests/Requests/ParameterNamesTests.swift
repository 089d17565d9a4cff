import FootbridgeCore
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("The name of a parameter")
struct ParameterNamesTests {
    private static let names = ParameterNames([
        "lat", "lon", "radius_m", "limit", "visitor", "campaign", "lang", "merchant", "store", "from", "to", "tz",
        "gclid",
    ])

    /// - Returns: the parameter that a refusal says is meant; nil where the name is passed over or known.
    private static func meant(by name: String) -> String? {
        do throws(Problem) {
            _ = try names.take(name)
            return nil
        } catch {
            #expect(error.status == .badRequest && error.code == "bad-parameter" && error.parameter == name)
            let meant = error.members.first { $0.name == "meant" }?.value as? String
            #expect(meant.map { error.detail?.contains("\($0) is meant") == true } == true)
            return meant
        }
    }

    @Test(
        "that is misspelt is refused, and the right one is told",
        arguments: [
            ("latitude", "lat"), ("longitude", "lon"), ("lng", "lon"), ("long", "lon"), ("Lat", "lat"), ("LON", "lon"),
            ("radius", "radius_m"), ("radiusM", "radius_m"), ("radius-m", "radius_m"), ("limt", "limit"),
            ("limits", "limit"), ("vistor", "visitor"), ("visitor_id", "visitor"), ("campain", "campaign"),
            ("language", "lang"), ("merchnat", "merchant"), ("store_id", "store"), ("form", "from"), ("timezone", "tz"),
            ("glcid", "gclid"),
        ])
    func misspelt(_ name: String, _ right: String) {
        #expect(Self.meant(by: name) == right)
    }

    @Test(
        "that is anybody's, or like none, is passed over",
        arguments: [
            "x-lat", "X-latitude", "utm_source", "utm_campaign", "UTM_medium", "fbclid", "dclid", "ttclid", "msclkid",
            "gbraid", "wbraid", "shoe_size", "page", "t", "", "étage", String(repeating: "lat", count: 30),
        ])
    func passedOver(_ name: String) throws {
        #expect(Self.meant(by: name) == nil)
        #expect(try !Self.names.take(name))
    }

    @Test("that is known is taken, and none is where a route has none")
    func known() throws {
        for name in ["lat", "radius_m", "to", "gclid"] { #expect(try Self.names.take(name)) }
        for name in ["lat", "latitude"] { #expect(try !ParameterNames.none.take(name)) }
    }
}

@Suite("Every route that takes parameters")
struct ParameterRuleTests {
    @Test("refuses a misspelt one by the same rule, and passes over what it does not know")
    func misspelt() async throws {
        try await GatewayUnderTest.with { gateway in
            for (path, role, wrong, right) in [
                ("/v1/products/9780306406157", Role.client, "latitude", "lat"), ("/v1/places", .client, "query", "q"),
                ("/v1/events", .analyst, "store_id", "store"), ("/v1/conversions", .analyst, "merchnat", "merchant"),
                ("/v1/conversions", .analyst, "fomat", "format"), ("/v1/rejects", .analyst, "limt", "limit"),
                ("/v1/reports/funnel", .analyst, "timezone", "tz"), ("/v1/redemptions", .staff, "limits", "limit"),
            ] {
                let refused = try await gateway.get("\(path)?\(wrong)=1", as: role)
                #expect(try refused.status == 400 && refused.code == "bad-parameter", "\(path)")
                #expect(try refused.json["parameter"]?.text == wrong && refused.json["meant"]?.text == right, "\(path)")
                let known = path == "/v1/places" ? "q=Soho&" : ""
                for passed in ["shoe_size=1&shoe_size=%FF", "x-\(right)=1", "utm_source=a+b", "dclid=1"] {
                    let answer = try await gateway.get("\(path)?\(known)\(passed)", as: role)
                    #expect(answer.status == 200, "\(path)?\(passed): \(answer.text)")
                }
            }
            let upload = try await gateway.upload([1], query: "?latitude=51")
            #expect(try upload.status == 400 && upload.json["parameter"]?.text == "latitude")
        }
    }

    @Test("bounds a query by its bytes and by its parameters")
    func bounded() async throws {
        try await GatewayUnderTest.with { gateway in
            let many = String(repeating: "a&", count: 101)
            let long = "a=" + String(repeating: "a", count: 16 << 10)
            for (path, role) in [("/v1/products/9780306406157", Role.client), ("/v1/events", .analyst)] {
                for query in [many, long] {
                    let answer = try await gateway.get("\(path)?\(query)", as: role)
                    #expect(try answer.code == "bad-request", "\(path)")
                }
            }
        }
    }
}

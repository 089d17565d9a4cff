import FootbridgeCore
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("The parameters of a scan")
struct ScanFieldsTests {
    private static func parameters(_ fields: [(String, String)]) throws(Problem) -> ScanParameters {
        var gathered = ScanFields()
        for (name, value) in fields { try gathered.add(name, value) }
        return try gathered.parameters()
    }

    /// The parameter that a refusal names.
    private static func refused(_ fields: [(String, String)]) -> String? {
        do {
            _ = try parameters(fields)
            return nil
        } catch {
            #expect(error.status == .badRequest && error.code == "bad-parameter" && error.retry == .never)
            #expect(error.detail?.hasPrefix("\(error.parameter ?? "nothing"): ") == true)
            return error.parameter
        }
    }

    @Test("have their defaults where nothing is said")
    func defaults() throws {
        #expect(try Self.parameters([]) == ScanParameters())
        let vicinity = try #require(try Self.parameters([("lat", "51.5"), ("lon", "-0.14")]).vicinity)
        #expect(vicinity.radius == Meters(10_000) && vicinity.limit == 5)
        #expect(vicinity.position.latitudeE7 == 515_000_000 && vicinity.position.longitudeE7 == -1_400_000)
    }

    @Test("are all kept where they are well formed")
    func all() throws {
        let parameters = try Self.parameters([
            ("lat", "-90"), ("lon", "180.0"), ("radius_m", "100000"), ("limit", "50"),
            ("visitor", String(repeating: "v", count: 200)), ("campaign", "frühling \u{1F4D6}"), ("lang", "de-AT"),
            ("gclid", String(repeating: "g", count: 500)), ("gbraid", "b"), ("wbraid", "w"), ("fbclid", "f"),
            ("msclkid", "m"), ("unknown", String(repeating: "x", count: 5000)),
        ])
        #expect(parameters.vicinity?.radius == Meters(100_000) && parameters.vicinity?.limit == 50)
        #expect(parameters.vicinity?.position == Position(latitude: -90, longitude: 180))
        #expect(parameters.visitor?.utf8.count == 200 && parameters.campaign == "frühling \u{1F4D6}")
        #expect(parameters.language == .german && parameters.adClicks.count == 5)
        #expect(parameters.adClicks[.msclkid] == "m")
    }

    @Test("are as if not given where they are empty text")
    func empty() throws {
        #expect(
            try Self.parameters([("visitor", ""), ("campaign", ""), ("lang", ""), ("gclid", "")]) == ScanParameters())
    }

    @Test(
        "name the coordinate that is wrong",
        arguments: [
            "", " ", "north", "1e5", "1E1", "NaN", "nan", "inf", "-inf", "0x10", "１", "٣", "90.0000001", "-91", "--5",
            "5-",
            "1.2.3", "1,5", "+", "-", ".", " 1", "1 ", "1\u{0}", String(repeating: "0", count: 33), "999999999999999",
        ])
    func badLatitude(_ text: String) {
        #expect(Self.refused([("lat", text), ("lon", "0")]) == "lat")
    }

    @Test("name the longitude where it is wrong", arguments: ["180.1", "-180.1", "W 0.1", "1e2"])
    func badLongitude(_ text: String) {
        #expect(Self.refused([("lat", "0"), ("lon", text)]) == "lon")
    }

    @Test(
        "take plain decimals to the edge of the earth",
        arguments: ["90", "-90", "+5", "0.0", "-0", ".5", "51.515512345678"])
    func goodLatitude(_ text: String) {
        #expect(Self.refused([("lat", text), ("lon", "0")]) == nil)
    }

    @Test("name the coordinate that is missing beside the other")
    func half() {
        #expect(Self.refused([("lat", "1")]) == "lon")
        #expect(Self.refused([("lon", "1")]) == "lat")
    }

    @Test(
        "name the whole number that is wrong, with a position or without",
        arguments: [
            "", "0", "-1", "+5", "1.0", "1e3", "１", "five", " 5", "5 ", "NaN", "inf", "0x5", "99999999999999999999",
        ],
        ["radius_m", "limit"])
    func badInteger(_ text: String, _ name: String) {
        #expect(Self.refused([(name, text)]) == name)
        #expect(Self.refused([("lat", "1"), ("lon", "1"), (name, text)]) == name)
    }

    @Test("keep whole numbers within their ranges")
    func ranges() {
        #expect(Self.refused([("radius_m", "100001")]) == "radius_m")
        #expect(Self.refused([("limit", "51")]) == "limit")
        #expect(Self.refused([("radius_m", "1"), ("limit", "1")]) == nil)
        #expect(Self.refused([("limit", "0050")]) == nil)
    }

    @Test(
        "name the text that is too long or has control characters",
        arguments: [
            ("visitor", 200), ("campaign", 200), ("lang", 35), ("gclid", 500), ("gbraid", 500), ("wbraid", 500),
            ("fbclid", 500), ("msclkid", 500),
        ])
    func badText(_ name: String, _ maximum: Int) {
        #expect(Self.refused([(name, String(repeating: "x", count: maximum))]) == nil)
        #expect(Self.refused([(name, String(repeating: "x", count: maximum + 1))]) == name)
        #expect(Self.refused([(name, String(repeating: "é", count: maximum / 2 + 1))]) == name)
        for control in ["\u{0}", "\n", "\r", "\t", "\u{1B}[31m", "\u{7F}", "\u{85}"] {
            #expect(Self.refused([(name, "a\(control)b")]) == name)
        }
    }

    @Test("name the one that is given twice, even the same", arguments: ["lat", "limit", "visitor", "lang", "fbclid"])
    func twice(_ name: String) {
        #expect(Self.refused([(name, "1"), (name, "1")]) == name)
    }

    @Test("that nobody knows may be given twice")
    func unknownTwice() {
        #expect(Self.refused([("utm_source", "a"), ("utm_source", "b")]) == nil)
    }

    @Test("name any that is longer than 2 KiB as soon as it is added")
    func tooLong() {
        #expect(Self.refused([("lat", String(repeating: "1", count: 2049))]) == "lat")
    }

    @Test("have one canonical form, whatever their order, that tells names from values")
    func canonical() throws {
        func form(_ fields: [(String, String)]) throws -> String {
            var gathered = ScanFields()
            for (name, value) in fields { try gathered.add(name, value) }
            return gathered.canonical
        }
        #expect(try form([("lat", "1"), ("lon", "2")]) == form([("lon", "2"), ("lat", "1")]))
        #expect(try form([("lat", "1"), ("lon", "2")]) != form([("lat", "2"), ("lon", "1")]))
        #expect(try form([("visitor", "1"), ("lang", "")]) != form([("visitor", "1")]))
        #expect(try form([("visitor", "a4:lang1:b")]) != form([("visitor", "a"), ("lang", "b")]))
    }
}

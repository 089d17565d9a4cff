import Testing

@testable import FootbridgeCore

@Suite("A merchant's URL with a click id")
struct ClickDestinationTests {
    private static let click = ClickID(UUIDv7(at: Timestamp(microseconds: 1_790_000_000_000_000)))

    private static func url(_ url: String, _ parameter: String = "ref") throws -> String {
        ClickDestination(url: url, parameter: try #require(ClickParameter(parameter))).url(with: click)
    }

    @Test(
        "is the registered one character for character, with the id at the end of its query",
        arguments: [
            ("https://a.example", "https://a.example?@"),
            ("https://a.example/", "https://a.example/?@"),
            ("https://a.example/b?c=d", "https://a.example/b?c=d&@"),
            ("https://a.example/b?", "https://a.example/b?@"),
            ("https://a.example/b?c&", "https://a.example/b?c&@"),
            ("https://a.example/b#top", "https://a.example/b?@#top"),
            ("https://a.example/b#", "https://a.example/b?@#"),
            ("https://a.example/b?c=d#top?e=f", "https://a.example/b?c=d&@#top?e=f"),
            ("https://a.example/b#x?y#z", "https://a.example/b?@#x?y#z"),
            ("https://a.example/%7Eb/%c3%a9?q=a+b&r=%2F#p", "https://a.example/%7Eb/%c3%a9?q=a+b&r=%2F&@#p"),
            // Not names: a value, a part of a name, a path, a fragment.
            ("https://a.example/ref?c=ref&prefref=1#ref=2", "https://a.example/ref?c=ref&prefref=1&@#ref=2"),
        ])
    func adding(_ url: String, _ expected: String) throws {
        #expect(try Self.url(url) == expected.replacing("@", with: "ref=\(Self.click)"))
    }

    @Test(
        "is left as it is where it has a parameter of that name",
        arguments: [
            "https://a.example?ref=1", "https://a.example/b?c=d&ref=1#top", "https://a.example?ref",
            "https://a.example?c;ref=1",
            "https://a.example?REF=1", "https://a.example?r%65f=1", "https://a.example?ref=1&ref=2",
            "https://a.example?&&ref=",
        ])
    func taken(_ url: String) throws {
        #expect(try Self.url(url) == url)
    }

    @Test("has the name that the merchant chose, which is nothing that could end a name")
    func names() throws {
        #expect(try Self.url("https://a.example", "utm_click.id-2") == "https://a.example?utm_click.id-2=\(Self.click)")
        #expect(ClickParameter(String(repeating: "x", count: 40)) != nil)
        for name in ["", "a b", "a=b", "a&b", "a#b", "a%20b", "é", "a\n", String(repeating: "x", count: 41)] {
            #expect(ClickParameter(name) == nil, "\(name)")
        }
        #expect(ClickParameter.standard.description == "footbridge_click")
    }
}

import FootbridgeCore
import Testing

@testable import FootbridgeHTTP

@Suite("A merchant's URL with a click id")
struct ClickURLTests {
    private static let click = ClickID(UUIDv7(at: Bookshop.now))

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
        ])
    func adding(_ url: String, _ expected: String) {
        let parameter = "footbridge_click=\(Self.click)"
        #expect(ClickController.adding(Self.click, to: url) == expected.replacing("@", with: parameter))
    }
}

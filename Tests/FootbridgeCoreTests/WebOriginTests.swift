import FootbridgeCore
import Testing

@Suite("A web site's origin")
struct WebOriginTests {
    @Test(
        "is written as browsers send it",
        arguments: [
            ("https://shop.example", "https://shop.example"), ("HTTPS://Shop.Example/", "https://shop.example"),
            ("https://shop.example:443", "https://shop.example"), ("http://shop.example:80/", "http://shop.example"),
            ("http://shop.example:443", "http://shop.example:443"),
            ("http://127.0.0.1:5173", "http://127.0.0.1:5173"), ("http://[::1]:8080", "http://[::1]:8080"),
            ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
            ("https://b\u{FC}cher.example", "https://xn--bcher-kva.example"),
        ])
    func normalized(_ text: String, _ origin: String) {
        #expect(WebOrigin(text)?.description == origin)
    }

    @Test(
        "is nothing else",
        arguments: [
            "", "null", "shop.example", "//shop.example", "https://", "ftp://shop.example", "file:///", "https:shop",
            "https://shop.example/a", "https://shop.example?a", "https://shop.example#a", "https://u@shop.example",
            "https://u:p@shop.example", "https://shop.example https://b.example", "https://*.example",
            "https://shop_a.example", "https://shop.example:x", "https://" + String(repeating: "a", count: 263),
        ])
    func refused(_ text: String) {
        #expect(WebOrigin(text) == nil)
    }
}

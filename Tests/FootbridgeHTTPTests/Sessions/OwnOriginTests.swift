import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded
import Testing

@testable import FootbridgeHTTP

@Suite("Our own origin")
struct OwnOriginTests {
    private static func context(isSecure: Bool = false) -> FootbridgeRequestContext {
        var context = FootbridgeRequestContext(
            source: ApplicationRequestContextSource(
                channel: NIOAsyncTestingChannel(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
        context.isSecure = isSecure
        return context
    }

    private static func request(host: String?, origin: String? = nil) -> Request {
        var head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/")
        head.headerFields[.origin] = origin
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(
        "follows the Host of the request",
        arguments: ["books.example", "books.example:8443", "127.0.0.1:8080", "[::1]:8080", "BOOKS.example"])
    func follows(_ host: String) {
        let origin = OwnOrigin(publicURL: nil)
        #expect(origin.text(of: Self.request(host: host), Self.context()) == "http://\(host)")
        #expect(origin.text(of: Self.request(host: host), Self.context(isSecure: true)) == "https://\(host)")
    }

    @Test(
        "lets nothing through that is not a host and a port",
        arguments: [
            nil, "", "a.example/path", "a.example\"><script>", "user@a.example", "a.example?x", "a.example#x", "a b",
            "a.example\r\nX: 1", "é.example", "a_b.example,", "a.example\\@b", String(repeating: "a", count: 256),
        ])
    func injected(_ host: String?) {
        #expect(OwnOrigin(publicURL: nil).text(of: Self.request(host: host), Self.context()) == "http://localhost")
    }

    @Test("is the configured one, whatever the request says")
    func configured() {
        let origin = OwnOrigin(publicURL: "https://books.example")
        #expect(origin.text(of: Self.request(host: "evil.example"), Self.context()) == "https://books.example")
        #expect(origin.isOwn(Self.request(host: "evil.example", origin: "https://books.example"), Self.context()))
        #expect(!origin.isOwn(Self.request(host: "evil.example", origin: "http://evil.example"), Self.context()))
    }

    @Test(
        "is what a page of ours sends, and nothing like it",
        arguments: [
            ("http://books.example", true), (nil, false), ("null", false), ("https://books.example", false),
            ("http://books.example/", false), ("http://books.example:80", false),
            ("http://books.example.evil.example", false),
            ("http://evil.example", false), ("http://books.example, http://evil.example", false), ("", false),
        ])
    func own(_ field: String?, _ isOwn: Bool) {
        let request = Self.request(host: "books.example", origin: field)
        #expect(OwnOrigin(publicURL: nil).isOwn(request, Self.context()) == isOwn)
    }
}

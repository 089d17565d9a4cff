import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("The shopper page")
struct PageTests {
    /// The policy's directives by name.
    private static func directives(_ policy: String) -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: policy.split(separator: ";").map { directive in
                let words = directive.split(separator: " ")
                return (String(words[0]), words.dropFirst().joined(separator: " "))
            })
    }

    private static func checkPolicy(_ answer: Answer) throws {
        let policy = Self.directives(try #require(answer.headers[.contentSecurityPolicy]))
        #expect(
            policy["default-src"] == "'none'" && policy["frame-ancestors"] == "'none'" && policy["base-uri"] == "'none'"
        )
        #expect(
            policy["script-src"] == "'self'" && policy["style-src"] == "'self'" && policy["connect-src"] == "'self'")
        #expect(!policy.values.contains { $0.contains("unsafe") || $0.contains("*") || $0.contains("http") })
        #expect(answer.headers[.referrerPolicy] == "no-referrer" && answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.permissionsPolicy]?.contains("geolocation=(self)") == true)
    }

    /// Our files that an HTML, JavaScript or CSS text refers to.
    private static func references(_ text: String) -> Set<String> {
        let quoted = text.matches(of: /(?:src|href)="\/?(?:assets\/)?(?:[0-9a-f]{16}\/)?([a-z-]+\.(?:js|css|svg))"/).map
        { String($0.1) }
        let imported = text.matches(of: /(?:from|import)\s*\(?["']\.?\/?(?:assets\/)?([a-z-]+\.js)["']/).map {
            String($0.1)
        }
        return Set(quoted + imported)
    }

    @Test("is HTML under a strict policy, never kept by a cache")
    func page() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let answer = try await gateway.get("/")
            #expect(answer.status == 200 && answer.headers[.contentType] == "text/html; charset=utf-8")
            #expect(answer.headers[.cacheControl] == "no-store")
            try Self.checkPolicy(answer)
            // What the policy forbids is not in it.
            #expect(!answer.text.contains(/<script(?![^>]*\ssrc=)/) && !answer.text.contains(/\son[a-z]+="/))
            #expect(!answer.text.contains(/<style|\sstyle="|javascript:/))
        }
    }

    @Test("is told where nobody looks for books by their fronts, and does not speak of them")
    func withoutFronts() async throws {
        let mark = "<body data-fronts=\"off\" data-view=\"start\">"
        #expect(!String(decoding: PageAsset.page.bytes, as: UTF8.self).contains("data-fronts"))
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let page = try await gateway.get("/").text
            #expect(page.contains(mark) && !page.contains("front cover") && !page.contains("its front"))
        }
    }

    @Test(
        "finds every file that it and its files refer to, each of its own type, and keeps it for good",
        arguments: [("/", "shopper.js"), ("/staff", "staff.js")])
    func assets(path: String, script: String) async throws {
        let types = [
            "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
        ]
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let page = try await gateway.get(path).text
            let first = try #require(page.firstMatch(of: /"(\/assets\/[0-9a-f]{16})\/([a-z]+\.js)"><\/script>/))
            let folder = first.1
            #expect(first.2 == script && !page.contains(/"\/assets\/[a-z]+[.-]/))
            var waiting = Self.references(page)
            var seen: Set<String> = []
            #expect(!waiting.isEmpty)
            while let name = waiting.popFirst() {
                guard seen.insert(name).inserted else { continue }
                let answer = try await gateway.get("\(folder)/\(name)")
                #expect(answer.status == 200 && !answer.bytes.isEmpty, "\(name)")
                #expect(answer.headers[.contentType] == types[String(name.drop { $0 != "." }.dropFirst())], "\(name)")
                #expect(answer.headers[.cacheControl] == "public, max-age=31536000, immutable")
                try Self.checkPolicy(answer)
                waiting.formUnion(Self.references(answer.text))
            }
            #expect(seen.count >= 10, "\(seen.sorted())")
            // The till's worker keeps what its page asks for.
            guard path == "/staff" else { return }
            let worker = try await gateway.get("/staff/worker.js").text
            #expect(worker.contains("const folder = \"\(folder)/\""))
            for name in seen { #expect(worker.contains("\"\(name)\""), "\(name)") }
        }
    }

    @Test("sends its files compressed to who takes that, and not again to who has them")
    func compression() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let plain = try await gateway.get("/assets/answer.js")
            let packed = try await gateway.get("/assets/answer.js", headers: [.acceptEncoding: "br, gzip"])
            // By its plain name a file may be another one tomorrow.
            #expect(plain.headers[.cacheControl] == "no-cache" && plain.headers[.contentEncoding] == nil)
            #expect(packed.headers[.contentEncoding] == "gzip" && packed.headers[.vary] == "Accept-Encoding")
            #expect(packed.bytes.prefix(2) == [0x1F, 0x8B] && packed.bytes.count < plain.bytes.count / 2)
            #expect(plain.headers[.eTag] != packed.headers[.eTag])
            for answer in [plain, packed] {
                let tag = try #require(answer.headers[.eTag])
                let again = try await gateway.get("/assets/answer.js", headers: [.ifNoneMatch: "\"x\", W/\(tag)"])
                #expect(again.status == 304 && again.bytes.isEmpty && again.headers[.eTag] != nil)
            }
            #expect(try await gateway.get("/assets/answer.js", headers: [.ifNoneMatch: "\"x\""]).status == 200)
            // While daemons are replaced one is asked for another's version.
            let foreign = try await gateway.get("/assets/0123456789abcdef/answer.js")
            #expect(foreign.bytes == plain.bytes && foreign.headers[.cacheControl] == "no-cache")
        }
    }

    @Test(
        "has no other files",
        arguments: [
            "none.js", "shopper.html", "Shopper.js", "..%2Fopenapi.yaml", "%2e%2e", "shopper.js%00", "shopper.js/x",
        ])
    func unknown(_ name: String) async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            let answer = try await gateway.get("/assets/\(name)")
            #expect(try answer.status == 404 && answer.code == "not-found")
        }
    }

    @Test("takes nothing from anywhere else")
    func noForeignHosts() async throws {
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            var texts = [try await gateway.get("/").text]
            for name in Self.references(texts[0]) { texts.append(try await gateway.get("/assets/\(name)").text) }
            // A name of a vocabulary, maps and catalogues that a shopper may go to: nothing is loaded from any.
            let named: Set = [
                "www.w3.org", "www.openstreetmap.org", "maps.apple.com", "search.worldcat.org", "portal.issn.org",
            ]
            for text in texts {
                let hosts = text.matches(of: /https?:\/\/([a-zA-Z0-9.-]+)/).map { String($0.1) }
                #expect(named.isSuperset(of: hosts), "\(hosts)")
            }
        }
    }
}

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
        let quoted = text.matches(of: /(?:src|href)="\/?(?:assets\/)?([a-z]+\.(?:js|css|svg))"/).map { String($0.1) }
        let imported = text.matches(of: /(?:from|import)\s*\(?["']\.?\/?(?:assets\/)?([a-z]+\.js)["']/).map {
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

    @Test("finds every file that it and its files refer to, each of its own type")
    func assets() async throws {
        let types = [
            "js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
        ]
        try await GatewayUnderTest.with(fill: { _ in }) { gateway in
            var waiting = Self.references(try await gateway.get("/").text)
            var seen: Set<String> = []
            #expect(!waiting.isEmpty)
            while let name = waiting.popFirst() {
                guard seen.insert(name).inserted else { continue }
                let answer = try await gateway.get("/assets/\(name)")
                #expect(answer.status == 200 && !answer.bytes.isEmpty, "\(name)")
                #expect(answer.headers[.contentType] == types[String(name.drop { $0 != "." }.dropFirst())], "\(name)")
                #expect(answer.headers[.cacheControl] == "max-age=300")
                try Self.checkPolicy(answer)
                waiting.formUnion(Self.references(answer.text))
            }
            #expect(seen.count >= 10, "\(seen.sorted())")
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
            // A name of a vocabulary, and a map that a shopper may go to: nothing is loaded from either.
            let named: Set = ["www.w3.org", "www.openstreetmap.org"]
            for text in texts {
                let hosts = text.matches(of: /https?:\/\/([a-zA-Z0-9.-]+)/).map { String($0.1) }
                #expect(named.isSuperset(of: hosts), "\(hosts)")
            }
        }
    }
}

import FootbridgeCore
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("What was made in one session of the page")
struct SessionOwnershipTests {
    private static let file = "too-small-thumbnail.jpg"

    private static func upload(
        _ gateway: GatewayUnderTest, in session: HTTPFields, key: String? = nil, query: String = ""
    ) async throws -> Answer {
        var headers = session
        headers[.idempotencyKey] = key
        return try await gateway.upload(SampleScan.named(file).bytes, query: query, as: nil, headers: headers)
    }

    @Test("can be read by that session alone: to another, and to clients, it never was")
    func scans() async throws {
        try await GatewayUnderTest.with { gateway in
            let (mine, other) = (try await gateway.newSession(), try await gateway.newSession())
            let first = try await Self.upload(gateway, in: mine)
            let location = try #require(first.headers[.location])
            #expect(try await gateway.get(location, headers: mine).bytes == first.bytes)
            let foreign = try await gateway.get(location, headers: other)
            #expect(try foreign.status == 404 && foreign.code == "not-found")
            #expect(try await gateway.get(location, as: .client).status == 404)
            // Nor has a session what a client made.
            let clients = try #require(
                try await gateway.upload(SampleScan.named(Self.file).bytes).headers[.location])
            #expect(try await gateway.get(clients, headers: mine).status == 404)
        }
    }

    @Test("is not replayed to another session that uses the same Idempotency-Key")
    func keys() async throws {
        try await GatewayUnderTest.with { gateway in
            let (mine, other) = (try await gateway.newSession(), try await gateway.newSession())
            let first = try await Self.upload(gateway, in: mine, key: "k")
            let second = try await Self.upload(gateway, in: other, key: "k", query: "?lang=fr")
            #expect(first.status == 201 && second.status == 201 && second.bytes != first.bytes)
            #expect(try await Self.upload(gateway, in: mine, key: "k").bytes == first.bytes)
            #expect(try await gateway.rows("scans") == 2)
        }
    }

    @Test("is one visitor's, whatever the request calls them; another session is another visitor")
    func visitors() async throws {
        try await GatewayUnderTest.with { gateway in
            let (mine, other) = (try await gateway.newSession(), try await gateway.newSession())
            for query in ["", "?visitor=a", "?visitor=b"] {
                #expect(try await Self.upload(gateway, in: mine, query: query).status == 201)
            }
            #expect(try await gateway.rows("visitors") == 1)
            _ = try await Self.upload(gateway, in: other)
            #expect(try await gateway.rows("visitors") == 2)
            // A client's visitors are what the client calls them.
            let photo = try SampleScan.named(Self.file).bytes
            for query in ["", "?visitor=a", "?visitor=a", "?visitor=b"] {
                _ = try await gateway.upload(photo, query: query)
            }
            #expect(try await gateway.rows("visitors") == 4)
        }
    }

    @Test("is not given away by the links that its answer shows")
    func links() async throws {
        try await GatewayUnderTest.with { gateway in
            let mine = try await gateway.newSession()
            let json = try await gateway.upload(
                SampleScan.named("isbn-back-oak.jpg").bytes, as: nil, headers: mine
            ).json
            let id = try #require(json["id"]?.text.flatMap { ScanID($0) })
            let token = try #require(json["listings"]?[0]?["url"]?.text?.split(separator: "/").last)
            let bytes = try #require(Base64URL.decode(token))
            for start in 0...(bytes.count - 8) {
                #expect(!id.uuid.bytes.starts(with: bytes[start..<start + 8]))
                #expect(!id.uuid.bytes.suffix(8).elementsEqual(bytes[start..<start + 8]))
            }
        }
    }
}

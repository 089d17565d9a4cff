import FootbridgeCore
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("A listing's link")
struct ClickRouteTests {
    /// The paths of the links to Quay Books and Heron & Reed, as a look-up shows them.
    private static func links(_ gateway: GatewayUnderTest) async throws -> [String] {
        let json = try await gateway.get("/v1/products/9780306406157", as: .client).json
        return try (json["listings"]?.items ?? []).map {
            String(try #require($0["url"]?.text).trimmingPrefix("http://localhost"))
        }
    }

    @Test("leads to the merchant's own URL, character for character, with the click's id and nothing else")
    func redirect() async throws {
        try await GatewayUnderTest.with { gateway in
            let links = try await Self.links(gateway)
            let answer = try await gateway.get(links[0])
            #expect(answer.status == 302 && answer.bytes.isEmpty)
            let location = try #require(answer.headers[.location])
            let id = try #require(location.firstMatch(of: /footbridge_click=(clk_[0-9a-z]{26})/)?.1)
            #expect(location == Bookshop.keeperURL.replacing("#price", with: "&footbridge_click=\(id)#price"))
            #expect(ClickID(id) != nil)
            #expect(answer.headers[.cacheControl] == "no-store" && answer.headers[.referrerPolicy] == "no-referrer")
            let other = try #require(try await gateway.get(links[1]).headers[.location])
            #expect(other.hasPrefix("\(Bookshop.heronURL)?footbridge_click=clk_"))
        }
    }

    /// The click's id in a redirect.
    private static func click(in answer: Answer) throws -> Substring {
        try #require(answer.headers[.location]?.firstMatch(of: /footbridge_click=(clk_[0-9a-z]{26})/)?.1)
    }

    @Test("is counted once in half an hour for a session, however often it is followed, and again after that")
    func once() async throws {
        try await GatewayUnderTest.with { gateway in
            let links = try await Self.links(gateway)
            let session = try await gateway.newSession()
            let first = try await Self.click(in: gateway.get(links[0], headers: session))
            for _ in 0..<20 {
                let again = try await gateway.get(links[0], headers: session)
                #expect(try again.status == 302 && Self.click(in: again) == first, "a purchase is known by the first")
            }
            #expect(try await gateway.rows("clicks") == 1)
            #expect(try await gateway.rows("events") == 1)
            _ = try await gateway.get(links[1], headers: session)
            #expect(try await gateway.rows("clicks") == 2, "another listing is another click")
            _ = try await gateway.get(links[0], headers: gateway.newSession())
            #expect(try await gateway.rows("clicks") == 3, "and so is another session")
            gateway.clock.advance(by: Click.window - .microseconds(1))
            _ = try await gateway.get(links[0], headers: session)
            #expect(try await gateway.rows("clicks") == 3)
            gateway.clock.advance(by: .microseconds(1))
            let later = try await Self.click(in: gateway.get(links[0], headers: session))
            #expect(later != first)
            #expect(try await gateway.rows("clicks") == 4)
            #expect(try await gateway.rows("events") == 4)
            #expect(try await gateway.get("/metrics", as: .admin).text.contains("\nfootbridge_clicks_total 4\n"))
        }
    }

    @Test("without a session is counted once for its scan, or once for a network where it has none")
    func replayed() async throws {
        try await GatewayUnderTest.with { gateway in
            let tokens = ClickTokens(secret: gateway.secret)
            let token = try await Self.links(gateway)[0].trimmingPrefix("/go/")
            let listing = try #require(tokens.target(of: token)).listing
            let scans = (0..<2).map { _ in ScanID(UUIDv7(at: gateway.clock.now)) }
            for target in [nil, scans[0], scans[1]].map({ ClickTarget(scan: $0, listing: listing) }) {
                // Each time another token, as each answer has its own.
                for _ in 0..<20 { _ = try await gateway.get("/go/\(tokens.token(for: target))") }
            }
            #expect(try await gateway.rows("clicks") == 3)
        }
    }

    @Test("that is only looked at is no click, and leads to the URL as it is")
    func peeked() async throws {
        try await GatewayUnderTest.with { gateway in
            let link = try await Self.links(gateway)[0]
            for answer in [
                try await gateway.send(.head, link), try await gateway.get(link, headers: [.secPurpose: "prefetch"]),
                try await gateway.get(link, headers: [.secPurpose: "prefetch;prerender"]),
                try await gateway.get(link, headers: [.purpose: "Prefetch"]),
            ] {
                #expect(answer.status == 302 && answer.headers[.location] == Bookshop.keeperURL)
                #expect(answer.headers[.cacheControl] == "no-store")
            }
            #expect(try await gateway.rows("clicks") == 0)
            #expect(try await gateway.rows("events") == 0)
        }
    }

    @Test("writes nothing when it is shown")
    func shown() async throws {
        try await GatewayUnderTest.with { gateway in
            _ = try await Self.links(gateway)
            #expect(try await gateway.rows("clicks") == 0)
            #expect(try await gateway.rows("events") == 0)
        }
    }

    @Test("names the scan that showed it")
    func scan() async throws {
        try await GatewayUnderTest.with { gateway in
            let json = try await gateway.upload(SampleScan.named("isbn-back-oak.jpg").bytes).json
            let link = try #require(json["listings"]?[0]?["url"]?.text).trimmingPrefix("http://localhost/go/")
            let target = try #require(ClickTokens(secret: gateway.secret).target(of: link))
            #expect(target.scan?.description == json["id"]?.text)
            #expect(target.listing.description == json["listings"]?[0]?["id"]?.text)
        }
    }

    @Test("cannot be made up")
    func forged() async throws {
        try await GatewayUnderTest.with { gateway in
            let link = try await Self.links(gateway)[0]
            let token = Array(link.dropFirst("/go/".count))
            for index in token.indices {
                var forged = token
                forged[index] = forged[index] == "A" ? "B" : "A"
                let answer = try await gateway.get("/go/\(String(forged))")
                #expect(try answer.status == 404 && answer.code == "not-found", "character \(index)")
            }
            let real = try #require(ClickTokens(secret: gateway.secret).target(of: String(token)))
            let other = try #require(ServerSecret(bytes: [UInt8](repeating: 9, count: 32)))
            for text in [
                "x", String(token.dropLast()), String(token) + "A", String(repeating: "A", count: 80),
                String(repeating: "%41", count: 80), ClickTokens(secret: other).token(for: real),
                "https%3A%2F%2Fevil.example",
            ] {
                #expect(try await gateway.get("/go/\(text)").status == 404, "\(text)")
            }
            #expect(try await gateway.rows("clicks") == 0)
        }
    }

    @Test("is gone with its listing")
    func gone() async throws {
        try await GatewayUnderTest.with { gateway in
            let target = ClickTarget(scan: nil, listing: ListingID(UUIDv7(at: gateway.clock.now)))
            let answer = try await gateway.get("/go/\(ClickTokens(secret: gateway.secret).token(for: target))")
            #expect(try answer.status == 404 && answer.code == "not-found")
            #expect(try await gateway.rows("clicks") == 0)
        }
    }
}

import FootbridgeCore
import FootbridgeStorage
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("An Idempotency-Key")
struct IdempotencyTests {
    private static let headers = [.idempotencyKey: "\"8e03978e-40d5-43dd\""] as HTTPFields
    private static let file = "too-small-thumbnail.jpg"

    @Test("brings the first answer again, byte for byte, and records one scan")
    func replay() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let first = try await gateway.upload(photo, query: "?lang=de&visitor=v", headers: Self.headers)
            gateway.clock.advance(by: .seconds(86_399))
            let second = try await gateway.upload(photo, query: "?visitor=v&lang=de", headers: Self.headers)
            #expect(first.status == 201 && second.status == 201)
            #expect(second.bytes == first.bytes)
            #expect(second.headers[.location] == first.headers[.location])
            #expect(try await gateway.rows("scans") == 1)
            #expect(try await gateway.rows("events") == 1)
        }
    }

    @Test("may be in quotes or not")
    func quotes() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let first = try await gateway.upload(photo, headers: [.idempotencyKey: "abc"])
            #expect(try await gateway.upload(photo, headers: [.idempotencyKey: "\"abc\""]).bytes == first.bytes)
        }
    }

    @Test("means the photos and parameters, not how they were packed")
    func packing() async throws {
        try await GatewayUnderTest.with { gateway in
            let bytes = try SampleScan.named(Self.file).bytes
            let (lat, lon) = (FormPart.field("lat", "51.5"), FormPart.field("lon", "-0.1"))
            let first = try await gateway.upload(bytes, query: "?lat=51.5&lon=-0.1", headers: Self.headers)
            #expect(first.status == 201)
            for answer in [
                try await gateway.upload([.photo(bytes), lat, lon], headers: Self.headers),
                try await gateway.upload([lon, .photo(bytes), lat], boundary: "another", headers: Self.headers),
                try await gateway.upload(
                    [FormPart(name: "photo", content: bytes)], query: "?lon=-0.1&lat=51.5", headers: Self.headers),
                try await gateway.upload([lat, .field("unknown", "x"), .photo(bytes), lon], headers: Self.headers),
            ] {
                #expect(answer.status == 201 && answer.bytes == first.bytes)
            }
        }
    }

    @Test("with other content is refused, and the first answer stays")
    func mismatch() async throws {
        try await GatewayUnderTest.with { gateway in
            let bytes = try SampleScan.named(Self.file).bytes
            let first = try await gateway.upload(
                [.photo(bytes), .photo(bytes)], query: "?lang=de", headers: Self.headers)
            #expect(first.status == 201)
            for answer in [
                try await gateway.upload([.photo(bytes), .photo(bytes)], headers: Self.headers),
                try await gateway.upload([.photo(bytes), .photo(bytes)], query: "?lang=fr", headers: Self.headers),
                try await gateway.upload(bytes, query: "?lang=de", headers: Self.headers),
                try await gateway.upload(
                    [.photo(bytes), .photo(bytes), .photo(bytes)], query: "?lang=de", headers: Self.headers),
                try await gateway.upload(
                    [.photo(bytes), .photo(bytes + [0])], query: "?lang=de", headers: Self.headers),
            ] {
                #expect(try answer.status == 422 && answer.code == "idempotency-mismatch")
            }
            let again = try await gateway.upload(
                [.photo(bytes), .photo(bytes)], query: "?lang=de", headers: Self.headers)
            #expect(again.bytes == first.bytes)
            #expect(try await gateway.rows("scans") == 1)
        }
    }

    @Test("of a burst is the same content although its rest was discarded the first time")
    func burst() async throws {
        try await GatewayUnderTest.with { gateway in
            let (readable, other) = (try SampleScan.named("isbn-soft.jpg").bytes, try SampleScan.named(Self.file).bytes)
            let parts = [FormPart.photo(readable), .photo(other), .photo(other)]
            let first = try await gateway.upload(parts, headers: Self.headers)
            #expect(first.status == 201)
            #expect(try await gateway.upload(parts, headers: Self.headers).bytes == first.bytes)
            let swapped = try await gateway.upload([parts[1], parts[0], parts[2]], headers: Self.headers)
            #expect(swapped.status == 422)
        }
    }

    @Test("of a refused upload is free again")
    func refusalIsNotStored() async throws {
        try await GatewayUnderTest.with { gateway in
            for (bytes, query, status) in [
                (try SampleScan.named("bad-truncated.jpg").bytes, "", 422),
                (try SampleScan.named("bad-text.jpg").bytes, "", 415),
                (try SampleScan.named("bad-bomb-declared.png").bytes, "", 413),
                (try SampleScan.named(Self.file).bytes, "?lat=x", 400),
            ] {
                for _ in 0..<2 {
                    #expect(try await gateway.upload(bytes, query: query, headers: Self.headers).status == status)
                }
            }
            #expect(try await gateway.upload([.field("lat", "1")], headers: Self.headers).status == 400)
            #expect(try await gateway.upload(SampleScan.named(Self.file).bytes, headers: Self.headers).status == 201)
        }
    }

    @Test("whose first request still runs is refused until that one ends or its time is over")
    func running() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let principal = try #require(gateway.principals[.client]).id
            let key = IdempotencyKey(owner: .principal(principal), route: .scans, text: "8e03978e-40d5-43dd")
            let now = gateway.clock.now
            let claim = IdempotencyClaim(key, at: now)
            #expect(try await gateway.storage.claim(claim, at: now, until: now + .seconds(120)) == .claimed)
            for _ in 0..<2 {
                let answer = try await gateway.upload(photo, headers: Self.headers)
                #expect(try answer.status == 409 && answer.code == "in-progress")
                #expect(try answer.json["retry"]?.text == "after" && answer.headers[.retryAfter] == "1")
            }
            // Another key, and another principal's same key, do not wait.
            #expect(try await gateway.upload(photo, headers: [.idempotencyKey: "other"]).status == 201)
            try await gateway.storage.release(claim)
            #expect(try await gateway.upload(photo, headers: Self.headers).status == 201)
        }
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let principal = try #require(gateway.principals[.client]).id
            let key = IdempotencyKey(owner: .principal(principal), route: .scans, text: "8e03978e-40d5-43dd")
            let now = gateway.clock.now
            _ = try await gateway.storage.claim(
                IdempotencyClaim(key, at: now), at: now, until: now + .seconds(120))
            gateway.clock.advance(by: .seconds(121))
            #expect(try await gateway.upload(photo, headers: Self.headers).status == 201)
        }
    }

    @Test("sent many times at once does its work once")
    func race() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                for _ in 0..<12 {
                    group.addTask { try await gateway.upload(photo, headers: Self.headers) }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.allSatisfy { $0.status == 201 || $0.status == 409 })
            #expect(Set(answers.filter { $0.status == 201 }.map(\.bytes)).count == 1)
            #expect(try await gateway.rows("scans") == 1)
        }
    }

    @Test("is one's own: another client's same key is another")
    func scoped() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let first = try await gateway.upload(photo, headers: Self.headers)
            let other = try await gateway.anotherKey(.client)
            var headers = Self.headers
            headers[.authorization] = "Bearer \(other.secret)"
            let second = try await gateway.upload(photo, as: nil, headers: headers)
            #expect(second.status == 201 && second.bytes != first.bytes)
            #expect(try await gateway.rows("scans") == 2)
        }
    }

    @Test("is forgotten after 24 hours")
    func expiry() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try SampleScan.named(Self.file).bytes
            let first = try await gateway.upload(photo, headers: Self.headers)
            gateway.clock.advance(by: .seconds(86_401))
            let second = try await gateway.upload(photo, query: "?lang=fr", headers: Self.headers)
            #expect(second.status == 201 && second.bytes != first.bytes)
        }
    }

    @Test(
        "is 1 to 255 visible characters",
        arguments: [
            ("", 400), ("\"\"", 400), ("a b", 400), ("a\"b", 400), ("é", 400),
            (String(repeating: "x", count: 256), 400),
            ("\"\(String(repeating: "x", count: 256))\"", 400), (String(repeating: "x", count: 255), 201),
            ("\"\(String(repeating: "x", count: 255))\"", 201), ("~!*()'", 201), ("\"", 400),
        ])
    func form(_ key: String, _ status: Int) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.upload(SampleScan.named(Self.file).bytes, headers: [.idempotencyKey: key])
            #expect(answer.status == status)
            if status == 400 { #expect(try answer.json["parameter"]?.text == "Idempotency-Key") }
        }
    }
}

import FootbridgeCore
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

@Suite("A viewfinder's frame")
struct LiveTests {
    private static let headers = [.idempotencyKey: "frame-1"] as HTTPFields

    @Test("in which nothing is read is 204 and leaves nothing behind; one in which something is, is a scan")
    func nothing() async throws {
        try await GatewayUnderTest.with { gateway in
            let (empty, code) = try (
                SampleScan.named("too-small-thumbnail.jpg").bytes, SampleScan.named("isbn-back-oak.jpg").bytes
            )
            for answer in [
                try await gateway.upload(empty, query: "?live=1", headers: Self.headers),
                try await gateway.upload([.photo(empty), .field("live", "1")], headers: Self.headers),
            ] {
                #expect(answer.status == 204 && answer.bytes.isEmpty)
                #expect(answer.headers[.location] == nil)
            }
            for table in ["scans", "events", "visitors"] {
                #expect(try await gateway.rows(table) == 0, "\(table)")
            }
            // Its key is free for a frame in which there is more to see.
            let read = try await gateway.upload(code, query: "?live=1", headers: Self.headers)
            #expect(try read.status == 201 && read.json["outcome"]?.text == "resolved")
            #expect(try await gateway.upload(code, query: "?live=1", headers: Self.headers).bytes == read.bytes)
            #expect(try await gateway.rows("scans") == 1)
            // An ordinary photo is kept, whatever was read.
            #expect(try await gateway.upload(empty, query: "?live=0").status == 201)
            #expect(try await gateway.upload(empty, query: "?live=yes").json["parameter"]?.text == "live")
        }
    }

    @Test("is not counted among a session's photos, and has a quota of its own")
    func quota() async throws {
        // Photos are spent, whatever a slow machine gives back meanwhile; frames are not.
        var settings = GatewaySettings()
        settings.sessionUploadQuota = 2
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let photo = try SampleScan.named("too-small-thumbnail.jpg").bytes
            let session = try await gateway.newSession()
            func answer(_ query: String) async throws -> Answer {
                try await gateway.upload(photo, query: query, as: nil, headers: session)
            }
            let (frame, shot) = (try await answer("?live=1"), try await answer(""))
            #expect(frame.status == 204 && shot.status == 201)
            let quota = "\"default\";q="
            #expect(frame.headers[.rateLimitPolicy]?.hasPrefix("\(quota)\(2 * SessionUploads.framesOfPhoto);") == true)
            #expect(shot.headers[.rateLimitPolicy]?.hasPrefix("\(quota)2;") == true)
            #expect(shot.headers[.rateLimit]?.contains(";r=1;") == true)
            // One in which something is read is one of the session's two photos: one is left, and the next leaves none. A
            // slow machine may give one back meanwhile, but hardly each time.
            let code = try SampleScan.named("isbn-back-oak.jpg").bytes
            var left: [String?] = []
            for _ in 0..<5 where !left.contains("0") {
                let session = try await gateway.newSession()
                #expect(try await gateway.upload(code, query: "?live=1", as: nil, headers: session).status == 201)
                let next = try await gateway.upload(photo, as: nil, headers: session)
                left.append(next.headers[.rateLimit]?.firstMatch(of: /;r=([0-9]+);/).map { String($0.1) })
            }
            #expect(left.contains("0"), "\(left)")
        }
    }
}

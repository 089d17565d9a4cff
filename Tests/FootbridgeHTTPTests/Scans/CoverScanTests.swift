import FootbridgeCore
import FootbridgeStorage
import FootbridgeTestSupport
import HTTPTypes
import PhotoDecoding
import ProductIdentifiers
import SymbolReading
import Testing

@testable import FootbridgeHTTP

/// Sees the same covers in every photo that leaves room for them, with the corners of one that fills the photo.
private struct FrontReader: PhotoReader {
    let covers: [(gtins: [GTIN], band: SeenCover.Band)]

    var isolation: ReadingIsolation { ReadingIsolation() }

    func read(_ photo: Photo, lookingForCovers: Bool, while isWanted: () -> Bool) throws -> PhotoReading? {
        guard let reading = try GatewayUnderTest.patientReader.read(photo, while: isWanted) else { return nil }
        guard lookingForCovers, reading.leavesRoomForCovers else { return PhotoReading(reading) }
        let (right, bottom) = (reading.width - 1, reading.height - 1)
        let corners = [(0, 0), (right, 0), (right, bottom), (0, bottom)].map { Point(x: $0.0, y: $0.1) }
        return PhotoReading(
            reading, covers: covers.map { SeenCover(gtins: $0.gtins, band: $0.band, corners: corners) },
            coverTime: .milliseconds(20))
    }

    func picture(of photo: Photo) throws -> ColorImage { try GatewayUnderTest.patientReader.picture(of: photo) }
}

@Suite("A photo of a front")
struct CoverScanTests {
    private static let unlisted = Bookshop.gtin("9791034304646")
    private static let place = "?lat=51.5145&lon=-0.1331"

    private static func photo() throws -> [UInt8] { try SampleScan.named("too-small-thumbnail.jpg").bytes }

    /// Those of a kind, of which there are some, once no other test's transaction on the same server holds them back.
    private static func events(_ gateway: GatewayUnderTest, _ kind: Event.Kind) async throws -> [Event] {
        let end = ContinuousClock.now + .hang
        while ContinuousClock.now < end {
            let page = try await gateway.storage.events(EventFilter(), after: .beginning, limit: 100, upTo: nil)
            let found = page.events.map(\.event).filter { $0.kind == kind }
            if !found.isEmpty { return found }
            await Task.yield()
        }
        return []
    }

    @Test("is answered with its book for sure, unless a code says it or nobody is to look")
    func sure() async throws {
        let reader = FrontReader(covers: [([Bookshop.keeper], .sure), ([Bookshop.orchard], .sure)])
        try await GatewayUnderTest.with(reader: reader) { gateway in
            let photo = try Self.photo()
            let json = try await gateway.upload(photo, query: Self.place).json
            #expect(json["outcome"]?.text == "resolved" && json["recognised_by"]?.text == "cover")
            #expect(json["product"]?["title"]?.text == "The Footbridge Keeper" && json["symbols"]?.items == [])
            #expect(json["stores"]?.items.isEmpty == false && json["diagnosis"] == .null)
            #expect(json["also"]?[0]?["title"]?.text == "The Orchard Clock")
            #expect(json["covers"]?.items.map { $0["primary"]?.flag } == [true, false])
            #expect(json["covers"]?[0]?["gtins"]?[0]?.text == Bookshop.keeper.digits14)
            #expect(json["covers"]?[0]?["band"]?.text == "sure" && json["covers"]?[0]?["corners"]?.items.count == 4)
            #expect(json["cover_candidates"]?.items == [] && json["timings_us"]?["covers"]?.integer == 20_000)
            let event = try #require(try await Self.events(gateway, .scan).first)
            #expect(event.gtin == Bookshop.keeper && event.recognisedBy == .cover && event.coverBand == .sure)

            let code = try await gateway.upload(SampleScan.named("isbn-close-gbp.jpg").bytes).json
            #expect(code["recognised_by"]?.text == "symbol" && code["covers"]?.items == [])
            let unasked = try await gateway.upload(photo, query: "?covers=0").json
            #expect(unasked["outcome"]?.text == "no_symbol" && unasked["recognised_by"] == .null)
            #expect(unasked["diagnosis"] != .null)
            #expect(try await gateway.upload(photo, query: "?live=1").status == 204)
            #expect(try await gateway.upload(photo, query: "?live=1&covers=1").status == 201)
            #expect(try await gateway.upload(photo, query: "?covers=yes").json["parameter"]?.text == "covers")
        }
        try await GatewayUnderTest.with(reader: FrontReader(covers: [([Self.unlisted], .sure)])) { gateway in
            let json = try await gateway.upload(Self.photo()).json
            #expect(json["outcome"]?.text == "unlisted" && json["diagnosis"]?["hint"]?.text == "not_listed")
            #expect(json["product"]?["gtin"]?.text == Self.unlisted.digits14)
        }
    }

    @Test("that may be several books asks which; the pick is recorded once, for its owner, and counts from then on")
    func choice() async throws {
        let reader = FrontReader(covers: [([Bookshop.keeper, Bookshop.orchard, Self.unlisted], .sure)])
        try await GatewayUnderTest.with(reader: reader) { gateway in
            let (mine, other) = (try await gateway.newSession(), try await gateway.newSession())
            var keyed = mine
            keyed[.idempotencyKey] = "photo-1"
            let asked = try await gateway.upload(Self.photo(), query: Self.place, as: nil, headers: keyed)
            let json = try asked.json
            #expect(json["outcome"]?.text == "no_symbol" && json["recognised_by"] == .null)
            #expect(json["product"] == .null && json["diagnosis"] == .null && json["stores"]?.items == [])
            let candidates = try #require(json["cover_candidates"]?.items)
            #expect(
                candidates.map { $0["gtin"]?.text }
                    == [Bookshop.keeper, Bookshop.orchard, Self.unlisted].map(\.digits14))
            #expect(
                candidates.map { $0["product"]?["title"]?.text } == ["The Footbridge Keeper", "The Orchard Clock", nil])
            let location = try #require(asked.headers[.location])

            @Sendable func pick(_ gtin: GTIN, _ session: HTTPFields, key: String? = nil) async throws -> Answer {
                var headers = session
                headers[.contentType] = "application/json"
                headers[.idempotencyKey] = key
                return try await gateway.send(
                    .post, "\(location)/choice", headers: headers, body: Array(#"{"gtin": "\#(gtin)"}"#.utf8))
            }
            #expect(try await pick(Bookshop.keeper, other).status == 404)
            let wrong = try await pick(Bookshop.gtin("9787302511625"), mine)
            #expect(try wrong.status == 422 && wrong.code == "not-a-candidate")
            var foreignPage = mine
            foreignPage[.origin] = "https://elsewhere.example"
            #expect(try await pick(Bookshop.keeper, foreignPage).status == 403)

            // Twice at once, and again: one pick, one answer.
            async let first = pick(Bookshop.keeper, mine)
            async let second = pick(Bookshop.keeper, mine, key: "pick-1")
            let answers = [try await first, try await second, try await pick(Bookshop.keeper, mine, key: "pick-1")]
            try #require(answers.allSatisfy { $0.status == 200 }, "\(answers.map(\.text))")
            #expect(Set(answers.map(\.bytes)).count == 1)
            let picked = try answers[0].json
            #expect(picked["outcome"]?.text == "resolved" && picked["recognised_by"]?.text == "cover")
            #expect(picked["product"]?["title"]?.text == "The Footbridge Keeper")
            #expect(picked["id"] == json["id"] && picked["covers"] == json["covers"])
            #expect(picked["cover_candidates"]?.items == [] && picked.names == json.names)
            #expect((picked["stores"]?[0]?["distance_m"]?.integer).map { $0 < 2000 } == true)
            let later = try await pick(Bookshop.orchard, mine)
            #expect(try later.status == 409 && later.code == "already-chosen")
            let misused = try await pick(Bookshop.orchard, mine, key: "pick-1")
            #expect(try misused.status == 422 && misused.code == "idempotency-mismatch")

            let choices = try await Self.events(gateway, .choice)
            try #require(choices.map(\.gtin) == [Bookshop.keeper])
            #expect(choices.map(\.outcome) == ["resolved"])
            #expect(choices[0].recognisedBy == .cover && choices[0].coverBand == .sure)
            let scan = try #require(try await Self.events(gateway, .scan).first)
            #expect(scan.gtin == nil && scan.visitor != nil && scan.visitor == choices[0].visitor)
            #expect(try await gateway.get(location, headers: mine).bytes == answers[0].bytes)
            // The upload is repeated as it was answered.
            let repeated = try await gateway.upload(Self.photo(), query: Self.place, as: nil, headers: keyed)
            #expect(repeated.bytes == asked.bytes)

            gateway.clock.advance(by: ScanAnswer.kept)
            #expect(try await pick(Bookshop.keeper, mine).status == 404)
        }
    }
}

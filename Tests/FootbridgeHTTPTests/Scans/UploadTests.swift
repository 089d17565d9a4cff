import FootbridgeCore
import Foundation
import HTTPTypes
import PhotoDecoding
import Testing

@testable import FootbridgeHTTP

@Suite("An upload")
struct UploadTests {
    private static func photo(_ file: String) throws -> FormPart { .photo(try SampleScan.named(file).bytes) }
    /// Nothing can be read in it.
    private static let unreadable = "too-small-thumbnail.jpg"
    private static let readable = "isbn-soft.jpg"

    @Test("may be a form, with its fields before the photo, after it, or in the query")
    func fields() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = FormPart.photo(try SampleScan.named("isbn-back-oak.jpg").bytes)
            let (lat, lon) = (FormPart.field("lat", "51.5155"), FormPart.field("lon", "-0.1410"))
            for answer in [
                try await gateway.upload([lat, lon, photo]), try await gateway.upload([photo, lat, lon]),
                try await gateway.upload([lat, photo, lon]),
                try await gateway.upload([photo, lon], query: "?lat=51.5155"),
                try await gateway.upload([photo], query: "?lat=51.5155&lon=-0.1410"),
            ] {
                #expect(answer.status == 201)
                #expect(try answer.json["stores"]?[0]?["id"]?.text == "soho")
            }
        }
    }

    @Test("names the parameter that is wrong, in the query before the photo is sent, in a form when it comes")
    func badParameter() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try Self.photo(Self.unreadable)
            for answer in [
                try await gateway.upload([photo], query: "?lat=1e5&lon=0"),
                try await gateway.upload([photo, .field("lat", "1e5"), .field("lon", "0")]),
                try await gateway.upload([photo, .field("lat", "1")], query: "?lon=0&lat=1"),
                try await gateway.upload([photo], query: "?lat=1&lat=1&lon=0"),
                try await gateway.upload([.field("lat", String(repeating: "1", count: 2049)), photo]),
                try await gateway.upload([FormPart(name: "lat", content: [0xFF]), photo]),
            ] {
                #expect(answer.status == 400)
                #expect(try answer.json["code"]?.text == "bad-parameter")
                #expect(try answer.json["parameter"]?.text == "lat")
            }
            #expect(try await gateway.rows("scans") == 0)
        }
    }

    @Test("ignores fields that nobody knows, and files that are not named photo")
    func unknownFields() async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.upload([
                .field("shoe_size", String(repeating: "x", count: 100_000)),
                FormPart(name: "remark", content: [0xFF, 0xFE]), FormPart(name: "remark", content: [0xFF]),
                FormPart(
                    name: "attachment", filename: "lat", type: "image/jpeg",
                    content: [UInt8](repeating: 0x61, count: 100_000)),
                FormPart(name: "lat", filename: "lat.txt", content: Array("north".utf8)),
                try Self.photo(Self.unreadable),
            ])
            #expect(answer.status == 201)
        }
    }

    @Test("is one photo as it is, whatever of the three types its Content-Type says")
    func otherType() async throws {
        try await GatewayUnderTest.with { gateway in
            let bytes = try SampleScan.named(Self.unreadable).bytes
            for type in ["image/jpg", "image/webp", "IMAGE/JPEG; q=1"] {
                #expect(try await gateway.upload(bytes, type: type).status == 201, "\(type)")
            }
        }
    }

    @Test(
        "of another media type is refused",
        arguments: [
            "", "image/gif", "image/heic", "application/octet-stream", "text/plain", "multipart/mixed; boundary=b",
            "image/jpegx", "image/*",
        ])
    func unsupported(_ type: String) async throws {
        try await GatewayUnderTest.with { gateway in
            let answer = try await gateway.upload(SampleScan.named(Self.unreadable).bytes, type: type)
            #expect(try answer.status == 415 && answer.code == "unsupported-media-type")
        }
    }

    @Test("of a file that is something else is told what it is, by its bytes or by its declared type")
    func named() async throws {
        try await GatewayUnderTest.with { gateway in
            let heic = [0, 0, 0, 24] + Array("ftypheic\0\0\0\0mif1heic".utf8)
            for (bytes, type, word) in [
                (heic, "image/jpeg", "HEIC"), (Array("GIF89a".utf8), "image/png", "GIF"),
                (Array("%PDF-1.7".utf8), "image/jpeg", "PDF"), ([0x1F, 0x8B, 8, 0], "image/jpeg", "compressed"),
                ([1], "image/avif", "AVIF"), ([1], "image/tiff", "TIFF"),
            ] {
                for answer in [
                    try await gateway.upload(bytes, type: type),
                    try await gateway.upload([FormPart(name: "photo", filename: "p", type: type, content: bytes)]),
                ].prefix(bytes == [1] ? 1 : 2) {
                    #expect(try answer.status == 415 && answer.code == "unsupported-media-type")
                    #expect(try answer.json["detail"]?.text?.contains(word) == true, "\(answer.text)")
                }
            }
        }
    }

    @Test("says the same in its query as in its form: a plus is a space there, and here a plus")
    func plus() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = try Self.photo(Self.unreadable)
            let key: HTTPFields = [.idempotencyKey: "jane"]
            let first = try await gateway.upload([photo], query: "?visitor=Jane+Doe&campaign=a%2Bb", headers: key)
            #expect(first.status == 201)
            let repeated = try await gateway.upload(
                [photo, .field("visitor", "Jane Doe"), .field("campaign", "a+b")], headers: key)
            #expect(repeated.status == 201 && repeated.bytes == first.bytes, "the same visitor, so the same request")
            let other = try await gateway.upload(
                [photo, .field("visitor", "Jane+Doe"), .field("campaign", "a+b")], headers: key)
            #expect(try other.status == 422 && other.code == "idempotency-mismatch")
        }
    }

    @Test("of nothing at all is refused")
    func empty() async throws {
        try await GatewayUnderTest.with { gateway in
            for answer in [try await gateway.upload([UInt8]()), try await gateway.upload([FormPart.photo([])])] {
                #expect(try answer.status == 400 && answer.code == "bad-request")
                #expect(try answer.json["detail"]?.text == "The photo is empty: not one byte of it was sent.")
            }
            let json = try await gateway.send(
                .post, "/v1/vouchers", as: .client, headers: [.contentType: "application/json"], body: [])
            #expect(try json.json["detail"]?.text == "The body is empty: send a JSON object.")
            let form = try await gateway.upload([UInt8](), type: "multipart/form-data; boundary=b")
            #expect(try form.status == 400 && form.code == "bad-request")
            let none = try await gateway.upload([FormPart.field("lat", "1")])
            #expect(try none.status == 400 && none.code == "bad-parameter" && none.json["parameter"]?.text == "photo")
        }
    }

    @Test("that is a malformed form is refused with what is wrong")
    func malformed() async throws {
        try await GatewayUnderTest.with { gateway in
            let body = FormPart.body([try Self.photo(Self.unreadable)], boundary: "b")
            for (bytes, type) in [
                (body, "multipart/form-data"), (body, "multipart/form-data; boundary=c"),
                (Array(body.dropLast(8)), "multipart/form-data; boundary=b"),
                (Array("--b\n".utf8) + body, "multipart/form-data; boundary=\(String(repeating: "b", count: 71))"),
                (
                    FormPart.body((0..<65).map { .field("f\($0)", "") }, boundary: "b"),
                    "multipart/form-data; boundary=b"
                ),
                ([UInt8](repeating: 0x61, count: 100_000), "multipart/form-data; boundary=b"),
            ] {
                let answer = try await gateway.upload(bytes, type: type)
                #expect(try answer.status == 400 && answer.code == "bad-request")
                #expect(try answer.json["detail"]?.text?.isEmpty == false)
            }
            #expect(try await gateway.rows("scans") == 0)
        }
    }

    @Test("larger than 20 MiB is refused, in photo, form or field")
    func tooLarge() async throws {
        var settings = GatewaySettings()
        settings.limits.maximumBytes = 50_000
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let bytes = [UInt8](repeating: 0xFF, count: 50_001)
            for answer in [
                try await gateway.upload(bytes),
                try await gateway.upload([.photo([UInt8](repeating: 0xFF, count: 49_990))]),
                try await gateway.upload([
                    .photo([0xFF, 0xD8, 0xFF]), FormPart(name: "x", filename: "x", content: bytes),
                ]),
            ] {
                #expect(try answer.status == 413 && answer.code == "too-large")
            }
        }
        #expect(GatewaySettings().limits.maximumBytes == 20 << 20)
    }

    @Test("of a burst is answered by the first photo that can be read")
    func burst() async throws {
        try await GatewayUnderTest.with { gateway in
            let (unreadable, readable) = (try Self.photo(Self.unreadable), try Self.photo(Self.readable))
            let other = try Self.photo("code128-shelf-label.jpg")
            let text = try #require(SampleScan.named(Self.readable).symbols.first).text
            for parts in [
                [unreadable, readable], [readable, unreadable], [readable, other],
                [unreadable, unreadable, unreadable, readable],
                [try Self.photo("bad-truncated.jpg"), readable], [readable, try Self.photo("bad-text.jpg")],
                [.photo([]), readable], [readable, .photo([1, 2, 3])],
            ] {
                let answer = try await gateway.upload(parts)
                #expect(answer.status == 201)
                #expect(try answer.json["symbols"]?[0]?["text"]?.text == text)
            }
        }
    }

    @Test("of a burst says which photo was read, and no photo behind that one is decoded")
    func restOfBurst() async throws {
        try await GatewayUnderTest.with { gateway in
            let (unreadable, readable) = (try Self.photo(Self.unreadable), try Self.photo(Self.readable))
            for place in 0..<4 {
                let before = gateway.reading.begun
                let parts = (0..<4).map { $0 < place ? unreadable : readable }
                let answer = try await gateway.upload(parts)
                #expect(try answer.json["photo"]?.integer == place)
                #expect(gateway.reading.begun - before == place + 1)
            }
        }
    }

    @Test("of a burst waits for its own photos, not for places of others: one is read at a time")
    func onePlaceOfBurst() async throws {
        try await GatewayUnderTest.with(photosWaiting: 0) { gateway in
            let (unreadable, readable) = (try Self.photo(Self.unreadable), try Self.photo(Self.readable))
            let answer = try await gateway.upload([unreadable, unreadable, unreadable, readable])
            #expect(try answer.status == 201 && answer.json["photo"]?.integer == 3)
        }
    }

    @Test("of a burst in which nothing can be read says why, by its first sound photo or its first error")
    func unreadableBurst() async throws {
        try await GatewayUnderTest.with { gateway in
            let unreadable = try Self.photo(Self.unreadable)
            let (text, cut) = (try Self.photo("bad-text.jpg"), try Self.photo("bad-truncated.jpg"))
            let mixed = try await gateway.upload([text, unreadable, cut])
            #expect(mixed.status == 201)
            #expect(try mixed.json["outcome"]?.text == "no_symbol")
            #expect(try await gateway.upload([text, cut]).status == 415)
            #expect(try await gateway.upload([cut, text]).status == 422)
        }
    }

    @Test("of five photos is refused, and so is one of a fifth after the first was read")
    func fivePhotos() async throws {
        try await GatewayUnderTest.with { gateway in
            let (unreadable, readable) = (try Self.photo(Self.unreadable), try Self.photo(Self.readable))
            for first in [unreadable, readable] {
                let answer = try await gateway.upload([first, unreadable, unreadable, unreadable, unreadable])
                #expect(try answer.status == 400 && answer.json["parameter"]?.text == "photo")
            }
            #expect(try await gateway.upload([unreadable, unreadable, unreadable, unreadable]).status == 201)
        }
    }

    @Test("is refused at once where every place is taken, and taken again when one is free")
    func overload() async throws {
        var settings = GatewaySettings()
        settings.uploads.places = 0
        try await GatewayUnderTest.with(settings: settings) { gateway in
            let answer = try await gateway.upload(SampleScan.named(Self.unreadable).bytes)
            #expect(try answer.status == 503 && answer.code == "overloaded")
            #expect(answer.headers[.retryAfter] == "1")
        }
        settings.uploads.places = 1
        try await GatewayUnderTest.with(settings: settings) { gateway in
            for file in [Self.unreadable, "bad-text.jpg", "bad-truncated.jpg", Self.unreadable] {
                let status = try await gateway.upload(SampleScan.named(file).bytes).status
                #expect(status != 503)
            }
        }
    }

    @Test("gives back its place and its photos' whatever becomes of it")
    func placesGivenBack() async throws {
        try await GatewayUnderTest.with { gateway in
            for file in [Self.unreadable, Self.readable, "bad-text.jpg", "bad-truncated.jpg"] {
                _ = try await gateway.upload(SampleScan.named(file).bytes)
                _ = try await gateway.upload([.photo(SampleScan.named(file).bytes), .field("lat", "x")])
            }
            let text = try await gateway.get("/metrics", as: .admin).text
            #expect(text.contains("\nfootbridge_uploads_in_place 0\n"))
            #expect(gateway.reading.occupied == 0)
        }
    }
}

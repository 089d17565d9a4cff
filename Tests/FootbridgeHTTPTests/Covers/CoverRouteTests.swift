import FootbridgeCore
import FootbridgeTestSupport
import HTTPTypes
import PhotoDecoding
import Testing

@testable import FootbridgeHTTP

@Suite("A cover")
struct CoverRouteTests {
    private static let files: [[UInt8]] = {
        do { return try (1...2).map { try JPEGEncoder.encode(DrawnCover($0).colorImage, quality: 95) } } catch {
            return []
        }
    }()
    private static let keeper = "gtin=9780306406157"

    private static func send(
        _ file: [UInt8], _ query: String = keeper, as role: Role = .merchant, to gateway: GatewayUnderTest
    ) async throws -> Answer {
        try await gateway.send(
            .post, "/v1/covers?\(query)", as: role, headers: [.contentType: "image/jpeg"], body: file)
    }

    @Test("is kept, served and shown with its product, replaced and taken away")
    func life() async throws {
        try await GatewayUnderTest.with { gateway in
            let first = try await Self.send(Self.files[0], "gtin=0-306-40615-2", to: gateway)
            try #require(first.status == 201, "\(first.text)")
            #expect(try first.json["gtin"]?.text == "09780306406157" && first.json["same_artwork"] == .list([]))
            let cover = try #require(try first.json["cover"])
            let url = try #require(cover["url"]?.text)
            #expect(first.headers[.location] == url && url.hasPrefix("http://localhost/covers/09780306406157.jpg?v="))
            #expect((cover["width"]?.integer, cover["height"]?.integer) == (300, 440))
            let told = try await gateway.get("/v1/products/9780306406157", as: .client).json["product"]?["cover"]
            #expect(told == cover)

            let path = String(url.dropFirst("http://localhost".count))
            let shown = try await gateway.get(path)
            #expect(shown.status == 200 && shown.headers[.contentType] == "image/jpeg")
            #expect(shown.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(shown.headers[.xContentTypeOptions] == "nosniff")
            // Written anew: no byte of what was sent.
            #expect(shown.bytes != Self.files[0] && PhotoFormat.sniff(shown.bytes) == .jpeg)
            let tag = try #require(shown.headers[.eTag])
            let plain = try await gateway.get("/covers/09780306406157.jpg", headers: [.ifNoneMatch: "\"x\", \(tag)"])
            #expect(plain.status == 304 && plain.bytes.isEmpty && plain.headers[.cacheControl] == "public, no-cache")
            let old = try await gateway.get("/covers/09780306406157.jpg?v=0123456789abcdef")
            #expect(old.status == 200 && old.headers[.cacheControl] == "public, no-cache")

            #expect(try await Self.send(Self.files[0], to: gateway).status == 200)
            let second = try await Self.send(Self.files[1], to: gateway)
            #expect(try second.status == 200 && second.json["cover"]?["url"]?.text != url)
            #expect(try await gateway.get(path, headers: [.ifNoneMatch: tag]).status == 200)

            #expect(try await gateway.send(.delete, "/v1/covers/9780306406157", as: .merchant).status == 204)
            #expect(try await gateway.send(.delete, "/v1/covers/9780306406157", as: .merchant).status == 404)
            #expect(try await gateway.get(path).status == 404)
            let product = try await gateway.get("/v1/products/9780306406157", as: .client).json["product"]
            #expect(product?["cover"] == .null && product?["cover_url"]?.text == "https://covers.example/1.jpg")
        }
    }

    @Test("is refused with what is wrong")
    func refused() async throws {
        var settings = GatewaySettings()
        let largest = try (1...2).map { try DrawnCover($0).picture.jpeg.count }.max()
        settings.coverSpace = try #require(largest) * 3 / 2
        let flat = try #require(
            ColorImage(width: 300, height: 400, pixels: [UInt8](repeating: 200, count: 360_000)))
        let plain = try JPEGEncoder.encode(flat, quality: 90)
        try await GatewayUnderTest.with(settings: settings) { gateway in
            func code(_ file: [UInt8], _ query: String = Self.keeper, as role: Role = .merchant) async throws -> String
            {
                let answer = try await Self.send(file, query, as: role, to: gateway)
                return "\(answer.status) \(try answer.code ?? "")"
            }
            #expect(try await code(plain) == "422 cover-unusable")
            #expect(try await code(Array(Self.files[0].dropLast(500))) == "422 photo-undecodable")
            #expect(try await code(Array("GIF89a, and more".utf8)) == "415 unsupported-media-type")
            #expect(try await code(Self.files[0], "gtin=9780306406158") == "400 bad-parameter")
            #expect(try await code(Self.files[0], "") == "400 bad-parameter")
            // In the catalogue, and sold by somebody else at most.
            #expect(try await code(Self.files[0], "gtin=9780747532811") == "422 product-not-sold")
            #expect(try await code(Self.files[0], as: .admin) == "201 ")
            #expect(try await code(Self.files[1]) == "409 cover-taken")
            #expect(try await gateway.send(.delete, "/v1/covers/9780306406157", as: .merchant).status == 404)
            #expect(try await code(Self.files[1], "gtin=9780747532811", as: .admin) == "507 covers-full")

            let form = FormPart.body(
                [.photo(Self.files[1]), .field("gtin", "9780306406157"), .photo(Self.files[1])], boundary: "b")
            let type: HTTPFields = [.contentType: "multipart/form-data; boundary=b"]
            let two = try await gateway.send(.post, "/v1/covers", as: .admin, headers: type, body: form)
            #expect(try two.status == 400 && two.json["parameter"]?.text == "photo")
            let one = FormPart.body([.photo(Self.files[1]), .field("gtin", "9780306406157")], boundary: "b")
            let formed = try await gateway.send(.post, "/v1/covers", as: .admin, headers: type, body: one)
            #expect(formed.status == 200, "\(formed.text)")
            for path in ["9780306406157.jpg", "09780306406157.png", "09780306406158.jpg", "..%2f..%2fetc.jpg"] {
                #expect(try await gateway.get("/covers/\(path)").status == 404)
            }
        }
    }
}

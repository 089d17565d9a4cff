import FootbridgeCore
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import FootbridgeHTTP

@Suite("A form with photos of a voucher")
struct CheckedFormTests {
    private static func check(_ parts: [FormPart], _ gateway: GatewayUnderTest) async throws -> Answer {
        try await gateway.send(
            .post, "/v1/redemptions/check", as: .staff,
            headers: [.contentType: "multipart/form-data; boundary=\"----footbridge\""],
            body: FormPart.body(parts, boundary: "----footbridge"))
    }

    @Test("has no fields of its own: any other than photo is passed over, whatever it is called and says")
    func fields() async throws {
        try await GatewayUnderTest.with { gateway in
            let photo = FormPart.photo(try SampleScan.named("too-small-thumbnail.jpg").bytes)
            for fields in [
                [("lat", "north")], [("lat", "1"), ("lat", "1")], [("limit", "0"), ("radius_m", "-1")],
                [("visitor", String(repeating: "v", count: 300)), ("campaign", "\u{1}")], [("utm", "x"), ("utm", "x")],
            ] {
                let parts = fields.map { FormPart.field($0, $1) }
                for form in [parts + [photo], [photo] + parts] {
                    let answer = try await Self.check(form, gateway)
                    #expect(try answer.status == 200 && answer.json["reason"]?.text == "no-symbol", "\(fields)")
                }
            }
        }
    }

    @Test("is refused for too many photos or none, and for no other field, in front of the photo or behind it")
    func malformed() async throws {
        // Over a connection, so that a form comes in pieces and what is behind the photo is not there yet.
        try await GatewayUnderTest.with(.live, fill: Bookshop.fillWithVouchers) { gateway in
            let photo = FormPart(
                name: "photo", filename: "qr.png", type: "image/png",
                content: try await gateway.voucher(of: "a").picture)
            let read = try await Self.check([photo], gateway)
            #expect(try read.json["redeemable"] == .flag(true), "\(read.text)")
            let long = FormPart.field("utm", String(repeating: "x", count: 2049))
            let bytes = FormPart(name: "utm", content: [0xFF])
            let file = FormPart(
                name: "other", filename: "o", type: "image/png", content: [UInt8](repeating: 0, count: 1 << 20))
            for form in [[long, photo], [photo, file, long], [bytes, photo], [photo, file, bytes]] {
                #expect(try await Self.check(form, gateway).json["redeemable"] == .flag(true), "nobody asked for utm")
            }
            let tooMany = try await Self.check(Array(repeating: photo, count: 5), gateway)
            #expect(try tooMany.code == "bad-parameter" && tooMany.json["parameter"]?.text == "photo")
            #expect(try await Self.check([.field("utm", "x")], gateway).json["parameter"]?.text == "photo")
        }
    }
}

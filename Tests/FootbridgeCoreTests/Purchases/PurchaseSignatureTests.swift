import Testing

@testable import FootbridgeCore

@Suite("A report's signature")
struct PurchaseSignatureTests {
    private static let now = Timestamp(microseconds: 1_790_000_000_000_000)
    private static let body = Array(#"{"order_id":"A-1","title":"探そう 😊"}"#.utf8)

    private static func secret(_ salt: UInt8 = 1) throws -> PurchaseSecret {
        let server = try #require(ServerSecret(bytes: Array(repeating: 7, count: 32)))
        return PurchaseSecret(salt: Array(repeating: salt, count: PurchaseSecret.saltLength), secret: server)
    }

    @Test("is HMAC-SHA256 over the seconds, a point and the body, with the secret's own characters")
    func vector() throws {
        // printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$secret"
        let field = "t=1790000000,v1=a03e243af53dbde3f3d0875702a65df54908c3183d3f5ccb88cb6968bcee2297"
        let signature = try #require(PurchaseSignature(field))
        #expect(signature.isValid(for: Self.body, by: [try Self.secret()]))
        #expect(PurchaseSignature(of: Self.body, by: try Self.secret(), at: Self.now).field == field)
    }

    @Test("is good for these bytes, this time and a secret that is live, and for nothing else")
    func validity() throws {
        let (first, second, third) = (try Self.secret(1), try Self.secret(2), try Self.secret(3))
        #expect(Set([first.text, second.text, third.text]).count == 3)
        let field = PurchaseSignature(of: Self.body, by: first, at: Self.now).field
        let signature = try #require(PurchaseSignature(field))
        #expect(signature.isValid(for: Self.body, by: [second, first]))
        #expect(!signature.isValid(for: Self.body, by: [second, third]))
        #expect(!signature.isValid(for: Self.body, by: []))
        for index in Self.body.indices {
            var other = Self.body
            other[index] ^= 1
            #expect(!signature.isValid(for: other, by: [first]))
        }
        let later = try #require(PurchaseSignature(field.replacing("t=1790000000", with: "t=1790000001")))
        #expect(!later.isValid(for: Self.body, by: [first]))
        // Of two codes one has to be good.
        let other = PurchaseSignature(of: Self.body, by: second, at: Self.now).field.split(separator: ",")[1]
        #expect(try #require(PurchaseSignature("\(field),\(other)")).isValid(for: Self.body, by: [second]))
    }

    @Test("is good for five minutes, either way")
    func freshness() {
        let signature = PurchaseSignature("t=1790000000,v1=\(String(repeating: "0", count: 64))")
        for (seconds, isFresh) in [(0, true), (300, true), (301, false), (-300, true), (-301, false)] {
            #expect(signature?.isFresh(at: Self.now + .seconds(seconds)) == isFresh, "\(seconds)")
        }
        let ancient = PurchaseSignature("t=0,v1=\(String(repeating: "0", count: 64))")
        #expect(ancient?.isFresh(at: Self.now) == false)
        let distant = PurchaseSignature("t=999999999999,v1=\(String(repeating: "0", count: 64))")
        #expect(distant?.isFresh(at: Self.now) == false)
    }

    @Test(
        "that is malformed is none",
        arguments: [
            "", "t=1790000000", "v1=@", "t=1790000000,v1=", "t=1790000000;v1=@", "t=,v1=@", "t=-1,v1=@", "t=1e9,v1=@",
            "t=1790000000000000000,v1=@", "t=1790000000,t=1790000000,v1=@", "t=1790000000,v1=@0", "t=1790000000,v1=g@",
            "t=1790000000,v1=é@", "t=1790000000,v1=@,v1=@,v1=@,v1=@,v1=@", "t=1790000000,v1=@,",
        ])
    func malformed(_ field: String) {
        #expect(PurchaseSignature(field.replacing("@", with: String(repeating: "0", count: 64))) == nil)
        #expect(PurchaseSignature(field + String(repeating: "x", count: 500)) == nil)
    }
}

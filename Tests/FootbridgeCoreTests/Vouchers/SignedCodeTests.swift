import FootbridgeTestSupport
import Testing

@testable import FootbridgeCore

@Suite("Signed QR codes")
struct SignedCodeTests {
    static let now = Timestamp(microseconds: 1_790_000_000_000_000)
    static let day: Int64 = 86_400_000_000

    static func keys(_ byte: UInt8 = 1) throws -> SigningKeys {
        SigningKeys(secret: try #require(ServerSecret(bytes: Array(repeating: byte, count: 32))))
    }

    static let voucher: SignedCode = {
        var generator = SeededGenerator(seed: 3)
        return .voucher(
            SignedVoucher(
                code: VoucherCode(using: &generator), promotion: PromotionID(UUIDv7(at: now)),
                expiresAt: Timestamp(microseconds: now.microseconds + 30 * day)))
    }()

    static func codes() throws -> [SignedCode] { [voucher, .door(try #require(PublicID("hill.camden")))] }

    @Test("Come back as they were signed, in characters that a QR code holds densely")
    func roundTrip() throws {
        let keys = try Self.keys()
        for code in try Self.codes() {
            let text = code.text(signedBy: keys, at: Self.now)
            #expect(SignedCode(text, verifiedWith: keys, at: Self.now) == code)
            #expect(text.utf8.allSatisfy { "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:".utf8.contains($0) })
            #expect(text.utf8.count <= 180)
        }
    }

    @Test("Are refused with any one character changed, left out or added")
    func altered() throws {
        let keys = try Self.keys()
        for code in try Self.codes() {
            let text = Array(code.text(signedBy: keys, at: Self.now))
            for place in text.indices {
                for letter in ["A", "B", "7"] as [Character] where letter != text[place] {
                    var other = text
                    other[place] = letter
                    #expect(SignedCode(String(other), verifiedWith: keys, at: Self.now) == nil)
                }
                var shorter = text
                shorter.remove(at: place)
                #expect(SignedCode(String(shorter), verifiedWith: keys, at: Self.now) == nil)
                #expect(SignedCode(String(text[..<place]), verifiedWith: keys, at: Self.now) == nil)
            }
            #expect(SignedCode(String(text) + "A", verifiedWith: keys, at: Self.now) == nil)
        }
    }

    @Test("Another installation's are refused")
    func foreign() throws {
        let text = Self.voucher.text(signedBy: try Self.keys(2), at: Self.now)
        #expect(SignedCode(text, verifiedWith: try Self.keys(), at: Self.now) == nil)
    }

    @Test("Old keys verify, the one that signs is another after ninety days, and one of the future signs nothing")
    func rotation() throws {
        let keys = try Self.keys()
        func later(_ days: Int64) -> Timestamp { Timestamp(microseconds: Self.now.microseconds + days * Self.day) }
        let text = Self.voucher.text(signedBy: keys, at: Self.now)
        #expect(SignedCode(text, verifiedWith: keys, at: later(390)) == Self.voucher)
        #expect(Self.voucher.text(signedBy: keys, at: later(90)) != text)
        #expect(
            SignedCode(Self.voucher.text(signedBy: keys, at: later(200)), verifiedWith: keys, at: Self.now) == nil)
        #expect(SigningKeys.number(at: later(90)) == SigningKeys.number(at: Self.now) + 1)
        // Of all that can have signed a voucher that is still valid.
        #expect(SigningKeys.numbers(inUseAt: later(390)).contains(SigningKeys.number(at: Self.now)))
    }

    @Test("Arbitrary texts are no code, and none of them ends the process")
    func fuzz() throws {
        let keys = try Self.keys()
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<20_000 {
            let length = Int.random(in: 0...450, using: &generator)
            let letters = (0..<length).map { _ in
                Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").randomElement(using: &generator) ?? "A"
            }
            #expect(SignedCode("FB1:" + String(letters), verifiedWith: keys, at: Self.now) == nil)
        }
    }

    @Test(
        "Base 32 is that of RFC 4648",
        arguments: [("", ""), ("f", "MY"), ("foobar", "MZXW6YTBOI"), ("foob", "MZXW6YQ")])
    func base32(text: String, encoded: String) {
        #expect(Base32Text.encode(Array(text.utf8)) == encoded)
        #expect(Base32Text.decode(encoded.utf8) == Array(text.utf8))
        // Digits that say more than the bytes have.
        #expect(Base32Text.decode("MZ".utf8) == nil)
        #expect(Base32Text.decode("M".utf8) == nil)
    }
}

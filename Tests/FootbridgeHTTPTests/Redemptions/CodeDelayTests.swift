import FootbridgeCore
import HTTPTypes
import Testing

@testable import FootbridgeHTTP

/// A quota of 3 gives one code to a till, which comes back in a minute: longer than a test takes from there on.
@Suite("A till that was told of unknown codes")
struct CodeDelayTests {
    private static func with(
        quota: Int = 3, _ body: @Sendable (GatewayUnderTest) async throws -> Void
    ) async throws {
        var settings = GatewaySettings()
        settings.guessQuota = quota
        try await GatewayUnderTest.with(settings: settings, fill: Bookshop.fillWithVouchers, body)
    }

    private static func check(
        _ code: String, _ gateway: GatewayUnderTest, _ till: HTTPFields
    ) async throws -> Answer {
        try await gateway.send(
            .post, "/v1/redemptions/check", headers: till, body: Array(#"{"code": "\#(code)"}"#.utf8))
    }

    private static func redeem(
        _ code: String, key: String, _ gateway: GatewayUnderTest, _ till: HTTPFields
    ) async throws -> Answer {
        var headers = till
        headers[.idempotencyKey] = key
        return try await gateway.send(
            .post, "/v1/redemptions", headers: headers, body: Array(#"{"code": "\#(code)"}"#.utf8))
    }

    /// Another code under the same signature.
    private static func forged(_ signed: String) -> String {
        let place = signed.index(signed.startIndex, offsetBy: 12)
        return signed[..<place] + (signed[place] == "A" ? "B" : "A") + signed[signed.index(after: place)...]
    }

    private static func expectDelay(_ answer: Answer, _ comment: Comment? = nil) throws {
        #expect(try answer.status == 429 && answer.code == "code-delay", comment)
        #expect(try answer.json["retry"]?.text == "after", comment)
        #expect(answer.headers[.retryAfter].flatMap(Int.init).map { (1...60).contains($0) } == true, comment)
    }

    @Test(
        "has to wait with every code that it types, at both routes, and no other till has to",
        arguments: ["unknown", "mistyped", "forged", "nonsense", "empty"])
    func till(kind: String) async throws {
        try await Self.with { gateway in
            let (till, other) = (try await gateway.signIn(), try await gateway.signIn())
            let voucher = try await gateway.voucher(of: "a")
            let guess =
                switch kind {
                case "unknown": VoucherCode().description
                case "mistyped": String(voucher.code.dropLast()) + (voucher.code.last == "A" ? "B" : "A")
                case "forged": Self.forged(voucher.signed)
                case "nonsense": "no code at all"
                default: ""
                }
            let told = try await Self.check(guess, gateway, till)
            #expect(try told.status == 200 && told.json["redeemable"] == .flag(false))
            try Self.expectDelay(try await Self.check(voucher.code, gateway, till))
            try Self.expectDelay(try await Self.redeem(voucher.code, key: "k", gateway, till))
            try Self.expectDelay(try await Self.check(VoucherCode().description, gateway, till))
            #expect(try await Self.check(voucher.code, gateway, other).json["redeemable"] == .flag(true))
            // The key is as free as before.
            #expect(try await Self.redeem(voucher.code, key: "k", gateway, other).status == 201)
            let metrics = try await gateway.get("/metrics", as: .admin).text
            #expect(metrics.contains("\nfootbridge_unknown_codes_total 1\n"))
            #expect(metrics.contains("\nfootbridge_code_delays_total{spent=\"till\"} 3\n"))
        }
    }

    @Test("makes its store wait, too, where that one's quota is spent; both are reported")
    func store() async throws {
        try await Self.with(quota: 1) { gateway in
            let voucher = try await gateway.voucher(of: "a")
            let (till, innocent) = (try await gateway.signIn(), try await gateway.signIn())
            let refused = try await Self.redeem(VoucherCode().description, key: "guess", gateway, till)
            #expect(try refused.code == "unknown-code")
            for key in ["next", "third"] {
                try Self.expectDelay(try await Self.redeem(voucher.code, key: key, gateway, till))
                try Self.expectDelay(try await Self.check(voucher.code, gateway, innocent))
            }
            let metrics = try await gateway.get("/metrics", as: .admin).text
            #expect(metrics.contains("\nfootbridge_code_delays_total{spent=\"store\"} 2\n"))
            // The voucher, the unknown code, and once each that the till and the store have to wait.
            #expect(try await gateway.rows("events") == 4)
        }
    }

    @Test("gets an answer again that it lost, whatever it was, and is told where the key was used for something else")
    func replay() async throws {
        try await Self.with { gateway in
            let till = try await gateway.signIn()
            let (voucher, spare) = (try await gateway.voucher(of: "a"), try await gateway.voucher(of: "b"))
            let unknown = VoucherCode().description
            let redeemed = try await Self.redeem(voucher.code, key: "good", gateway, till)
            let refused = try await Self.redeem(unknown, key: "bad", gateway, till)
            #expect(redeemed.status == 201 && refused.status == 404)
            try Self.expectDelay(try await Self.redeem(spare.code, key: "new", gateway, till))
            for (first, code, key) in [(redeemed, voucher.code, "good"), (refused, unknown, "bad")] {
                let again = try await Self.redeem(code, key: key, gateway, till)
                #expect(again.status == first.status && again.bytes == first.bytes)
                #expect(again.headers[.serverTiming] == "replay")
            }
            let mismatch = try await Self.redeem(spare.code, key: "good", gateway, till)
            #expect(try mismatch.code == "idempotency-mismatch")
            // No more than what had to wait is reported.
            let metrics = try await gateway.get("/metrics", as: .admin).text
            #expect(metrics.contains("\nfootbridge_code_delays_total{spent=\"till\"} 1\n"))
        }
    }

    @Test("takes vouchers whose QR code it scans: checked as a text or a photo, and redeemed by either")
    func scanned() async throws {
        try await Self.with { gateway in
            let till = try await gateway.signIn()
            let (first, second) = (try await gateway.voucher(of: "a"), try await gateway.voucher(of: "b"))
            _ = try await Self.check(VoucherCode().description, gateway, till)
            try Self.expectDelay(try await Self.check(first.code, gateway, till))

            #expect(try await Self.check(first.signed, gateway, till).json["redeemable"] == .flag(true))
            // The page redeems by the code that it was told.
            try Self.expectDelay(try await Self.redeem(second.code, key: "other", gateway, till))
            #expect(try await Self.redeem(first.code, key: "checked", gateway, till).status == 201)
            #expect(try await Self.redeem(second.signed, key: "scanned", gateway, till).status == 201)
            try Self.expectDelay(try await Self.check(Self.forged(second.signed), gateway, till))
            var photo = till
            photo[.contentType] = "image/png"
            let seen = try await gateway.send(.post, "/v1/redemptions/check", headers: photo, body: first.picture)
            #expect(try seen.json["reason"]?.text == "already-redeemed")
        }
    }

    @Test("counts a code once however often it is asked about, and no photo without one of ours")
    func free() async throws {
        try await Self.with(quota: 6) { gateway in
            let till = try await gateway.signIn()
            let voucher = try await gateway.voucher(of: "a")
            let unknown = VoucherCode().description
            var photo = till
            photo[.contentType] = "image/jpeg"
            for _ in 0..<3 {
                let answer = try await gateway.send(
                    .post, "/v1/redemptions/check", headers: photo,
                    body: SampleScan.named("too-small-thumbnail.jpg").bytes)
                #expect(try answer.json["reason"]?.text == "no-symbol")
            }
            for number in 0..<5 {
                #expect(try await Self.check(unknown, gateway, till).json["reason"]?.text == "unknown-code")
                #expect(try await Self.redeem(unknown, key: "\(number)", gateway, till).code == "unknown-code")
            }
            #expect(try await Self.check(voucher.code, gateway, till).json["redeemable"] == .flag(true))
            #expect(try await Self.redeem(voucher.code, key: "good", gateway, till).status == 201)
            #expect(try await Self.check(voucher.code, gateway, till).json["reason"]?.text == "already-redeemed")
            #expect(try await Self.check("another", gateway, till).json["reason"]?.text == "mistyped")
            try Self.expectDelay(try await Self.check("a third", gateway, till))
        }
    }
}

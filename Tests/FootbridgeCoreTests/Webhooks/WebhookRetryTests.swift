import Testing

@testable import FootbridgeCore

@Suite("Retries of webhooks")
struct WebhookRetryTests {
    static let now = Timestamp(microseconds: 1_790_000_000_000_000)

    /// Seconds until the next attempt; nil where there is none.
    static func wait(
        _ cause: WebhookFailure.Cause = .refused, after attempts: Int, retryAfter: Duration? = nil,
        failingFor: Duration = .zero, chance: Double = 1
    ) -> Duration? {
        let decision = WebhookRetry.decision(
            after: WebhookFailure(cause, retryAfter: retryAfter), attempts: attempts,
            failingSince: Timestamp(microseconds: now.microseconds - failingFor.microseconds), at: now, chance: chance)
        if case .retry(let next) = decision { return next - now }
        return nil
    }

    @Test("Each wait is twice the one before, up to the longest")
    func backOff() {
        let waits = (1...40).map { Self.wait(after: $0) }
        #expect(waits[0] == .seconds(2) && waits[1] == .seconds(4) && waits[5] == .seconds(64))
        #expect(waits[11...].allSatisfy { $0 == .seconds(3600) })
    }

    @Test("Chance takes up to half of a wait off, never more")
    func jitter() {
        #expect(Self.wait(after: 5, chance: 0) == .seconds(16) && Self.wait(after: 5, chance: 1) == .seconds(32))
        #expect(Self.wait(after: 5, chance: 0.5) == .seconds(24))
        let drawn = (0..<64).map { _ in
            WebhookRetry.decision(
                after: WebhookFailure(.refused), attempts: 8, failingSince: Self.now, at: Self.now)
        }
        #expect(Set(drawn).count > 1)
    }

    @Test("A receiver that asks to be left alone is, but not for longer than the longest wait, nor for less than ours")
    func retryAfter() {
        #expect(Self.wait(after: 1, retryAfter: .seconds(120)) == .seconds(120))
        #expect(Self.wait(after: 8, retryAfter: .seconds(1)) == .seconds(256))
        #expect(Self.wait(after: 1, retryAfter: .seconds(1_000_000_000)) == .seconds(3600))
    }

    @Test("After a day of failures it is given up, and at once where the receiver is gone")
    func givingUp() {
        #expect(Self.wait(after: 30, failingFor: .seconds(86_399)) == .seconds(3600))
        #expect(Self.wait(after: 30, failingFor: .seconds(86_400)) == nil)
        #expect(Self.wait(.gone, after: 1) == nil)
    }

    @Test("A day's attempts are not so many that a receiver is hammered")
    func attempts() {
        var (time, attempts) = (Duration.zero, 0)
        while let wait = Self.wait(after: attempts + 1, failingFor: time, chance: 0) {
            (time, attempts) = (time + wait, attempts + 1)
        }
        #expect((24...72).contains(attempts))
    }
}

@Suite("Addresses of webhooks")
struct WebhookTargetTests {
    @Test(
        "An address has one spelling",
        arguments: [
            ("HTTPS://Shop.Example/Hooks?a=B", "https://shop.example/Hooks?a=B", "shop.example", 443),
            ("http://[2001:DB8::1]:8080/x", "http://[2001:db8::1]:8080/x", "2001:db8::1", 8080),
            ("https://127.0.0.1", "https://127.0.0.1", "127.0.0.1", 443),
        ])
    func spelling(text: String, spelt: String, host: String, port: Int) throws {
        let target = try #require(WebhookTarget(text))
        #expect(target.description == spelt && target.host == host && target.port == port)
        #expect(WebhookTarget(target.description) == target)
    }

    @Test(
        "What could mean two things, or hide a password, is none",
        arguments: [
            "", "shop.example", "ftp://shop.example/", "https://", "https:///x", "https://user:pw@shop.example/",
            "https://user@shop.example/", "https://shop.example/#part", "https://shop.example:0/",
            "https://shop.example:65536/", "https://sh%6Fp.example/", "https://bücher.example/", "https://a b.example/",
            "https://shop_1.example/", "https://[fe80::1%25eth0]/", "https://shop.example\\@evil.example/",
            "https://shop.example/\u{0}", "https://shop.example/\r\nx: y", "javascript:alert(1)",
            "https://shop.example/" + String(repeating: "a", count: 2000),
        ])
    func refused(text: String) {
        #expect(WebhookTarget(text) == nil)
    }
}

import Crypto
import Foundation
import Testing

@testable import FootbridgeCore

@Suite("Webhook messages")
struct WebhookMessageTests {
    static let now = Timestamp(microseconds: 1_790_000_000_123_456)
    /// The same for every message: its bits are random.
    static let eventID = EventID(UUIDv7(at: now))
    static let merchant: PublicID = {
        guard let id = PublicID("lantern-lane") else { preconditionFailure("a public id") }
        return id
    }()
    static let secret: ServerSecret = {
        guard let secret = ServerSecret(bytes: Array(repeating: 3, count: 32)) else { preconditionFailure("32 bytes") }
        return secret
    }()

    static func message(visitor generation: Int64 = 1) -> WebhookMessage {
        var event = Event(kind: .reversal, occurredAt: now, recordedAt: now)
        event.id = eventID
        (event.visitor, event.reason, event.campaign) = (42, "falsches Buch “Ä” 😊", "探そう")
        event.store = 5
        return WebhookMessage(
            LoggedEvent(position: LogPosition(epoch: 1, transaction: 0, sequence: 9), event: event), of: merchant,
            store: PublicID("lantern-lane.soho"),
            visitors: VisitorPseudonyms(secret: secret, scope: .merchant(merchant), generation: generation))
    }

    @Test("A signature is that of the standard's own example")
    func example() throws {
        let key = try #require(Data(base64Encoded: "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let signature = WebhookSecret(key: Array(key)).signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("The body is a CloudEvent in UTF-8, and its attributes are what the specification wants")
    func cloudEvent() throws {
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.message().body)) as? [String: Any])
        #expect(body["specversion"] as? String == "1.0" && body["type"] as? String == "org.footbridge.event.reversal")
        #expect(body["source"] as? String == "urn:footbridge:merchant:lantern-lane")
        #expect(body["id"] as? String == Self.message().id && body["time"] as? String == Self.now.rfc3339)
        #expect(body.keys.allSatisfy { $0.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) } })
        // Without a product there is no subject, and no null in its place.
        #expect(body["subject"] == nil)
        let cursor = try #require(body["cursor"] as? String)
        #expect(LogPosition(cursor: cursor)?.sequence == 9)
        let data = try #require(body["data"] as? [String: Any])
        #expect(data["reason"] as? String == "falsches Buch “Ä” 😊" && data["campaign"] as? String == "探そう")
        #expect(data["store_id"] as? String == "lantern-lane.soho")
        let visitor = try #require(data["visitor"] as? String)
        #expect(visitor.hasPrefix("v_") && !visitor.contains("42"))
        #expect(data["gtin"] is NSNull)
    }

    @Test("A later attempt has the same bytes and id, and a time and signature of its own")
    func retry() {
        let (first, second) = (Self.message(), Self.message())
        #expect(first.body == second.body && first.id == second.id)
        let secrets = [WebhookSecret(Self.secret, merchant: Self.merchant, salt: WebhookSalt())]
        let later = second.fields(at: Self.now + .seconds(60), signedWith: secrets)
        let fields = first.fields(at: Self.now, signedWith: secrets)
        #expect(fields[0] == later[0] && fields[1] != later[1] && fields[2] != later[2])
        #expect(fields.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(fields[1].value == "1790000000")
    }

    @Test("While two secrets are live, both sign; the one before ends at its time")
    func rotation() throws {
        let (old, new) = (WebhookSalt(), WebhookSalt())
        var webhook = try Self.webhook()
        webhook.salts = Webhook.Salts(current: new, previous: old, previousUntil: Self.now)
        let message = Self.message()
        func signatures(at now: Timestamp) -> [Substring] {
            message.fields(at: now, signedWith: webhook.secrets(Self.secret, at: now))[2].value.split(separator: " ")
        }
        #expect(signatures(at: Self.now + .microseconds(-1)).count == 2)
        #expect(signatures(at: Self.now).count == 1)
        let seconds = Self.now.microseconds / 1_000_000
        for salt in [new, old] {
            let secret = WebhookSecret(Self.secret, merchant: Self.merchant, salt: salt)
            let expected = secret.signature(id: message.id, seconds: seconds - 1, body: message.body)
            #expect(signatures(at: Self.now + .seconds(-1)).contains { $0 == expected })
            #expect(secret.text.hasPrefix("whsec_") && secret.text.utf8.count == 50)
        }
    }

    @Test("Secrets of two merchants, salts or installations have nothing in common")
    func derivation() throws {
        let salt = WebhookSalt()
        let other = try #require(ServerSecret(bytes: Array(repeating: 4, count: 32)))
        let neighbour = try #require(PublicID("two-rivers"))
        func text(_ secret: ServerSecret, _ merchant: PublicID, _ salt: WebhookSalt) -> String {
            WebhookSecret(secret, merchant: merchant, salt: salt).text
        }
        let texts = [
            text(Self.secret, Self.merchant, salt), text(Self.secret, neighbour, salt),
            text(Self.secret, Self.merchant, WebhookSalt()), text(other, Self.merchant, salt),
        ]
        #expect(Set(texts).count == 4)
        #expect(text(Self.secret, Self.merchant, salt) == texts[0])
    }

    static func webhook() throws -> Webhook {
        Webhook(
            merchant: merchant, merchantKey: 1, pseudonymGeneration: 1,
            target: try #require(WebhookTarget("https://shop.example/hooks")),
            salts: Webhook.Salts(current: WebhookSalt()), position: .beginning, failing: nil, disabledAt: nil,
            deliveredAt: nil)
    }
}

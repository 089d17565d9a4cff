import ProductIdentifiers

/// One event on its way to a webhook: the body, the same bytes with every attempt, and the header fields of one attempt.
///
/// The body is a CloudEvents 1.0 event in structured mode. It is made of the event and of ids that never change, so that
/// a retry has the same bytes as the first attempt, whichever daemon makes it. What is signed are those bytes.
public struct WebhookMessage: Sendable, Hashable {
    public static let mediaType = "application/cloudevents+json; charset=utf-8"

    /// `webhook-id`: the event's own, the same with every attempt.
    public let id: String
    /// What is sent, and signed.
    public let body: [UInt8]

    /// - Parameters:
    ///   - logged: an event of the webhook's merchant.
    ///   - store: the public id of its store; nil where it has none.
    ///   - visitors: the names of visitors for this merchant.
    public init(_ logged: LoggedEvent, of merchant: PublicID, store: PublicID?, visitors: VisitorPseudonyms) {
        id = logged.event.id.description
        body = JSONWriter.document(
            CloudEvent(logged: logged, merchant: merchant, store: store, visitors: visitors))
    }

    /// The fields of an attempt: `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    ///
    /// - Parameter secrets: all that are live; the signature of each is sent.
    public func fields(at now: Timestamp, signedWith secrets: [WebhookSecret]) -> [(name: String, value: String)] {
        let seconds = now.microseconds / 1_000_000
        let signatures = secrets.map { $0.signature(id: id, seconds: seconds, body: body) }
        return [
            ("webhook-id", id), ("webhook-timestamp", String(seconds)),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }
}

/// CloudEvents 1.0, JSON format, structured mode.
private struct CloudEvent: JSONWritable {
    var logged: LoggedEvent
    var merchant: PublicID
    var store: PublicID?
    var visitors: VisitorPseudonyms

    func write(to json: inout JSONWriter) {
        let event = logged.event
        json.object { json in
            json.member("specversion", "1.0")
            json.member("id", event.id.description)
            json.member("source", "urn:footbridge:merchant:\(merchant)")
            json.member("type", "org.footbridge.event.\(event.kind.rawValue)")
            // An attribute without a value is left out; null is none (CloudEvents 1.0 §3.1 of its JSON format).
            if let gtin = event.gtin { json.member("subject", "/01/\(gtin.description)") }
            json.member("time", event.occurredAt)
            json.member("datacontenttype", "application/json")
            json.member("cursor", logged.position.cursor)
            json.member("data", EventData(event: event, merchant: merchant, store: store, visitors: visitors))
        }
    }
}

/// The event as analysts know it; null where it has no such part.
private struct EventData: JSONWritable {
    var event: Event
    var merchant: PublicID
    var store: PublicID?
    var visitors: VisitorPseudonyms

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", event.id.description)
            json.member("type", event.kind.rawValue)
            json.member("occurred_at", event.occurredAt)
            json.member("recorded_at", event.recordedAt)
            json.member("trace_id", event.trace?.description)
            json.member("merchant_id", merchant.description)
            json.member("store_id", store?.description)
            json.member("visitor", event.visitor.map(visitors.name(of:)))
            json.member("scan_id", event.scan?.description)
            json.member("gtin", event.gtin?.description)
            json.member("campaign", event.campaign)
            json.member("promotion_id", event.promotion?.description)
            json.member("voucher_id", event.voucher?.description)
            json.member("redemption_id", event.redemption?.description)
            json.member("visit_id", event.visit?.description)
            json.member("purchase_id", event.purchase?.description)
            json.member("amount", event.amount?.amount)
            json.member("currency", event.amount?.currency.description)
            json.member("outcome", event.outcome)
            json.member("reason", event.reason)
        }
    }
}

import ProductIdentifiers

/// One event of Meta's Conversions API, as JSON; ``MetaEvents`` puts them into the body that is sent.
///
/// It names the shopper by the id of the click that brought them and by nothing else. It is made only for a scan that came
/// with an `fbclid` and with both questions of consent answered with yes. What is taken back later cannot be told to Meta.
public struct MetaEvent: JSONWritable, Sendable, Hashable {
    /// Meta takes what happened in a shop up to 62 days later, and on the web up to 7.
    static let oldestInStore = Duration.seconds(62 * 86_400)
    static let oldestOnline = Duration.seconds(7 * 86_400)

    private let row: AdConversion
    private let click: String

    /// - Parameter now: what is too old to be taken then makes no event.
    /// - Returns: nil where Meta is not to be told of it.
    public init?(_ row: AdConversion, at now: Timestamp) {
        guard case .first = row.meaning, row.isConsented(personalized: true), let click = row.click(.fbclid),
            now - row.conversion.occurredAt
                <= (row.conversion.kind == .purchase ? Self.oldestOnline : Self.oldestInStore)
        else { return nil }
        self.row = row
        self.click = click
    }

    /// `Purchase` needs an amount; what has none is an event of our own name.
    private var name: String {
        switch row.conversion.kind {
        case .visit: "StoreVisit"
        case .redemption: row.conversion.share == nil ? "VoucherRedemption" : "Purchase"
        case .purchase: "Purchase"
        }
    }

    public func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("event_name", name)
            json.member("event_time", row.conversion.occurredAt.microseconds / 1_000_000)
            json.member("event_id", row.orderID)
            json.member("action_source", row.conversion.kind == .purchase ? "website" : "physical_store")
            // Version, index of the domain's parts, and when the click id was first seen, in milliseconds.
            json.member("user_data", ClickedBy(fbc: "fb.1.\(row.scannedAt.microseconds / 1000).\(click)"))
            json.member("custom_data", CustomData(row: row))
        }
    }

    private struct ClickedBy: JSONWritable {
        var fbc: String

        func write(to json: inout JSONWriter) {
            json.object { $0.member("fbc", fbc) }
        }
    }

    private struct CustomData: JSONWritable {
        var row: AdConversion

        func write(to json: inout JSONWriter) {
            json.object { json in
                if let share = row.conversion.share {
                    json.member("currency", share.currency.description)
                    json.member("value", JSONDecimal(share.minorUnits, places: share.currency.exponent))
                }
                json.member("order_id", row.orderID)
                if let gtin = row.conversion.gtin {
                    json.member("content_ids", [gtin.digits14])
                    json.member("content_type", "product")
                }
            }
        }
    }
}

/// The body of a request to Meta's Conversions API, but for its `access_token`.
public struct MetaEvents: JSONWritable, Sendable {
    /// Events of one request at most, as Meta has it.
    public static let most = 1000

    public var events: [MetaEvent]

    public init(_ events: [MetaEvent]) {
        self.events = events
    }

    public func write(to json: inout JSONWriter) {
        json.object { $0.member("data", events) }
    }
}

import FootbridgeCore
import ProductIdentifiers

/// Purchases as they are stored.
enum PurchaseRows {
    /// A click that led to merchant `$2`, with what its event says of it.
    static let click = Columns(
        Columns("c.click_id", ClickID.self), Columns("c.occurred_at", Timestamp.self),
        Columns("c.trace_id", TraceID.self), Columns("c.scan_id", ScanID?.self), Columns("c.gtin", GTIN.self),
        Columns("c.listing_id", ListingID.self), Columns("s.visitor_no", Int64?.self),
        Columns("s.campaign", String?.self),
        make: ReportedClick.init(id:occurredAt:trace:scan:gtin:listing:visitor:campaign:)
    ).from(
        """
        clicks c LEFT JOIN scans s ON s.scan_id = c.scan_id
        WHERE c.click_id = $1 AND c.merchant_id = $2
        """)

    /// What the merchant `$1` reported under the order id `$2`.
    static let one = Columns(
        Columns("p.purchase_id", PurchaseID.self), Columns("p.order_id", OrderID.self),
        Columns("o.order_id", OrderID?.self), Columns("p.click_id", ClickID.self),
        Columns("p.amount_minor, p.currency", Money.self), Columns("p.occurred_at", Timestamp.self),
        Columns("p.recorded_at", Timestamp.self),
        make: Purchase.init(id:order:refundOf:click:amount:occurredAt:recordedAt:)
    ).from(
        """
        purchases p LEFT JOIN purchases o ON o.purchase_id = p.refund_of
        WHERE p.merchant_id = $1 AND p.order_id = $2
        """)

    private static let insert: SQL = """
        INSERT INTO purchases (purchase_id, merchant_id, order_id, refund_of, click_id, amount_minor, currency, occurred_at,
          recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (merchant_id, order_id) DO NOTHING
        """

    /// Changes no row where more would be refunded than was paid.
    static let refund: SQL = """
        UPDATE purchases SET refunded_minor = refunded_minor + $1
        WHERE purchase_id = $2 AND refunded_minor + $1 <= amount_minor
        """

    /// Changes no row where the merchant has one of this order id.
    ///
    /// - Parameter refunded: the order that is refunded.
    static func insertion(_ purchase: Purchase, of merchant: Int64, refunding refunded: PurchaseID?) -> BoundSQL {
        BoundSQL(
            insert,
            [
                .id(purchase.id), .integer(merchant), .text(purchase.order.description), .id(refunded),
                .id(purchase.click),
            ] + SQLValue.money(purchase.amount) + [.time(purchase.occurredAt), .time(purchase.recordedAt)])
    }
}

/// The click that a merchant names in a report.
struct ReportedClick {
    var id: ClickID
    var occurredAt: Timestamp
    var trace: TraceID
    var scan: ScanID?
    var gtin: GTIN
    var listing: ListingID
    var visitor: Int64?
    var campaign: String?
}

extension Event {
    /// The event of an order or a refund. It has the trace of the click that it came of.
    ///
    /// - Parameter order: the purchase, or the one that is refunded.
    init(purchase: Purchase, order: PurchaseID, of merchant: Int64, click: ReportedClick) {
        // A shop that says whole seconds, or whose clock is behind, must not put an order before the click it came of: the
        // click would get no credit.
        self.init(
            kind: .purchase, occurredAt: max(purchase.occurredAt, click.occurredAt), recordedAt: purchase.recordedAt)
        trace = click.trace
        visitor = click.visitor
        scan = click.scan
        gtin = click.gtin
        self.merchant = merchant
        listing = click.listing
        self.click = click.id
        self.purchase = order
        amount = purchase.amount
        campaign = click.campaign
    }
}

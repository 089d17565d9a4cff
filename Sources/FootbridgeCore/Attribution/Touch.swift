public import ProductIdentifiers

/// Something that may have led to an outcome, as the log has it.
public struct Touch: Sendable, Hashable {
    public var credited: CreditedTouch
    /// The scan that this is, or that showed the listing.
    public var scan: ScanID?
    public var gtin: GTIN?
    /// The merchant whose listing was followed; nil of a scan, which is nobody's.
    public var merchant: Int64?
    public var campaign: String?
    /// Whether a scan found a product. One that did not leads nowhere but by a voucher.
    public var showsProduct: Bool
    /// Where the scan was, to two decimals; nil where that is not known, or no longer.
    public var position: Position?

    public var occurredAt: Timestamp { credited.occurredAt }

    /// - Parameter position: of a scan.
    /// - Returns: nil for an event of another kind than a scan, a choice or a click.
    public init?(_ event: Event, position: Position? = nil) {
        guard let kind = TouchKind(of: event.kind) else { return nil }
        credited = CreditedTouch(kind: kind, event: event.id, occurredAt: event.occurredAt)
        scan = event.scan
        gtin = event.gtin
        merchant = event.merchant
        campaign = event.campaign
        showsProduct =
            kind == .click || event.outcome == ScanOutcome.resolved.rawValue
            || event.outcome == ScanOutcome.unlisted.rawValue
        self.position = position
    }

    /// The order of a path: by time, and what happened at the same time by the id of its event.
    static func precedes(_ left: Touch, _ right: Touch) -> Bool {
        (left.occurredAt, left.credited.event.uuid) < (right.occurredAt, right.credited.event.uuid)
    }
}

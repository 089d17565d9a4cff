public import ProductIdentifiers

/// What is to be credited, as a stretch of the log from its beginning has it.
public struct Outcome: Sendable, Hashable {
    public var id: OutcomeID
    public var occurredAt: Timestamp
    public var visitor: Int64?
    /// The scan that a redeemed voucher came of, or that a purchase names.
    public var scan: ScanID?
    /// The click that a purchase names.
    public var click: ClickID?
    public var gtin: GTIN?
    public var merchant: Int64
    public var store: Int64?
    public var promotion: PromotionID?
    public var voucher: VoucherID?
    /// What was paid or saved, of a purchase less what was given back.
    public var value: Money?
    /// How sure it is that the touches of its path led to it.
    public var confidence: AttributionConfidence
    /// Whether it was taken back: a redemption that was reversed, a purchase of which everything was given back.
    public var isTakenBack: Bool

    /// - Parameter history: the events that name the outcome, in the order of the log.
    /// - Returns: nil where none of them says that it happened: a reversal or a refund whose outcome is not there credits
    ///   nothing, until it is.
    public init?(history: some Sequence<Event>) {
        var events = Array(history)
        guard let index = events.firstIndex(where: \.happens), let id = events[index].concernedOutcome,
            let merchant = events[index].merchant
        else { return nil }
        let event = events.remove(at: index)
        self.id = id
        occurredAt = event.occurredAt
        visitor = event.visitor
        // The code at a door is scanned because of what came before it.
        scan = id.kind == .visit ? nil : event.scan
        click = event.click
        gtin = event.gtin
        self.merchant = merchant
        store = event.store
        promotion = event.promotion
        voucher = event.voucher
        value = event.amount
        confidence = AttributionConfidence(of: event)
        switch id.kind {
        case .redemption: isTakenBack = events.contains { $0.kind == .reversal }
        case .visit: isTakenBack = false
        case .purchase:
            // An amount in another currency than the order's cannot be taken from it.
            let changes = events.compactMap(\.amount).filter { $0.currency == event.amount?.currency }
            value = event.amount.map { amount in
                changes.reduce(amount) { sum, change in
                    let (units, overflow) = sum.minorUnits.addingReportingOverflow(change.minorUnits)
                    return overflow ? sum : Money(minorUnits: units, currency: sum.currency)
                }
            }
            isTakenBack = (value?.minorUnits ?? 0) <= 0 && changes.contains { $0.minorUnits < 0 }
        }
    }
}

extension Event {
    /// The outcome that it says something of; nil for all other events.
    public var concernedOutcome: OutcomeID? {
        switch kind {
        case .redemption, .reversal: redemption.map(OutcomeID.redemption)
        case .visit: visit.map(OutcomeID.visit)
        case .purchase: purchase.map(OutcomeID.purchase)
        case .scan, .choice, .click, .voucherIssued, .refusal, .erasure: nil
        }
    }

    /// Whether it says that an outcome happened, and not that it was taken back.
    public var happens: Bool {
        switch kind {
        case .redemption, .visit: true
        case .purchase: (amount?.minorUnits ?? 0) >= 0
        case .reversal, .scan, .choice, .click, .voucherIssued, .refusal, .erasure: false
        }
    }
}

public import FootbridgeCore

/// An event log as it might be: visitors who scan, click, redeem, come and buy at several merchants, with what is recorded
/// long after it happened, taken back, or given back. The same seed always makes the same log.
public struct RandomLog {
    /// In the order of the log.
    public private(set) var events: [Event] = []
    private var generator: SeededGenerator
    private var now = Timestamp(microseconds: 1_790_000_000_000_000)
    private var openRedemptions: [Event] = []
    private var purchases: [Event] = []
    private let merchants: [Int64]
    private let visitors: Int64

    /// - Parameters:
    ///   - merchants: integer keys; each has the stores that are ten times its key and one more than that.
    ///   - visitors: how many there are.
    public init(seed: UInt64, events count: Int, merchants: [Int64] = [1, 2, 3], visitors: Int64 = 4) {
        generator = SeededGenerator(seed: seed)
        self.merchants = merchants
        self.visitors = visitors
        while events.count < count { add() }
    }

    private mutating func add() {
        now = now + .milliseconds(number(1...20_000_000))
        switch number(0...99) {
        case ..<45: addScan()
        case ..<58: addClick()
        case ..<70: addRedemption()
        case ..<82: addVisit()
        case ..<90: addPurchase()
        case ..<95: addReversal()
        default: addRefund()
        }
    }

    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
    private mutating func happens(_ percent: Int) -> Bool { number(1...100) <= percent }
    private mutating func uuid(_ time: Timestamp) -> UUIDv7 { UUIDv7(at: time, using: &generator) }

    /// Every fourth is recorded late, by up to ten days. Times are whole seconds, so that some fall together, and some
    /// just at the beginning of a window.
    private mutating func event(_ kind: Event.Kind) -> Event {
        let lateness = happens(25) ? number(0...864_000) : 0
        let second = (now.microseconds / 1_000_000 - Int64(lateness)) / 3600 * 3600
        var event = Event(kind: kind, occurredAt: Timestamp(microseconds: second * 1_000_000), recordedAt: now)
        event.id = EventID(uuid(now))
        return event
    }

    private mutating func someone() -> Int64 { Int64(number(1...Int(visitors))) }

    private mutating func atStore(_ event: inout Event) {
        let merchant = merchants[number(0...merchants.count - 1)]
        (event.merchant, event.store) = (merchant, merchant * 10 + Int64(number(0...1)))
    }

    private mutating func earlier(_ kind: Event.Kind) -> Event? {
        let those = events.suffix(60).filter { $0.kind == kind }
        return those.isEmpty ? nil : those[number(0...those.count - 1)]
    }

    private mutating func addScan() {
        var event = event(.scan)
        event.visitor = happens(90) ? someone() : nil
        event.scan = ScanID(uuid(event.occurredAt))
        event.outcome = happens(70) ? "resolved" : happens(50) ? "unlisted" : happens(50) ? "no_symbol" : "store"
        event.campaign = happens(20) ? "window" : nil
        events.append(event)
    }

    private mutating func addClick() {
        guard let scan = earlier(.scan) else { return addScan() }
        var event = event(.click)
        (event.scan, event.visitor, event.campaign) = (scan.scan, scan.visitor, scan.campaign)
        event.click = ClickID(uuid(event.occurredAt))
        event.listing = ListingID(uuid(now))
        event.merchant = merchants[number(0...merchants.count - 1)]
        events.append(event)
    }

    private mutating func addRedemption() {
        guard let scan = earlier(.scan) else { return addScan() }
        var event = event(.redemption)
        atStore(&event)
        if happens(90) { (event.scan, event.visitor) = (scan.scan, scan.visitor) } else { event.visitor = someone() }
        event.redemption = RedemptionID(uuid(now))
        event.voucher = VoucherID(uuid(now))
        event.promotion = PromotionID(uuid(now))
        event.amount = pounds(number(1...900))
        events.append(event)
        openRedemptions.append(event)
    }

    private mutating func addVisit() {
        var event = event(.visit)
        atStore(&event)
        event.visitor = someone()
        event.visit = VisitID(uuid(now))
        event.outcome = ["near", "unplaced", "far"][number(0...2)]
        events.append(event)
    }

    private mutating func addPurchase() {
        var event = event(.purchase)
        event.merchant = merchants[number(0...merchants.count - 1)]
        if happens(60), let click = earlier(.click) {
            (event.click, event.scan, event.visitor) = (click.click, click.scan, click.visitor)
        } else {
            event.visitor = happens(80) ? someone() : nil
        }
        event.purchase = PurchaseID(uuid(now))
        event.amount = pounds(number(0...5000))
        purchases.append(event)
        // Some refunds are heard of before the order is.
        if happens(10) { addRefund() }
        events.append(event)
    }

    private mutating func addReversal() {
        guard !openRedemptions.isEmpty else { return addScan() }
        let redemption = openRedemptions.remove(at: number(0...openRedemptions.count - 1))
        var event = redemption
        event.kind = .reversal
        event.id = EventID(uuid(now))
        (event.occurredAt, event.recordedAt, event.amount) = (now, now, nil)
        event.reason = "wrong book"
        events.append(event)
    }

    private mutating func addRefund() {
        guard !purchases.isEmpty else { return addScan() }
        var event = purchases[number(0...purchases.count - 1)]
        event.id = EventID(uuid(now))
        (event.occurredAt, event.recordedAt) = (now, now)
        let paid = Int(event.amount?.minorUnits ?? 0)
        event.amount = pounds(-(happens(50) ? max(1, paid) : number(1...1 + paid)))
        events.append(event)
    }

    private func pounds(_ pence: Int) -> Money? {
        Currency("GBP").map { Money(minorUnits: Int64(pence), currency: $0) }
    }
}

/// How sure it is that an outcome came of the touches that it is credited to, in per cent.
///
/// Staff who redeem a voucher see the code that one scan gave: certain. The code at a door proves a visit by as much as
/// its ``VisitConfidence`` says, 90 beside the door and 60 where the phone did not say where it is; far from it, 10. A
/// merchant's report of a purchase that names the click it came of is as good as the merchant's word: 50. One that names
/// none is credited by the visitor alone, which is inferred: 25. Without a touch there is nothing to be sure of: 0.
public struct AttributionConfidence: Sendable, Hashable {
    /// 0 to 100.
    public let percent: Int

    public static let redeemed = AttributionConfidence(percent: 100)
    public static let postback = AttributionConfidence(percent: 50)
    public static let inferred = AttributionConfidence(percent: 25)
    /// Of an outcome without a path.
    public static let unattributed = AttributionConfidence(percent: 0)

    private init(percent: Int) {
        self.percent = percent
    }

    /// Of an event that says that an outcome happened.
    init(of event: Event) {
        switch event.kind {
        case .redemption: self = .redeemed
        case .visit:
            percent = event.outcome.flatMap(VisitConfidence.init(word:))?.percent ?? VisitConfidence.unplaced.percent
        default: self = event.click == nil ? .inferred : .postback
        }
    }
}

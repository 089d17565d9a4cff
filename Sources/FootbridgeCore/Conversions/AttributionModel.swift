/// How the credit of a visit or a purchase is shared along its path. Redemptions need none: the voucher says which scan it
/// came of. The words are those of the contract.
public enum AttributionModel: String, Sendable, CaseIterable {
    /// All of it to the last touch.
    case lastTouch = "last-touch"
    /// All of it to the first touch of the window.
    case firstTouch = "first-touch"
    /// To every touch the same.
    case linear
}

/// Who gets the credit of an outcome: a pure function of what the log holds of it, of the visitor's touches, and of the
/// merchant's settings.
public struct Attribution: Sendable, Hashable {
    /// Most touches of a path. Where there are more, it is the last of them: somebody who lends one visitor's name to
    /// everybody must not make rows without end.
    public static let longestPath = 50

    public var settings: AttributionSettings

    /// By a merchant's settings, unless a run has others.
    public init(_ settings: AttributionSettings, in run: AttributionTerms = AttributionTerms()) {
        self.settings = settings
        self.settings.model = run.model ?? settings.model
        self.settings.window = run.window ?? settings.window
    }

    /// A part of an outcome's credit.
    public struct Share: Sendable, Hashable {
        /// Nil where the outcome has no path, and the whole of its credit is nobody's.
        public var touch: Touch?
        /// In millionths.
        public var credit: Int
    }

    /// What each touch of the path gets, also those that get nothing, in the order they happened in. Sums to
    /// ``Conversion/wholeCredit``; empty where the outcome was taken back.
    ///
    /// - Parameter touches: in any order, once each: those that name the outcome's own scan or click, and the visitor's; of
    ///   more than ``longestPath`` of the visitor's that count, the last of them will do.
    public func shares(of outcome: Outcome, touches: some Sequence<Touch>) -> [Share] {
        guard !outcome.isTakenBack else { return [] }
        let path = path(to: outcome, of: Array(touches))
        guard !path.isEmpty else { return [Share(touch: nil, credit: Conversion.wholeCredit)] }
        guard outcome.id.kind == .redemption else {
            return zip(path, credits(ofPath: path.count)).map { Share(touch: $0, credit: $1) }
        }
        // The voucher says which scan it came of, whatever the model.
        guard path.contains(where: { isOwn($0, of: outcome) }) else {
            return [Share(touch: nil, credit: Conversion.wholeCredit)] + path.map { Share(touch: $0, credit: 0) }
        }
        return path.map { Share(touch: $0, credit: isOwn($0, of: outcome) ? Conversion.wholeCredit : 0) }
    }

    /// Whether a touch is the scan that a redeemed voucher came of.
    private func isOwn(_ touch: Touch, of outcome: Outcome) -> Bool {
        outcome.id.kind == .redemption && touch.credited.kind == .scan && touch.scan == outcome.scan
    }

    private func path(to outcome: Outcome, of touches: [Touch]) -> [Touch] {
        let others = touches.filter { !isOwn($0, of: outcome) && counts($0, for: outcome) }
        return
            (touches.filter { isOwn($0, of: outcome) && $0.occurredAt <= outcome.occurredAt }
            + others.sorted(by: Touch.precedes).suffix(Self.longestPath)).sorted(by: Touch.precedes)
    }

    /// The window is half-open: a touch at its very beginning is out, one with the outcome is in. A click counts for the
    /// merchant whose listing it was alone: nobody is to learn from their own rows what was bought elsewhere.
    public func counts(_ touch: Touch, for outcome: Outcome) -> Bool {
        settings.touches.contains(touch.credited.kind) && touch.showsProduct
            && touch.occurredAt <= outcome.occurredAt
            && touch.occurredAt.microseconds > outcome.occurredAt.microseconds - settings.window.microseconds
            && (touch.credited.kind == .scan || touch.merchant == outcome.merchant)
    }

    /// In millionths, of the first touch first. What an equal division leaves goes to the last touches, one millionth each.
    ///
    /// - Parameter count: 1 or more.
    func credits(ofPath count: Int) -> [Int] {
        let whole = Conversion.wholeCredit
        return (0..<count).map { index in
            switch settings.model {
            case .lastTouch: index == count - 1 ? whole : 0
            case .firstTouch: index == 0 ? whole : 0
            case .linear: whole / count + (index >= count - whole % count ? 1 : 0)
            }
        }
    }
}

/// How far a match may be trusted.
///
/// A band and no percentage: nobody knows the chance that a photo shows a cover of the index at all.
public enum CoverBand: String, Sendable, Comparable {
    /// Nothing to tell anybody about.
    case none
    /// It may be this one: show it and ask.
    case ask
    /// It is this one.
    case sure

    public static func < (one: CoverBand, other: CoverBand) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .none: 0
        case .ask: 1
        case .sure: 2
        }
    }

    /// What a match must reach for a band.
    struct Threshold: Sendable {
        /// Features matched one to one.
        let matches: Int
        /// Share of the comparable blocks of the picture that agree.
        let agreement: Double
        /// Share of the cover inside the photo.
        let inFrame: Double
        /// Blocks that could be compared.
        let blocks: Int
        /// Quarters of the cover in which blocks agree.
        let quarters: Int

        func isReached(matches: Int, _ correlation: BlockCorrelation.Result) -> Bool {
            matches >= self.matches && correlation.agreement >= agreement && correlation.inFrame >= inFrame
                && correlation.blocks >= blocks && correlation.quarters >= quarters
        }
    }

    /// Chosen on one half of the views of drawn covers and of the photos without a cover, reported on the other (the
    /// benchmark in Tests/Benchmarks/CoverRate prints both). Covers of nothing but text and a shared logo reach an
    /// agreement of 0.52 on others of their kind, in one or two quarters.
    static let forSure = Threshold(matches: 25, agreement: 0.55, inFrame: 0.6, blocks: 20, quarters: 3)
    static let forAsking = Threshold(matches: 15, agreement: 0.40, inFrame: 0.5, blocks: 12, quarters: 3)

    init(matches: Int, _ correlation: BlockCorrelation.Result) {
        if Self.forSure.isReached(matches: matches, correlation) {
            self = .sure
        } else if Self.forAsking.isReached(matches: matches, correlation) {
            self = .ask
        } else {
            self = .none
        }
    }
}

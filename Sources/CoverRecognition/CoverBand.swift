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

    /// Chosen on one half of the views of drawn covers, reported on the other (Tests/Benchmarks/CoverRate prints both).
    /// Of covers of nothing but text, and of a series with one picture, others reach an agreement of 0.9: what is sure
    /// must reach ``leastLikeness`` too.
    static let forSure = Threshold(matches: 20, agreement: 0.45, inFrame: 0.4, blocks: 20, quarters: 3)
    static let forAsking = Threshold(matches: 15, agreement: 0.40, inFrame: 0.35, blocks: 12, quarters: 3)
    /// Share of the features that the photo shows which must look as on the cover to be sure. Of covers with nothing but
    /// text, others of their kind reach 0.68, of those with one picture and other colours 0.56.
    static let leastLikeness = 0.7
    /// Standard deviations by which one part of the cover may be less alike than the rest, as another title is.
    /// One in a hundred photos of the right cover is beyond it.
    static let mostGap = 16.0

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

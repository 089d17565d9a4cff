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
    /// Of covers of nothing but text, and of a series with one picture, others reach an agreement of 0.9: what looks as on
    /// the cover must be enough, too, and everywhere (``reduced(by:)``).
    static let forSure = Threshold(matches: 20, agreement: 0.62, inFrame: 0.4, blocks: 20, quarters: 3)
    static let forAsking = Threshold(matches: 15, agreement: 0.40, inFrame: 0.35, blocks: 12, quarters: 3)
    /// Share of the features that the photo shows which must look as on the cover to be sure, and to ask. Of photos of the
    /// right cover 6 of 100 show less than 0.77, most of those with a glare on them, and 2 of 100 less than 0.6. Of other
    /// books of the same look 9 of 10 show less than 0.6, and those with the very same picture up to 0.85.
    private static let leastLikeness = (sure: 0.7, ask: 0.6)
    /// Share of one part's features that must look as on the cover where that much of the whole does not: a hand, a shutter's
    /// bars and a reflection hide what they cover and leave the rest as it is, another book is unlike all over.
    private static let leastBestShare = 0.5
    /// Standard deviations by which one part of the cover may be less alike than the rest, as another title is: as many as
    /// the whole is alike, for what makes a photo bad makes all of it worse, and never more than the last: a small title on
    /// a rich picture is a gap of 8.6 in the best of photos. Of those as good on the half they were chosen on the strictest.
    private static let gaps = (from: 0.6, slope: 40.0, most: 8.0)

    /// What is left of it by how much of the cover looks as it should, and where it does not.
    /// - Parameters:
    ///   - likeness: nil where the photo shows too little of it to tell: then nobody is sure.
    ///   - inFrame: share of the cover inside the photo; of a title that is half outside less is seen to differ.
    func reduced(by likeness: LocalLikeness?, inFrame: Double) -> CoverBand {
        guard let likeness else { return min(self, .ask) }
        let share = likeness.share
        guard share >= Self.leastLikeness.ask || likeness.bestShare >= Self.leastBestShare else { return .none }
        let mostGap = inFrame * min(Self.gaps.most, Self.gaps.slope * (share - Self.gaps.from))
        return share >= Self.leastLikeness.sure && likeness.worstGap <= mostGap ? self : min(self, .ask)
    }

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

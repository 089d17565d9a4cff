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

    /// How much of the picture a match must show for a band.
    struct Threshold: Sendable {
        /// Share of the comparable blocks of the picture that agree.
        let agreement: Double
        /// Share of the cover inside the photo.
        let inFrame: Double

        func isReached(_ correlation: BlockCorrelation.Result) -> Bool {
            correlation.agreement >= agreement && correlation.inFrame >= inFrame
        }
    }

    /// Features that are matched one to one, blocks that could be compared, and quarters of the cover in which blocks agree, without
    /// which it is nothing.
    static let least = (matches: 15, blocks: 12, quarters: 3)
    /// Chosen on one half of the views of drawn covers, reported on the other (Tests/Benchmarks/CoverRate prints both), and on
    /// covers of real pictures: of 3 837 photos of the right one, nine agree by less. Of covers of nothing but text, and of a
    /// series with one picture, others reach an agreement of 0.9: what looks as on the cover must be enough, too, and everywhere
    /// (``reduced(by:inFrame:)``).
    static let forSure = Threshold(agreement: 0.65, inFrame: 0.38)
    static let forAsking = Threshold(agreement: 0.5, inFrame: 0.35)
    /// Matches times agreement that asking needs where less of the picture agrees than for being sure: half a picture needs
    /// many matches.
    private static let leastMatchesOfHalf = 18.0
    /// Share of the features that the photo shows which must look as on the cover to ask.
    private static let leastLikeness = 0.6
    /// Share of one part's features that must look as on the cover where that much of the whole does not: a hand, a shutter's
    /// bars and a reflection hide what they cover and leave the rest as it is, another book is unlike all over.
    private static let leastBestShare = 0.5

    /// How like the cover a photo must be to be sure.
    private struct Limits {
        /// Share of the features that are shown which must look as on the cover; and beside a gap.
        let leastShare: (all: Double, besideGap: Double)
        /// Standard deviations by which one part may be less alike than the rest, as another title is, by the share of the part
        /// that is alike all the same: among many features that are alike, few that are not are a great gap, and where hardly
        /// anything is alike that is another title, or the same title on another picture, however few they are.
        let mostGap: [(leastShare: Double, deviations: Double)]
        /// How like the cover's the letters that are shown must be in any part as large as a title, beside a cover that is
        /// otherwise all alike; and beside a gap, which is a finger or another title.
        let leastRead: (likeness: Double, besideGap: Double)

        /// Of photos of the right cover that no lamp shines on, one in a thousand has a smaller share, and ten in 3 301 letters
        /// that are read worse. Of 883 of books with the same picture and another title 150 have such a share, 14 such letters
        /// and 9 both, of which most show less of them than ``leastLetteringSeen``. Beside a gap fifteen of 4 215 photos of the
        /// right cover have less than 0.92, and both photos of another that would be taken for it: there shapes of the picture
        /// count as letters, which any book with it has.
        static let clear = Limits(
            leastShare: (0.85, besideGap: 0.92), mostGap: [(0.6, 5), (0.2, 4), (0, 3)],
            leastRead: (likeness: 0.68, besideGap: 0.8))
        /// The same of a cover whose title is not known: it may be anywhere, and in a busy picture few features are its own. Of
        /// 168 photos of the right one five have a smaller share and seven a greater gap, of 58 of books with the same picture
        /// all but two.
        static let unread = Limits(leastShare: (0.96, besideGap: 0.96), mostGap: [(0, 2.5)], leastRead: clear.leastRead)
        /// Where a lamp shines on it, some of what it lights up is unlike, and letters are worse to read.
        static let lit = Limits(
            leastShare: (0.75, besideGap: 0.75), mostGap: [(0.6, 8), (0.2, 6), (0, 3)],
            leastRead: (likeness: 0.48, besideGap: 0.6))
    }

    /// Share of light alone among what is seen from which a lamp shines on the cover: of 3 483 photos without one 14 show it, of
    /// 337 with one 292.
    private static let leastLight = 0.01
    /// Share of the features of any part as large as a word, and as a title, that must be seen as on the cover: what a
    /// reflection hides, or is too small for the photo, may be another title. Of books with the same picture and a reflection on
    /// their own title, the most alike show 0.45 of a title's part.
    private static let leastSeen = LocalLikeness.Seen(word: 0.25, title: 0.5)
    /// The same of a title's lettering alone, where the cover's is known: what is read leaves little doubt.
    private static let leastLetteringSeen = 0.15
    /// How much better letters must be read of a cover that is all outside the photo, for its title may be there.
    private static let moreOutside = 0.1
    /// A photo that is poor all over is poor in its letters, too: they go by the root of how like the rest is, but by no less
    /// than this, which a photo of the right cover seldom is below.
    private static let leastRest = 0.7
    /// How like the cover's must be what is shown beside its letters: another book may have the same words in the same place.
    private static let leastRestLikeness = 0.2
    /// Share of a cover's lettering that must lie in the photo: what is outside may be another title.
    private static let leastLetteringInside = 0.3
    /// Share of the part that is least alike from which it is hidden or bent, where the lettering is the cover's own; of another
    /// picture with the same words hardly anything is alike.
    private static let leastElsewhere = 0.25

    /// What is left of it by how much of the cover looks as it should, and where it does not.
    /// - Parameters:
    ///   - likeness: nil where the photo shows too little of it to tell: then nobody is sure.
    ///   - inFrame: share of the cover inside the photo; of a title that is half outside less is seen to differ.
    func reduced(by likeness: LocalLikeness?, inFrame: Double) -> CoverBand {
        guard let likeness else { return min(self, .ask) }
        guard likeness.share >= Self.leastLikeness || likeness.bestShare >= Self.leastBestShare else { return .none }
        let lettering = likeness.seenOfLettering
        let limits: Limits = likeness.lightShare >= Self.leastLight ? .lit : lettering == nil ? .unread : .clear
        guard likeness.share >= limits.leastShare.all, likeness.restLikeness >= Self.leastRestLikeness,
            likeness.letteringInside >= Self.leastLetteringInside
        else { return min(self, .ask) }
        let gap = likeness.worstGap
        let mostGap = limits.mostGap.first { gap.share >= $0.leastShare }?.deviations ?? 0
        let isGapSmall = gap.deviations <= inFrame * mostGap
        guard let lettering else {
            return isGapSmall && likeness.seen.reaches(Self.leastSeen) ? self : min(self, .ask)
        }
        let read = likeness.leastLikenessOfLetters / max(Self.leastRest, likeness.restLikeness).squareRoot()
        let leastRead = isGapSmall ? limits.leastRead.likeness : limits.leastRead.besideGap
        let isOwn =
            lettering >= Self.leastLetteringSeen && read >= leastRead + (1 - inFrame) * Self.moreOutside
            && (isGapSmall || gap.share >= Self.leastElsewhere && likeness.share >= limits.leastShare.besideGap)
        return isOwn ? self : min(self, .ask)
    }

    init(matches: Int, _ correlation: BlockCorrelation.Result) {
        guard matches >= Self.least.matches, correlation.blocks >= Self.least.blocks,
            correlation.quarters >= Self.least.quarters
        else {
            self = .none
            return
        }
        if Self.forSure.isReached(correlation) {
            self = .sure
        } else if Self.forAsking.isReached(correlation),
            correlation.agreement >= Self.forSure.agreement
                || Double(matches) * correlation.agreement >= Self.leastMatchesOfHalf
        {
            self = .ask
        } else {
            self = .none
        }
    }
}

/// Looks closer at the covers that a vote brought up: whether their features lie in the photo as on the cover, and
/// whether the picture between them is the same.
struct CoverVerification {
    /// Covers that are looked at closely, those first on whose place most pairs agree.
    private static let most = 20
    /// Square pixels below which a cover is too small to be told.
    private static let leastArea = 900.0

    struct Found {
        let place: CoverPlace
        let corners: InlineArray<4, SIMD2<Double>>
        /// Square pixels between the corners.
        let area: Double
        let matches: Int
        let correlation: BlockCorrelation.Result
        /// Share of the features that the photo shows which look as on the cover; 0 where it shows few.
        let likeness: Double
        var band: CoverBand
    }

    /// With a band other than none.
    private(set) var found: [Found] = []
    private var cover = ReferenceCover()
    private var pairs = TentativeMatches()
    private var similarity = SimilarityVote()
    private var guided: GuidedMatching
    private var correlation = BlockCorrelation()
    private var shift = LocalShift()
    private var forecast: ForecastComparison
    private var ranked: [(number: Int, agreement: Int)] = []

    init(_ vocabulary: Vocabulary) {
        guided = GuidedMatching(vocabulary)
        forecast = ForecastComparison(vocabulary)
    }

    /// Forgets the last photo.
    mutating func begin() {
        found.removeAll(keepingCapacity: true)
    }

    mutating func run(
        _ shortlist: [CoverVote.Candidate], _ index: CoverIndex, _ photo: borrowing PhotoFeatures,
        _ grid: borrowing PhotoGrid, _ space: borrowing ScaleSpace, while isWanted: () -> Bool
    ) {
        begin()
        ranked.removeAll(keepingCapacity: true)
        for candidate in shortlist {
            let part = index.part(index.place(of: candidate.number))
            guard part.load(into: &cover, withThumbnail: false) else { continue }
            pairs.find(photo, cover)
            similarity.run(pairs, photoCount: photo.count, coverCount: cover.count)
            guard similarity.agreement >= SimilarityVote.leastAgreement else { continue }
            ranked.append((candidate.number, similarity.agreement))
        }
        // In a photo of a shelf many are there; a place further down the list is no reason to leave them out, nor is
        // the order of equals to chance.
        ranked.sort { ($1.agreement, $0.number) < ($0.agreement, $1.number) }
        for candidate in ranked.prefix(Self.most) {
            guard isWanted() else { return }
            verify(index.place(of: candidate.number), index, photo, grid, space)
        }
    }

    private mutating func verify(
        _ place: CoverPlace, _ index: CoverIndex, _ photo: borrowing PhotoFeatures, _ grid: borrowing PhotoGrid,
        _ space: borrowing ScaleSpace
    ) {
        guard index.part(place).load(into: &cover, withThumbnail: true) else { return }
        pairs.find(photo, cover)
        similarity.run(pairs, photoCount: photo.count, coverCount: cover.count)
        let fit = AffineFit.fit(pairs, around: similarity.best)
        guided.run(photo, grid, cover, from: fit.map, size: fit.size)
        guard let map = guided.map,
            let outline = map.outline(width: Double(cover.size.x), height: Double(cover.size.y)),
            outline.area >= Self.leastArea
        else { return }
        let result = correlation.compare(
            cover, with: space, width: photo.width, height: photo.height, map: map, area: outline.area)
        let first = CoverBand(matches: guided.matchCount, result)
        guard first > .none else { return }
        shift.load(guided.found, map: map, size: fit.size)
        let likeness = forecast.run(
            cover, rebuilt: guided.rebuilt, in: space, width: photo.width, height: photo.height, map: map, shift: shift)
        let band = first.reduced(by: likeness, inFrame: result.inFrame)
        guard band > .none else { return }
        found.append(
            Found(
                place: place, corners: outline.corners, area: outline.area, matches: guided.matchCount,
                correlation: result, likeness: likeness?.share ?? 0, band: band))
    }
}

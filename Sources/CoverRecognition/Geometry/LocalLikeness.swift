/// Whether the features that look as on the cover are spread as all are that the photo shows, and as all that the cover has.
///
/// A book with the picture of another and its own title is like it everywhere but in the title. A share of the whole
/// does not tell that where the title is small; a window in which hardly one of many is alike does. And where the title is
/// hidden nothing is unlike: there the window has features of which none is seen.
struct LocalLikeness {
    /// Cells along the cover's width and height.
    private static let columns = 4
    private static let rows = 8

    /// A window that is looked at as one, in cells.
    private struct Window {
        let columns: Int
        let rows: Int
        /// Features it must have to be told of.
        let leastFeatures: Double

        /// As large as a word of a title.
        static let word = Window(columns: 2, rows: 2, leastFeatures: 8)
        /// As large as a title.
        static let title = Window(columns: 3, rows: 2, leastFeatures: 10)
    }

    /// A part of the cover that is less alike than the rest.
    struct Gap: Equatable {
        /// By how many standard deviations of chance it has fewer features alike than the rest would have.
        var deviations = 0.0
        /// Share of the features that it shows that are alike.
        var share = 1.0
    }

    /// Features that lie in the photo, those that it shows, and those of them that look as on the cover, by cell.
    private var expected = InlineArray<32, Double>(repeating: 0)
    private var shown = InlineArray<32, Double>(repeating: 0)
    private var alike = InlineArray<32, Double>(repeating: 0)
    private var scale = SIMD2<Float>(1, 1)
    private(set) var shownCount = 0.0
    private(set) var alikeCount = 0.0

    /// - Parameter size: of the cover, in cover sizes.
    init(_ size: SIMD2<Float>) {
        scale = SIMD2(Float(Self.columns), Float(Self.rows)) / size
    }

    /// Counts a feature that lies in the photo, whether or not it is to be seen; at a place of the cover, in cover sizes.
    mutating func expect(u: Float, v: Float) {
        expected[cell(u, v)] += 1
    }

    /// Adds one of the features that were expected and that the photo shows.
    mutating func add(u: Float, v: Float, isAlike: Bool) {
        let cell = cell(u, v)
        shown[cell] += 1
        shownCount += 1
        guard isAlike else { return }
        alike[cell] += 1
        alikeCount += 1
    }

    private func cell(_ u: Float, _ v: Float) -> Int {
        let column = max(0, min(Self.columns - 1, Int(u * scale.x)))
        let row = max(0, min(Self.rows - 1, Int(v * scale.y)))
        return row * Self.columns + column
    }

    /// Share of those that are shown that are alike.
    var share: Double { alikeCount / max(1, shownCount) }

    /// Where the cover is least alike for what is shown there.
    var worstGap: Gap {
        var worst = Gap()
        forEach(.word) { _, here, hits in
            guard here > 0, shownCount > here else { return }
            let share = (alikeCount - hits) / (shownCount - here)
            let deviation = max(1, (here * share * (1 - share)).squareRoot())
            let gap = Gap(deviations: (here * share - hits) / deviation, share: hits / here)
            if gap.deviations > worst.deviations { worst = gap }
        }
        return worst
    }

    /// Share of the features that are alike in the window that is most alike: of a cover half hidden, what is seen.
    var bestShare: Double {
        var best = 0.0
        forEach(.word) { _, here, hits in
            if here >= Window.word.leastFeatures { best = max(best, hits / here) }
        }
        return best
    }

    /// Share of the cover's features, shown or not, that are alike where fewest are: in windows of a word's size and of a
    /// title's.
    var leastConfirmed: (word: Double, title: Double) { (leastConfirmed(in: .word), leastConfirmed(in: .title)) }

    private func leastConfirmed(in window: Window) -> Double {
        var least = 1.0
        forEach(window) { all, _, hits in
            if all >= window.leastFeatures { least = min(least, hits / all) }
        }
        return least
    }

    /// Calls `body` with how many features each window has, how many of them are shown, and how many alike.
    private func forEach(_ window: Window, _ body: (Double, Double, Double) -> Void) {
        for row in 0...(Self.rows - window.rows) {
            for column in 0...(Self.columns - window.columns) {
                var (all, here, hits) = (0.0, 0.0, 0.0)
                for down in 0..<window.rows {
                    for right in 0..<window.columns {
                        let cell = (row + down) * Self.columns + column + right
                        all += expected[cell]
                        here += shown[cell]
                        hits += alike[cell]
                    }
                }
                body(all, here, hits)
            }
        }
    }
}

/// Whether the features that look as on the cover are spread as all are that the photo shows.
///
/// A book with the picture of another and its own title is like it everywhere but in the title. A share of the whole
/// does not tell that where the title is small; a window in which hardly one of many is alike does.
struct LocalLikeness {
    /// Cells along the cover's width and height.
    private static let columns = 4
    private static let rows = 8
    /// Cells along the sides of a window that is looked at as one.
    private static let windowSide = 2

    /// Features that a window must show to be told of.
    private static let leastShown = 8.0

    /// Features that the photo shows, and those of them that look as on the cover, by cell.
    private var shown = InlineArray<32, Double>(repeating: 0)
    private var alike = InlineArray<32, Double>(repeating: 0)
    private var scale = SIMD2<Float>(1, 1)
    private(set) var shownCount = 0.0
    private(set) var alikeCount = 0.0

    /// - Parameter size: of the cover, in cover sizes.
    init(_ size: SIMD2<Float>) {
        scale = SIMD2(Float(Self.columns), Float(Self.rows)) / size
    }

    /// Adds a feature at a place of the cover, in cover sizes.
    mutating func add(u: Float, v: Float, isAlike: Bool) {
        let column = max(0, min(Self.columns - 1, Int(u * scale.x)))
        let row = max(0, min(Self.rows - 1, Int(v * scale.y)))
        let cell = row * Self.columns + column
        shown[cell] += 1
        shownCount += 1
        guard isAlike else { return }
        alike[cell] += 1
        alikeCount += 1
    }

    /// Share of those that are shown that are alike.
    var share: Double { alikeCount / max(1, shownCount) }

    /// By how many standard deviations of chance the worst window has fewer alike than the rest of the cover would have.
    var worstGap: Double {
        var worst = 0.0
        forEachWindow { here, hits in
            guard here > 0, shownCount > here else { return }
            let share = (alikeCount - hits) / (shownCount - here)
            let deviation = max(1, (here * share * (1 - share)).squareRoot())
            worst = max(worst, (here * share - hits) / deviation)
        }
        return worst
    }

    /// Share of the features that are alike in the window that is most alike: of a cover half hidden, what is seen.
    var bestShare: Double {
        var best = 0.0
        forEachWindow { here, hits in
            if here >= Self.leastShown { best = max(best, hits / here) }
        }
        return best
    }

    /// Calls `body` with how many features each window shows, and how many of them are alike.
    private func forEachWindow(_ body: (Double, Double) -> Void) {
        for row in 0...(Self.rows - Self.windowSide) {
            for column in 0...(Self.columns - Self.windowSide) {
                var (here, hits) = (0.0, 0.0)
                for down in 0..<Self.windowSide {
                    for right in 0..<Self.windowSide {
                        let cell = (row + down) * Self.columns + column + right
                        here += shown[cell]
                        hits += alike[cell]
                    }
                }
                body(here, hits)
            }
        }
    }
}

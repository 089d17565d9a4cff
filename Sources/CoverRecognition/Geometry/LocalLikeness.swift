/// Whether the features that look as on the cover are spread as all are that the photo shows, and as all that the cover has.
///
/// A book with the picture of another and its own title is like it everywhere but in the title. A share of the whole
/// does not tell that where the title is small; a window in which hardly one of many is alike does. And where the title is
/// hidden nothing is unlike: there the window has features of which none is seen.
struct LocalLikeness {
    /// Cells along the cover's width and height.
    private static let columns = 4
    private static let rows = 8
    /// Features beside lettering that tell how like the rest is.
    private static let leastRest = 3.0

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

    /// Shares of the cover's features, shown or not, that are alike in the window where fewest are.
    struct Seen: Equatable {
        /// In windows as large as a word.
        var word = 1.0
        /// In windows as large as a title.
        var title = 1.0

        func reaches(_ least: Seen) -> Bool { word >= least.word && title >= least.title }
    }

    /// Features of one part of the cover.
    private struct Counts {
        /// That lie in the photo.
        var all = 0.0
        /// Of these, that it shows.
        var shown = 0.0
        /// Of the shown, that look as on the cover.
        var alike = 0.0
        /// Of all, that lie on lettering; of these, that it shows; and how like the cover's the shown are, 0 to 1, together.
        var letters = 0.0
        var shownLetters = 0.0
        var likenessOfLetters = 0.0

        static func += (sum: inout Counts, more: Counts) {
            sum.all += more.all
            sum.shown += more.shown
            sum.alike += more.alike
            sum.letters += more.letters
            sum.shownLetters += more.shownLetters
            sum.likenessOfLetters += more.likenessOfLetters
        }
    }

    private var cells = InlineArray<32, Counts>(repeating: Counts())
    private var scale = SIMD2<Float>(1, 1)
    private(set) var shownCount = 0.0
    private(set) var alikeCount = 0.0
    /// Of the shown, those that are not on lettering, and how like the cover's they are, 0 to 1, together.
    private var restCount = 0.0
    private var likenessOfRest = 0.0

    /// Places of features where the photo shows light alone.
    private var lightCount = 0.0

    /// Features of the cover on lettering, and those of them that lie in the photo.
    private let letterCount: Int
    private var insideCount = 0

    /// - Parameters:
    ///   - size: of the cover, in cover sizes.
    ///   - letterCount: features of all the cover on lettering; 0 where nobody knows where that is.
    init(_ size: SIMD2<Float>, letterCount: Int = 0) {
        scale = SIMD2(Float(Self.columns), Float(Self.rows)) / size
        self.letterCount = letterCount
    }

    /// Counts a feature that lies in the photo, whether or not it is to be seen; at a place of the cover, in cover sizes.
    mutating func expect(u: Float, v: Float, isLettering: Bool = false) {
        let cell = cell(u, v)
        cells[cell].all += 1
        if isLettering {
            cells[cell].letters += 1
            insideCount += 1
        }
    }

    /// Adds one of the features that were expected and that the photo shows.
    /// - Parameter likeness: from 0, unlike, to 1, hardly another's.
    mutating func add(u: Float, v: Float, isLettering: Bool = false, likeness: Double) {
        let cell = cell(u, v)
        if isLettering {
            cells[cell].shownLetters += 1
            cells[cell].likenessOfLetters += likeness
        } else {
            restCount += 1
            likenessOfRest += likeness
        }
        cells[cell].shown += 1
        shownCount += 1
        guard likeness > 0 else { return }
        cells[cell].alike += 1
        alikeCount += 1
    }

    /// Counts one of the features that were expected, where the photo shows the light of a lamp and nothing of a cover.
    mutating func addLight() { lightCount += 1 }

    private func cell(_ u: Float, _ v: Float) -> Int {
        let column = max(0, min(Self.columns - 1, Int(u * scale.x)))
        let row = max(0, min(Self.rows - 1, Int(v * scale.y)))
        return row * Self.columns + column
    }

    /// Share of those that are shown that are alike.
    var share: Double { alikeCount / max(1, shownCount) }

    /// Share of light alone among all places where the photo shows anything.
    var lightShare: Double { lightCount / max(1, lightCount + shownCount) }

    /// Where the cover is least alike for what is shown there.
    var worstGap: Gap {
        var worst = Gap()
        forEach(.word) { part in
            let (here, hits) = (part.shown, part.alike)
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
        forEach(.word) { part in
            if part.shown >= Window.word.leastFeatures { best = max(best, part.alike / part.shown) }
        }
        return best
    }

    /// How much is seen of all the cover.
    var seen: Seen {
        let word = leastShare(in: .word) { ($0.all, $0.alike) }
        return Seen(word: word ?? 1, title: leastShare(in: .title) { ($0.all, $0.alike) } ?? 1)
    }

    /// How much of its lettering is seen and how well it is read, 0 to 1, in the part as large as a title where that is least;
    /// nil where the photo holds hardly any, or nobody knows where it is.
    var seenOfLettering: Double? { leastShare(in: .title) { ($0.letters, $0.likenessOfLetters) } }

    /// Share of the cover's lettering that lies in the photo; 1 where nobody knows where it is.
    var letteringInside: Double { letterCount > 0 ? Double(insideCount) / Double(letterCount) : 1 }

    /// How like the cover's the letters that are shown are, 0 to 1, in the window where they are least.
    var leastLikenessOfLetters: Double { leastShare(in: .title) { ($0.shownLetters, $0.likenessOfLetters) } ?? 1 }

    /// The same of all that is shown beside lettering; 1 where that is hardly anything.
    var restLikeness: Double { restCount >= Self.leastRest ? likenessOfRest / restCount : 1 }

    private func leastShare(in window: Window, of counts: (Counts) -> (all: Double, alike: Double)) -> Double? {
        var least: Double?
        forEach(window) { part in
            let (all, alike) = counts(part)
            if all >= window.leastFeatures { least = min(least ?? 1, alike / all) }
        }
        return least
    }

    /// Calls `body` with what each window has.
    private func forEach(_ window: Window, _ body: (Counts) -> Void) {
        for row in 0...(Self.rows - window.rows) {
            for column in 0...(Self.columns - window.columns) {
                var part = Counts()
                for down in 0..<window.rows {
                    for right in 0..<window.columns { part += cells[(row + down) * Self.columns + column + right] }
                }
                body(part)
            }
        }
    }
}

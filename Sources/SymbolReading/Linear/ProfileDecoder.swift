/// Reads codes from single profiles. Holds all buffers, so that nothing is allocated in the loops.
struct ProfileDecoder {
    /// Which way codes of a candidate are known to run.
    enum Direction: Sendable {
        case unknown, forwards, backwards
    }

    /// A profile to be read.
    struct Task {
        /// Width of the candidate in samples.
        let expectedWidth: Float
        /// Pixels of the level a sample.
        let step: Float
        let effort: ReadingEffort
        let direction: Direction
    }

    /// How far a profile came.
    struct Progress {
        /// Geometries that were decoded.
        var geometries = 0
        /// Cost of the best.
        var bestCost: Float = 99
        /// Of the best geometry: module in samples and blur in modules; 0 where there was none.
        var module: Float = 0
        var sigma: Float = 0
        /// Mean distance of light and dark where it lies, in grey levels.
        var contrast: Float = 0
    }

    static let lookWork = 300.0
    /// Fewer samples are no profile.
    static let fewestSamples = 60
    /// Least score of a geometry: guards and comb.
    static let leastScore: Float = 1.9

    /// Work units spent so far.
    var work = 0.0
    var progress = Progress()
    /// Codes that somebody claims to have read here; see `ClaimEvidence`.
    var claims: [ClaimEvidence] = []
    /// What the looks at a claim are counted by.
    var band = 0

    var profile = DarknessProfile()
    var edges = BarEdges()
    var geometrySearch = GeometrySearch()
    var program = DigitProgram()
    var scratch = FitScratch()
    var swapTable = SwapTable()
    var resampled: [Float] = []
    /// The profile's darkness, both ways, and its grey levels, both ways.
    var darkness: [Float] = []
    var reversedDarkness: [Float] = []
    var grey: [Float] = []
    var reversedGrey: [Float] = []
    /// The fit just made, and the best of the present trial.
    var fit = ProfileFit()
    var bestFit = ProfileFit()
    /// Where the fits of the last look began.
    var lastGround: Ground?

    /// Reads one profile of grey levels.
    /// - Returns: what it may be, most likely first; mostly one.
    mutating func looks(at grey: [Float], _ task: Task) -> [BarLook] {
        work += Self.lookWork
        progress = Progress()
        guard grey.count >= Self.fewestSamples else { return [] }
        profile.measure(grey, halfWindow: DarknessProfile.halfWindow(expectedWidth: task.expectedWidth))
        guard edges.find(in: profile) else { return [] }
        self.grey = grey
        reversedGrey = grey.reversed()
        darkness = profile.darkness
        reversedDarkness = profile.darkness.reversed()
        let geometries = geometries(task)
        var looks: [BarLook] = []
        for trial in trials(geometries, task) {
            guard let look = look(at: trial, task) else { continue }
            looks.append(look)
            if !claims.isEmpty { weighClaims(trial, look) }
            if look.explained > 0.93, look.ratio > 1.8 { break }
        }
        return looks
    }

    /// The geometries worth decoding, best first, each once.
    private mutating func geometries(_ task: Task) -> [SymbolGeometry] {
        var found: [SymbolGeometry] = []
        let forwards = GeometrySearch.Situation(
            expectedWidth: task.expectedWidth, step: task.step, sigma: edges.sigma, most: task.effort.combs,
            isReversed: false, scoreReach: task.effort.scoreReach, leastScore: Self.leastScore)
        geometrySearch.search(darkness, edges.edges, forwards, RetailLayout.main, into: &found)
        // Only a UPC-E has unlike ends.
        let backwards = GeometrySearch.Situation(
            expectedWidth: task.expectedWidth, step: task.step, sigma: edges.sigma, most: task.effort.combs,
            isReversed: true, scoreReach: task.effort.scoreReach, leastScore: Self.leastScore)
        geometrySearch.search(
            reversedDarkness, edges.reversed(count: darkness.count), backwards, [RetailLayout.upcE], into: &found)
        found.sort { $0.score > $1.score }
        var kept: [SymbolGeometry] = []
        for geometry in found where kept.count < task.effort.geometries {
            if !kept.contains(where: { $0.repeats(geometry) }) { kept.append(geometry) }
        }
        return kept
    }
}

/// The versions that three finders may belong to, each with a map from its modules to the picture.
struct QRVersionSearch {
    struct Candidate {
        let version: Int
        let map: Homography
        /// How well the timing patterns alternate along the map, -1 to 1, less a little for a version that the finders'
        /// distance does not suggest.
        let score: Double
        /// Whether the version information names it.
        let isNamed: Bool
    }

    /// The three finders, their sides turned along the symbol's.
    let corner: QRFinder
    let right: QRFinder
    let below: QRFinder
    /// Modules along the symbol's side as the finders' distance says.
    let modules: Double

    private var finders: [(QRFinder, Bool, Bool)] {
        [(corner, false, false), (right, true, false), (below, false, true)]
    }

    /// The likeliest first.
    func candidates(in sampler: GreySampler, solver: inout LinearSolver) -> [Candidate] {
        let named =
            modules > 38
            ? QRVersionInformation.read(right: right, below: below, modules: modules, in: sampler) : nil
        let estimate = (modules - 17) / 4
        let middle = Int(estimate.rounded())
        let spread = max(1, Int(Double(middle) * 0.12 + 1.2))
        let range = max(1, middle - spread)...max(1, min(40, middle + spread))
        var result: [Candidate] = []
        for version in named.map({ $0...$0 }) ?? range {
            let side = Double(17 + 4 * version)
            for isAffine in [false, true] {
                guard let map = isAffine ? affine(side: side) : projective(side: side, solver: &solver) else {
                    continue
                }
                var score = timing(map, side: 17 + 4 * version, in: sampler)
                score -= 0.03 * abs(Double(version) - estimate)
                if isAffine { score += 0.05 }
                result.append(Candidate(version: version, map: map, score: score, isNamed: named != nil))
            }
        }
        result.sort { $0.score > $1.score }
        if named == nil, let best = result.first?.score {
            result.removeAll { $0.score < 0.4 || $0.score < best - 0.35 }
        }
        return Array(result.prefix(3))
    }

    /// Middles and corners of the finders, and where the symbol has them.
    func correspondences(side: Double, centreWeight: Double, cornerWeight: Double) -> [Homography.Correspondence] {
        var points: [Homography.Correspondence] = []
        points.reserveCapacity(16)
        for (finder, isRight, isBelow) in finders {
            let middle = SIMD2(isRight ? side - 3.5 : 3.5, isBelow ? side - 3.5 : 3.5)
            points.append(.init(module: middle, pixel: finder.centre, weight: centreWeight))
            for (a, b) in [(-3.0, -3.0), (3, -3), (-3, 3), (3, 3)] {
                points.append(
                    .init(module: middle + SIMD2(a, b), pixel: finder.place(a, b), weight: cornerWeight))
            }
        }
        return points
    }

    /// By the finders' own frames, which know something of the perspective.
    private func projective(side: Double, solver: inout LinearSolver) -> Homography? {
        Homography(
            fitting: correspondences(side: side, centreWeight: 6, cornerWeight: 1), side: side, ridge: 0.0004,
            solver: &solver)
    }

    /// By the finders' middles alone.
    private func affine(side: Double) -> Homography? {
        let span = side - 7
        return Homography(
            origin: SIMD2(3.5, 3.5), at: corner.centre, along: (right.centre - corner.centre) / span,
            down: (below.centre - corner.centre) / span)
    }

    /// How well the modules of both timing patterns alternate: each against the mean of its neighbours, along the
    /// best of three lines.
    private func timing(_ map: Homography, side: Int, in sampler: GreySampler) -> Double {
        var total = 0.0
        for isColumn in [false, true] {
            var best: Float = -9
            for offset in [0, -0.4, 0.4] {
                var (before, value): (Float, Float) = (0, 0)
                var agreement: Float = 0
                var size: Float = 0
                for index in 7...(side - 8) {
                    let along = Double(index) + 0.5
                    let next = sampler.bilinear(isColumn ? map(6.5 + offset, along) : map(along, 6.5 + offset))
                    if index >= 9 {
                        let difference = value - (before + next) / 2
                        agreement += (index - 1) % 2 == 1 ? difference : -difference
                        size += abs(difference)
                    }
                    (before, value) = (value, next)
                }
                // Three grey steps a module: what is no more than noise scores low.
                if size > 1e-6 {
                    best = max(best, corner.sign * agreement / (size + 3 * Float(side - 14)))
                } else {
                    best = max(best, 0)
                }
            }
            total += Double(best)
        }
        return total / 2
    }
}

/// Likelihood decoding by dynamic programming over the segments of a code.
///
/// Each segment may begin up to `reach` samples from where the warp has it and be up to three samples longer or
/// shorter, at a price; every pattern in every such place is compared by least squares with gain and offset. Forward
/// and backward costs then give for each digit what each pattern would cost at best. The idea is that of soft output
/// Viterbi decoding (Hagenauer and Hoeher, 1989) on an edge lattice. Eight neighbouring offsets are worked on at once.
struct DigitProgram {
    /// Price of a stretch: 0.12 Δ² (28 / length)², Δ in samples.
    private static let stretchPrice: Float = 0.12
    /// Price of the first and the last offset, a sample squared.
    private static let offsetPrice: Float = 0.02
    static let mostReach = 9
    /// Vectors of eight offsets, for `mostReach`.
    private static let mostVectors = 3
    private static let stretches = DigitTemplates.stretches
    private static let never: Float = 1e9
    /// Stretches by at most a sample.
    private static let nearStretches = (DigitTemplates.mostStretch - 1)..<(DigitTemplates.mostStretch + 2)
    /// Cost with those alone below which the long ones are not tried: every digit fits already.
    private static let clear: Float = 2.5
    /// How much less than with those alone a code may cost with all.
    private static let stretchGain: Float = 0.5
    /// Offsets of a row with room on both sides, so that shifted rows can be read as they are.
    private static let margin = 8
    private static let row = 2 * margin + 8 * mostVectors

    /// By segment, stretch, vector, pattern: costs of eight offsets.
    private var costs: [Float8]
    /// By segment, stretch, offset (a row): the cheapest pattern's.
    private var smallest: [Float]
    /// By segment and offset: cost up to its beginning, and from there.
    private var forward: [Float]
    private var backward: [Float]
    /// Sums of samples and squares up to an index.
    private var sums: [Float]
    private var squares: [Float]
    private var kernel = DigitKernel()

    init() {
        let segments = RetailLayout.mostSegments
        costs = [Float8](repeating: .zero, count: segments * Self.stretches * Self.mostVectors * 20)
        smallest = [Float](repeating: 0, count: segments * Self.stretches * Self.row)
        forward = [Float](repeating: 0, count: (segments + 1) * Self.row)
        backward = forward
        let samples = 2 * ModuleWarp.marginSamples + RetailLayout.mostModules * DigitTemplates.samplesPerModule + 9
        sums = [Float](repeating: 0, count: samples)
        squares = sums
    }

    /// Work units of a run.
    static func work(_ layout: RetailLayout, reach: Int) -> Double {
        0.11 * Double(layout.segments.count * (2 * reach + 1))
    }

    /// - Parameters:
    ///   - darkness: as `ModuleWarp.resample` makes it.
    ///   - reach: largest offset of a segment in samples, at most `mostReach`.
    ///   - limit: costs above it are of no interest.
    /// - Returns: paths of a very high cost if it is above the limit.
    mutating func run(
        _ darkness: [Float], _ layout: RetailLayout, _ templates: DigitTemplates, reach: Int,
        limit: Float = .infinity
    ) -> DigitPaths {
        let count = 2 * ModuleWarp.marginSamples + layout.modules * DigitTemplates.samplesPerModule
        precondition(reach >= 0 && reach <= Self.mostReach && darkness.count >= count, "resampled for this code")
        sums[0] = 0
        squares[0] = 0
        for i in 0..<count {
            sums[i + 1] = sums[i] + darkness[i]
            squares[i + 1] = squares[i] + darkness[i] * darkness[i]
        }
        let vectors = (2 * reach + 8) / 8
        begin(layout.segments.count, reach)
        // Codes hardly need the long stretches; what costs too much without them by far is no code.
        var least: Float = 0
        for (k, segment) in layout.segments.enumerated() {
            for stretch in Self.nearStretches {
                compare(k, segment, stretch, vectors, darkness, templates, reach)
            }
            // What follows can only make it cost more.
            least = advance(k, 2 * reach + 1, vectors, Self.nearStretches)
            if least > limit + Self.stretchGain { return DigitPaths() }
        }
        if least < Self.clear { return paths(layout, reach, vectors, Self.nearStretches) }
        for (k, segment) in layout.segments.enumerated() {
            for stretch in 0..<Self.stretches where !Self.nearStretches.contains(stretch) {
                compare(k, segment, stretch, vectors, darkness, templates, reach)
            }
            if advance(k, 2 * reach + 1, vectors, 0..<Self.stretches) > limit { return DigitPaths() }
        }
        return paths(layout, reach, vectors, 0..<Self.stretches)
    }

    /// Compares all patterns of a segment with all its places.
    private mutating func compare(
        _ k: Int, _ segment: RetailLayout.Segment, _ stretch: Int, _ vectors: Int, _ darkness: [Float],
        _ templates: DigitTemplates, _ reach: Int
    ) {
        for vector in 0..<vectors {
            // Products are made for two vectors at once.
            if segment.digit >= 0, vector % 2 == 0 {
                multiply(segment, stretch, vector, isPair: vector + 1 < vectors, darkness, templates, reach)
            }
            compare(k, segment, stretch, vector: vector, darkness, templates, reach)
        }
    }

    /// Prices of the offsets at either end.
    private mutating func begin(_ segments: Int, _ reach: Int) {
        for i in 0..<((segments + 1) * Self.row) {
            forward[i] = Self.never
            backward[i] = Self.never
        }
        for o in 0...(2 * reach) {
            let price = Self.offsetPrice * Float((o - reach) * (o - reach))
            forward[Self.margin + o] = price
            backward[segments * Self.row + Self.margin + o] = price
        }
    }

    /// First sample of the first of eight places.
    private static func start(_ segment: RetailLayout.Segment, _ vector: Int, _ reach: Int) -> Int {
        ModuleWarp.marginSamples + segment.start * DigitTemplates.samplesPerModule + 8 * vector - reach
    }

    private mutating func multiply(
        _ segment: RetailLayout.Segment, _ stretch: Int, _ vector: Int, isPair: Bool, _ darkness: [Float],
        _ templates: DigitTemplates, _ reach: Int
    ) {
        kernel.multiply(
            from: Self.start(segment, vector, reach),
            DigitTemplates.samples(modules: segment.length, stretch: stretch), stretch: stretch,
            isRight: segment.patterns.lowerBound == 20, isPair: isPair, darkness, sums, templates)
    }

    /// Compares all patterns of a segment with eight places of the profile.
    @inline(__always)
    private mutating func compare(
        _ k: Int, _ segment: RetailLayout.Segment, _ stretch: Int, vector: Int, _ darkness: [Float],
        _ templates: DigitTemplates, _ reach: Int
    ) {
        let nominal = segment.length * DigitTemplates.samplesPerModule
        let length = DigitTemplates.samples(modules: segment.length, stretch: stretch)
        let delta = Float(stretch - DigitTemplates.mostStretch)
        let share = 28 / Float(nominal)
        let start = Self.start(segment, vector, reach)
        let sum = sums.span.eight(at: start + length) - sums.span.eight(at: start)
        let square = squares.span.eight(at: start + length) - squares.span.eight(at: start)
        let place = DigitKernel.Place(
            start: start, length: length, stretch: stretch, sum: sum, square: square,
            // Costs of different lengths are made comparable.
            scale: Float(nominal) / Float(length), price: Self.stretchPrice * delta * delta * share * share)
        let index = k * Self.stretches + stretch
        let least: Float8
        if segment.digit < 0 {
            least = kernel.guardCost(segment.patterns.lowerBound, place, darkness, templates)
        } else {
            least = kernel.digitCosts(
                segment.patterns, place, templates, into: &costs, at: (index * Self.mostVectors + vector) * 20,
                second: vector % 2 == 1)
        }
        smallest.store(least, at: index * Self.row + Self.margin + 8 * vector)
    }

    /// Forward and backward costs, and from them the table and the offsets of the best path.
    private mutating func paths(
        _ layout: RetailLayout, _ reach: Int, _ vectors: Int, _ stretches: Range<Int>
    ) -> DigitPaths {
        let segments = layout.segments.count
        let offsets = 2 * reach + 1
        for k in (0..<segments).reversed() { retreat(k, offsets, vectors, stretches) }
        var paths = DigitPaths()
        for o in 0..<offsets {
            paths.total = min(paths.total, forward[Self.margin + o] + backward[Self.margin + o])
        }
        for (k, segment) in layout.segments.enumerated() where segment.digit >= 0 {
            fill(&paths, k, segment, vectors, stretches)
        }
        for k in 0...segments { paths.offsets[k] = bestOffset(k, offsets, reach) }
        return paths
    }

    /// Forward costs of the end of segment `k`.
    /// - Returns: the smallest.
    private mutating func advance(_ k: Int, _ offsets: Int, _ vectors: Int, _ stretches: Range<Int>) -> Float {
        var least = Float8(repeating: Self.never)
        for vector in 0..<vectors {
            var best = Float8(repeating: Self.never)
            for stretch in stretches {
                // The segment began as much earlier as it is stretched.
                let o = Self.margin + 8 * vector - (stretch - DigitTemplates.mostStretch)
                let before = forward.span.eight(at: k * Self.row + o)
                let own = smallest.span.eight(at: (k * Self.stretches + stretch) * Self.row + o)
                best = best.lesser(before + own)
            }
            forward.store(best, at: (k + 1) * Self.row + Self.margin + 8 * vector)
            least = least.lesser(best)
        }
        for o in offsets..<(8 * vectors) { forward[(k + 1) * Self.row + Self.margin + o] = Self.never }
        return least.least
    }

    /// Backward costs of the beginning of segment `k`.
    private mutating func retreat(_ k: Int, _ offsets: Int, _ vectors: Int, _ stretches: Range<Int>) {
        for vector in 0..<vectors {
            let o = Self.margin + 8 * vector
            var best = Float8(repeating: Self.never)
            for stretch in stretches {
                let behind = backward.span.eight(
                    at: (k + 1) * Self.row + o + stretch - DigitTemplates.mostStretch)
                best = best.lesser(behind + smallest.span.eight(at: (k * Self.stretches + stretch) * Self.row + o))
            }
            backward.store(best, at: k * Self.row + o)
        }
        for o in offsets..<(8 * vectors) { backward[k * Self.row + Self.margin + o] = Self.never }
    }

    private func fill(
        _ paths: inout DigitPaths, _ k: Int, _ segment: RetailLayout.Segment, _ vectors: Int, _ stretches: Range<Int>
    ) {
        var best = InlineArray<20, Float8>(repeating: Float8(repeating: Self.never))
        let count = segment.patterns.count
        for stretch in stretches {
            for vector in 0..<vectors {
                let o = Self.margin + 8 * vector
                let around =
                    forward.span.eight(at: k * Self.row + o)
                    + backward.span.eight(at: (k + 1) * Self.row + o + stretch - DigitTemplates.mostStretch)
                let at = ((k * Self.stretches + stretch) * Self.mostVectors + vector) * 20
                for pattern in 0..<count { best[pattern] = best[pattern].lesser(costs[at + pattern] + around) }
            }
        }
        for pattern in 0..<count { paths.table[segment.digit, pattern] = best[pattern].least - paths.total }
    }

    /// Offset of the best path where segment `k` begins, between samples by a parabola.
    private func bestOffset(_ k: Int, _ offsets: Int, _ reach: Int) -> Float {
        let row = k * Self.row + Self.margin
        func cost(_ o: Int) -> Float { forward[row + o] + backward[row + o] }
        var best = 0
        for o in 1..<max(offsets, 1) where cost(o) < cost(best) { best = o }
        var offset = Float(best - reach)
        guard best > 0, best < offsets - 1 else { return offset }
        let (before, after) = (cost(best - 1), cost(best + 1))
        let curvature = before - 2 * cost(best) + after
        if curvature > 1e-6, before < 1e8, after < 1e8 {
            offset += (0.5 * (before - after) / curvature).clamped(-0.5, 0.5)
        }
        return offset
    }
}

extension [Float] {
    /// Puts eight values from `index` on.
    @inline(__always)
    fileprivate mutating func store(_ eight: Float8, at index: Int) {
        precondition(index >= 0 && index &+ 8 <= count, "room for eight values")
        unsafe withUnsafeMutableBytes { bytes in
            unsafe bytes.storeBytes(of: eight, toByteOffset: 4 &* index, as: Float8.self)
        }
    }
}

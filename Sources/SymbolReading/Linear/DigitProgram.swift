/// Likelihood decoding by dynamic programming over the segments of a code.
///
/// Each segment may begin up to `reach` samples from where the warp has it and be up to three samples longer or
/// shorter, at a price; every pattern in every such place is compared by least squares with gain and offset. Forward
/// and backward costs then give for each digit what each pattern would cost at best. The idea is that of soft output
/// Viterbi decoding (Hagenauer and Hoeher, 1989) on an edge lattice.
struct DigitProgram {
    /// Price of a stretch: 0.12 Δ² (28 / length)², Δ in samples.
    private static let stretchPrice: Float = 0.12
    /// Price of the first and the last offset, a sample squared.
    private static let offsetPrice: Float = 0.02
    static let mostReach = 9
    private static let mostOffsets = 2 * mostReach + 1
    private static let stretches = DigitTemplates.stretches
    private static let never: Float = 1e9

    /// By segment, offset, stretch: three vectors of pattern costs, and the smallest.
    private var costs: [Float8]
    private var smallest: [Float]
    /// By segment and offset.
    private var forward: [Float]
    private var backward: [Float]
    /// Sums of samples and squares up to an index.
    private var sums: [Float]
    private var squares: [Float]

    init() {
        let places = RetailLayout.mostSegments * Self.mostOffsets
        costs = [Float8](repeating: .zero, count: places * Self.stretches * 3)
        smallest = [Float](repeating: 0, count: places * Self.stretches)
        forward = [Float](repeating: 0, count: places + Self.mostOffsets)
        backward = forward
        let samples = 2 * ModuleWarp.marginSamples + RetailLayout.mostModules * DigitTemplates.samplesPerModule + 1
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
    mutating func run(
        _ darkness: [Float], _ layout: RetailLayout, _ templates: DigitTemplates, reach: Int
    ) -> DigitPaths {
        let margin = ModuleWarp.marginSamples
        let count = 2 * margin + layout.modules * DigitTemplates.samplesPerModule
        sums[0] = 0
        squares[0] = 0
        for i in 0..<count {
            sums[i + 1] = sums[i] + darkness[i]
            squares[i + 1] = squares[i] + darkness[i] * darkness[i]
        }
        for (k, segment) in layout.segments.enumerated() {
            if segment.digit < 0 {
                compareGuard(k, segment, darkness, templates, reach)
            } else {
                compareDigit(k, segment, darkness, templates, reach)
            }
        }
        return paths(layout, reach)
    }

    /// Price of a stretch, and the factor that makes costs of different lengths comparable.
    private static func price(_ stretch: Int, _ segment: RetailLayout.Segment) -> (scale: Float, price: Float) {
        let nominal = segment.length * DigitTemplates.samplesPerModule
        let delta = Float(stretch - DigitTemplates.mostStretch)
        let share = 28 / Float(nominal)
        let length = nominal + stretch - DigitTemplates.mostStretch
        return (Float(nominal) / Float(length), stretchPrice * delta * delta * share * share)
    }

    private mutating func compareGuard(
        _ k: Int, _ segment: RetailLayout.Segment, _ darkness: [Float], _ templates: DigitTemplates, _ reach: Int
    ) {
        let nominal = segment.length * DigitTemplates.samplesPerModule
        let pattern = segment.patterns.lowerBound - RetailPattern.guardBars
        for offset in 0...(2 * reach) {
            let start = ModuleWarp.marginSamples + segment.start * DigitTemplates.samplesPerModule + offset - reach
            for stretch in 0..<Self.stretches {
                let length = nominal + stretch - DigitTemplates.mostStretch
                let (scale, price) = Self.price(stretch, segment)
                let place = stretch * DigitTemplates.guardPatterns + pattern
                var product: Float = 0
                for j in 0..<length {
                    product += templates.guards[place * DigitTemplates.length + j] * darkness[start + j]
                }
                let sum = sums[start + length] - sums[start]
                let square = squares[start + length] - squares[start]
                let inverse = templates.guardInverses[place]
                let gain = product + DigitTemplates.gainPrior
                let explained = inverse.x * gain * gain + 2 * inverse.y * gain * sum + inverse.z * sum * sum
                let rest = max(0, square + DigitTemplates.gainPrior - explained)
                smallest[(k * Self.mostOffsets + offset) * Self.stretches + stretch] = rest * scale + price
            }
        }
    }

    private mutating func compareDigit(
        _ k: Int, _ segment: RetailLayout.Segment, _ darkness: [Float], _ templates: DigitTemplates, _ reach: Int
    ) {
        let nominal = segment.length * DigitTemplates.samplesPerModule
        let isRight = segment.patterns.lowerBound == 20
        let first = isRight ? 3 : 0
        let isThree = segment.patterns.count == 20
        // In an EAN-8's left half only set A may stand.
        let excluded = segment.patterns == 0..<10
        for stretch in 0..<Self.stretches {
            let length = nominal + stretch - DigitTemplates.mostStretch
            let (scale, price) = Self.price(stretch, segment)
            var offset = 0
            while offset <= 2 * reach {
                let start = ModuleWarp.marginSamples + segment.start * DigitTemplates.samplesPerModule + offset - reach
                let products =
                    isThree
                    ? DigitKernel.three(darkness, start, templates.samples, stretch, length)
                    : DigitKernel.two(darkness, start, templates.samples, stretch, length, first)
                for second in 0..<min(2, 2 * reach + 1 - offset) {
                    let begin = start + second
                    let sum = sums[begin + length] - sums[begin]
                    let square = squares[begin + length] - squares[begin] + DigitTemplates.gainPrior
                    let index = (k * Self.mostOffsets + offset + second) * Self.stretches + stretch
                    var best = Float8(repeating: Self.never)
                    for vector in 0..<(isThree ? 3 : 2) {
                        let product = second == 0 ? products.first[vector] : products.second[vector]
                        let at = stretch * DigitTemplates.vectors + first + vector
                        let gain = product + DigitTemplates.gainPrior
                        let explained =
                            templates.inverseGain[at] * gain * gain
                            + templates.inverseMixed[at] * gain * (2 * sum)
                            + templates.inverseOffset[at] * (sum * sum)
                        let rest = (square - explained).greater(.zero)
                        var cost = rest * scale + price + templates.padding[first + vector]
                        costs[index * 3 + vector] = cost
                        if excluded, vector == 1 { cost += Self.withoutSetB }
                        best = best.lesser(cost)
                    }
                    smallest[index] = best.least
                }
                offset += 2
            }
        }
    }

    private static let withoutSetB = Float8(0, 0, 1e9, 1e9, 1e9, 1e9, 1e9, 1e9)

    /// Forward and backward costs, and from them the table and the offsets of the best path.
    private mutating func paths(_ layout: RetailLayout, _ reach: Int) -> DigitPaths {
        let segments = layout.segments.count
        let offsets = 2 * reach + 1
        let row = Self.mostOffsets
        for o in 0..<offsets {
            let price = Self.offsetPrice * Float((o - reach) * (o - reach))
            forward[o] = price
            backward[segments * row + o] = price
        }
        for k in 0..<segments {
            for o in 0..<offsets { forward[(k + 1) * row + o] = Self.never }
            for o in 0..<offsets {
                let low = max(0, DigitTemplates.mostStretch - o)
                let high = min(Self.stretches, offsets + DigitTemplates.mostStretch - o)
                for stretch in low..<high {
                    let next = (k + 1) * row + o + stretch - DigitTemplates.mostStretch
                    let cost = forward[k * row + o] + smallest[(k * row + o) * Self.stretches + stretch]
                    if cost < forward[next] { forward[next] = cost }
                }
            }
        }
        for k in stride(from: segments - 1, through: 0, by: -1) {
            for o in 0..<offsets {
                let low = max(0, DigitTemplates.mostStretch - o)
                let high = min(Self.stretches, offsets + DigitTemplates.mostStretch - o)
                var best = Self.never
                for stretch in low..<high {
                    let next = (k + 1) * row + o + stretch - DigitTemplates.mostStretch
                    let cost = backward[next] + smallest[(k * row + o) * Self.stretches + stretch]
                    if cost < best { best = cost }
                }
                backward[k * row + o] = best
            }
        }
        var paths = DigitPaths()
        for o in 0..<offsets { paths.total = min(paths.total, forward[o] + backward[o]) }
        for (k, segment) in layout.segments.enumerated() where segment.digit >= 0 {
            fill(&paths, k, segment, offsets)
        }
        for k in 0...segments { paths.offsets[k] = bestOffset(k, offsets, reach) }
        return paths
    }

    private func fill(_ paths: inout DigitPaths, _ k: Int, _ segment: RetailLayout.Segment, _ offsets: Int) {
        let row = Self.mostOffsets
        let isThree = segment.patterns.count == 20
        var (first, second, third) = (
            Float8(repeating: Self.never), Float8(repeating: Self.never), Float8(repeating: Self.never)
        )
        for o in 0..<offsets {
            let low = max(0, DigitTemplates.mostStretch - o)
            let high = min(Self.stretches, offsets + DigitTemplates.mostStretch - o)
            for stretch in low..<high {
                let next = (k + 1) * row + o + stretch - DigitTemplates.mostStretch
                let around = forward[k * row + o] + backward[next]
                let at = ((k * row + o) * Self.stretches + stretch) * 3
                first = first.lesser(costs[at] + around)
                second = second.lesser(costs[at + 1] + around)
                if isThree { third = third.lesser(costs[at + 2] + around) }
            }
        }
        for pattern in 0..<segment.patterns.count {
            let vector = pattern < 8 ? first : pattern < 16 ? second : third
            paths.table[segment.digit, pattern] = vector[pattern % 8] - paths.total
        }
    }

    /// Offset of the best path where segment `k` begins, between samples by a parabola.
    private func bestOffset(_ k: Int, _ offsets: Int, _ reach: Int) -> Float {
        let row = k * Self.mostOffsets
        var best = 0
        for o in 1..<offsets where forward[row + o] + backward[row + o] < forward[row + best] + backward[row + best] {
            best = o
        }
        var offset = Float(best - reach)
        guard best > 0, best < offsets - 1 else { return offset }
        let before = forward[row + best - 1] + backward[row + best - 1]
        let after = forward[row + best + 1] + backward[row + best + 1]
        let curvature = before - 2 * (forward[row + best] + backward[row + best]) + after
        if curvature > 1e-6, before < 1e8, after < 1e8 {
            offset += (0.5 * (before - after) / curvature).clamped(-0.5, 0.5)
        }
        return offset
    }
}

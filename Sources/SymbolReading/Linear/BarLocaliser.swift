import Glibc
import PhotoDecoding

/// Finds where parallel bars are: blocks with parallel gradients, grown together while their direction stays.
///
/// Three coherence thresholds, each on its own: the low one finds blurred and noisy codes, the high one cuts a code
/// out of text around it (measured: one threshold alone loses 2 of 257 photos and 15 of 511 perturbed ones).
struct BarLocaliser {
    /// Least mean squared gradient of a block.
    private static let leastEnergy: Float = 2
    private static let coherences: [Float] = [0.45, 0.70, 0.85]
    private static let strongCoherence: Float = 0.70
    private static let strongQuantile: Float = 0.97
    private static let strongShare: Float = 0.4
    /// Cosine of twice the angle to a neighbour (18°) and to the mean of the region (25°).
    private static let neighbourCosine = cosf(2 * 18 * .pi / 180)
    private static let regionCosine = cosf(2 * 25 * .pi / 180)
    private static let leastBlocks = 6
    /// Pixels of the longest side from which on a picture is looked at in a reduced size.
    static let longestSide = 1400

    private var state: [UInt8] = []
    private var stack: [Int32] = []
    private var region: [Int32] = []
    private var across: [Float] = []
    private var along: [Float] = []
    /// Energy that bars in black on white have in the present level.
    private var strong: Float = 0

    /// The level at which the longest side is at most `longestSide`.
    static func firstLevel(of image: PictureSize) -> Int {
        var level = 0
        while max(image.width, image.height) >> level > longestSide { level += 1 }
        return level
    }

    /// Candidates of the given levels, best first, each place once.
    mutating func candidates(in pyramid: inout Pyramid, from first: Int, levels: Int) -> [BarCandidate] {
        var all: [BarCandidate] = []
        for level in first..<(first + levels) {
            guard pyramid.isWorthwhile(level) else { break }
            if let gradients = BlockGradients(of: pyramid.level(level)) {
                strong = strongEnergy(gradients)
                for coherence in Self.coherences {
                    grow(gradients, coherence: coherence, energy: Self.leastEnergy, level, into: &all)
                }
                if strong > Self.leastEnergy {
                    grow(gradients, coherence: Self.strongCoherence, energy: strong, level, into: &all)
                }
            }
        }
        Self.unite(&all)
        all.sort { $0.score > $1.score }
        var kept: [BarCandidate] = []
        for candidate in all where !kept.contains(where: { candidate.repeats($0) }) { kept.append(candidate) }
        return kept
    }

    /// A share of what the strongest coherent blocks have. Bars printed black on white are stronger than a book's edge
    /// or text in the same direction, along which a region would grow out of the code and into the next one.
    private mutating func strongEnergy(_ gradients: BlockGradients) -> Float {
        across.removeAll(keepingCapacity: true)
        for (energy, coherence) in zip(gradients.energy, gradients.coherence) where coherence > Self.strongCoherence {
            across.append(energy)
        }
        guard !across.isEmpty else { return 0 }
        let rank = min(across.count - 1, Int(Self.strongQuantile * Float(across.count)))
        return Self.strongShare * across.select(rank: rank)
    }

    private mutating func grow(
        _ gradients: BlockGradients, coherence: Float, energy: Float, _ level: Int, into all: inout [BarCandidate]
    ) {
        let count = gradients.columns * gradients.rows
        state.removeAll(keepingCapacity: true)
        for i in 0..<count {
            state.append(gradients.energy[i] > energy && gradients.coherence[i] > coherence ? 1 : 0)
        }
        for seed in 0..<count where state[seed] == 1 {
            let mean = collect(from: seed, gradients)
            guard region.count >= Self.leastBlocks else { continue }
            if let candidate = rectangle(gradients, direction: 0.5 * atan2f(mean.sine, mean.cosine), level) {
                all.append(candidate)
            }
        }
    }

    /// Fills `region` with the blocks that belong to the seed.
    /// - Returns: the sum of their directions, as cosine and sine of twice the angle.
    private mutating func collect(from seed: Int, _ gradients: BlockGradients) -> (cosine: Float, sine: Float) {
        let (columns, rows) = (gradients.columns, gradients.rows)
        region.removeAll(keepingCapacity: true)
        stack.append(Int32(truncatingIfNeeded: seed))
        state[seed] = 2
        var (c, s) = (gradients.cosine[seed], gradients.sine[seed])
        while let top = stack.popLast() {
            region.append(top)
            let i = Int(top)
            let (y, x) = i.quotientAndRemainder(dividingBy: columns)
            let (ci, si) = (gradients.cosine[i], gradients.sine[i])
            let length = (c * c + s * s).squareRoot()
            for v in max(0, y - 1)...min(rows - 1, y + 1) {
                for u in max(0, x - 1)...min(columns - 1, x + 1) {
                    let j = v * columns + u
                    guard state[j] == 1 else { continue }
                    let (cj, sj) = (gradients.cosine[j], gradients.sine[j])
                    guard ci * cj + si * sj >= Self.neighbourCosine, c * cj + s * sj >= Self.regionCosine * length
                    else { continue }
                    state[j] = 2
                    stack.append(Int32(truncatingIfNeeded: j))
                    c += cj
                    s += sj
                }
            }
        }
        return (c, s)
    }

    /// The rectangle between the quantiles of the region: 1 to 99 % across the bars, 4 to 96 % along them.
    private mutating func rectangle(_ gradients: BlockGradients, direction: Float, _ level: Int) -> BarCandidate? {
        let side = Float(gradients.side)
        let (c, s) = (cosf(direction), sinf(direction))
        across.removeAll(keepingCapacity: true)
        along.removeAll(keepingCapacity: true)
        var (coherence, energy): (Float, Float) = (0, 0)
        for block in region {
            let (row, column) = Int(block).quotientAndRemainder(dividingBy: gradients.columns)
            let (x, y) = ((Float(column) + 0.5) * side, (Float(row) + 0.5) * side)
            across.append(x * c + y * s)
            along.append(-x * s + y * c)
            coherence += gradients.coherence[Int(block)]
            energy += gradients.energy[Int(block)]
        }
        let count = region.count
        let rank = { (share: Float) in min(count - 1, Int(share * Float(count))) }
        let left = across.select(rank: rank(0.01)) - side / 2
        let right = across.select(rank: rank(0.99)) + side / 2
        let top = along.select(rank: rank(0.04)) - side / 2
        let bottom = along.select(rank: rank(0.96)) + side / 2
        let (halfWidth, halfHeight) = ((right - left) / 2, (bottom - top) / 2)
        guard halfWidth >= 1.9 * side else { return nil }
        let (u, v) = ((left + right) / 2, (top + bottom) / 2)
        let scale = Float(1 << level)
        coherence /= Float(count)
        let area = Float(count) * side * side
        // A great area of weak texture must not outdo a small code.
        let strength = strong > 0 ? min(1, energy / Float(count) / strong) : 1
        let fill = min(1, area / (4 * halfWidth * halfHeight + 1))
        return BarCandidate(
            x: (u * c - v * s + 0.5) * scale, y: (u * s + v * c + 0.5) * scale, direction: direction,
            halfWidth: halfWidth * scale, halfHeight: halfHeight * scale,
            score: area * scale * scale * powf(coherence, 8) * fill * strength, coherence: coherence, level: level)
    }

    /// Adds the unions of neighbours in one line: a digit with wide bars, or glare, cuts codes into parts.
    private static func unite(_ all: inout [BarCandidate]) {
        let count = all.count
        guard count < 60 else { return }
        for i in 0..<count {
            for j in (i + 1)..<max(count, i + 1) {
                let (a, b) = (all[i], all[j])
                guard a.level == b.level, BarCandidate.angle(a.direction, b.direction) <= 0.2 else { continue }
                if let union = union(a, b) { all.append(union) }
            }
        }
    }

    private static func union(_ a: BarCandidate, _ b: BarCandidate) -> BarCandidate? {
        var union = a.score > b.score ? a : b
        let offset = BarCandidate.offset(from: a, to: b, along: union.direction)
        let widest = max(a.halfWidth, b.halfWidth)
        let highest = max(a.halfHeight, b.halfHeight)
        guard offset.across - a.halfWidth - b.halfWidth <= 0.5 * widest, offset.across >= 0.5 * widest,
            offset.along <= 0.6 * highest, min(a.halfHeight, b.halfHeight) >= 0.3 * highest
        else { return nil }
        let (c, s) = (cosf(union.direction), sinf(union.direction))
        let (ua, ub) = (a.x * c + a.y * s, b.x * c + b.y * s)
        let left = min(ua - a.halfWidth, ub - b.halfWidth)
        let right = max(ua + a.halfWidth, ub + b.halfWidth)
        let v = -union.x * s + union.y * c
        union.halfWidth = (right - left) / 2
        union.x = (left + right) / 2 * c - v * s
        union.y = (left + right) / 2 * s + v * c
        union.score = (a.score + b.score) * 0.9
        return union
    }
}

extension BarCandidate {
    fileprivate static func offset(
        from a: BarCandidate, to b: BarCandidate, along direction: Float
    ) -> (across: Float, along: Float) {
        var frame = a
        frame.direction = direction
        return frame.offset(ofX: b.x, y: b.y)
    }

    /// Whether it is nearly the same rectangle as one that is kept.
    fileprivate func repeats(_ kept: BarCandidate) -> Bool {
        guard Self.angle(direction, kept.direction) < 0.21, halfWidth > 0.75 * kept.halfWidth,
            halfWidth < 1.25 * kept.halfWidth
        else { return false }
        let offset = kept.offset(ofX: x, y: y)
        return offset.across < 0.2 * kept.halfWidth && offset.along < 0.6 * kept.halfHeight
    }
}

extension Pyramid {
    /// Whether a level is made at all: the level above it has at least 64 pixels a side.
    mutating func isWorthwhile(_ level: Int) -> Bool {
        guard level > 0 else { return true }
        return min(size.width, size.height) >> (level - 1) >= 64
    }
}

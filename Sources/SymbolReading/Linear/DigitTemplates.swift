/// How each pattern looks through a given blur and ink spread, at 4 samples a module and 7 stretches.
///
/// A digit's template goes on into its neighbours: a digit of EAN begins and ends so that the neighbour's colour is
/// known; how long the neighbour's bar is, is not, so that the template ends at a middle grey 1.6 modules away.
/// Gain and offset of a piece of profile are fitted with priors (ridge: gain near 1 by 4 samples, offset near 0 by 8),
/// which has the closed form that `inverse…` holds.
struct DigitTemplates: Sendable {
    static let samplesPerModule = 4
    /// Stretch of a segment in samples, −3 to 3.
    static let mostStretch = 3
    static let stretches = 2 * mostStretch + 1
    /// Samples of the longest segment, and of all templates with their zeros at the end.
    static let length = 32
    /// Vectors of eight patterns: 0 to 2 hold sets A and B, 3 and 4 set C; rests are switched off by `padding`.
    static let vectors = 5
    static let gainPrior: Float = 4
    static let offsetPrior: Float = 8
    /// Blur in modules.
    static let sigmas: [Float] = [0.25, 0.4, 0.55, 0.75, 1.0, 1.3]
    /// Ink spread in modules that every dark edge moves outwards.
    static let spreads: [Float] = [-0.15, 0, 0.15]

    /// By stretch, sample, vector.
    private(set) var samples: [Float8]
    /// By stretch, vector: the inverse of the ridge system of gain and offset.
    private(set) var inverseGain: [Float8]
    private(set) var inverseMixed: [Float8]
    private(set) var inverseOffset: [Float8]
    /// By vector: a great cost for lanes without a pattern.
    private(set) var padding: [Float8]
    /// By stretch, guard pattern, sample.
    private(set) var guards: [Float]
    /// By stretch, guard pattern: gain, mixed, offset.
    private(set) var guardInverses: [SIMD4<Float>]

    static let guardPatterns = RetailPattern.count - RetailPattern.guardBars

    private static let all: [DigitTemplates] = sigmas.flatMap { sigma in
        spreads.map { DigitTemplates(sigma: sigma, spread: $0) }
    }

    /// The set whose blur is nearest.
    /// - Parameter spread: 0, 1 or 2 for less ink, as printed, more ink.
    static func nearest(sigma: Float, spread: Int) -> DigitTemplates {
        var best = 0
        for i in 1..<sigmas.count where abs(sigmas[i] - sigma) < abs(sigmas[best] - sigma) { best = i }
        return all[best * spreads.count + spread]
    }

    /// Which spread is nearest to `value` modules.
    static func spreadIndex(_ value: Float) -> Int { value < -0.07 ? 0 : value > 0.07 ? 2 : 1 }

    init(sigma: Float, spread: Float) {
        let zero = Float8.zero
        samples = [Float8](repeating: zero, count: Self.stretches * Self.length * Self.vectors)
        inverseGain = [Float8](repeating: zero, count: Self.stretches * Self.vectors)
        inverseMixed = inverseGain
        inverseOffset = inverseGain
        padding = [Float8](repeating: Float8(repeating: 1e9), count: Self.vectors)
        guards = [Float](repeating: 0, count: Self.stretches * Self.guardPatterns * Self.length)
        guardInverses = [SIMD4<Float>](repeating: .zero, count: Self.stretches * Self.guardPatterns)
        for pattern in 0..<RetailPattern.count {
            let lane = pattern < 20 ? pattern : pattern + 4
            if pattern < 30 { padding[lane / 8][lane % 8] = 0 }
            for stretch in 0..<Self.stretches {
                let rendered = Self.render(pattern, stretch: stretch, sigma: sigma, spread: spread)
                let inverse = Self.inverse(rendered)
                if pattern < 30 {
                    for (j, value) in rendered.enumerated() {
                        samples[(stretch * Self.length + j) * Self.vectors + lane / 8][lane % 8] = value
                    }
                    inverseGain[stretch * Self.vectors + lane / 8][lane % 8] = inverse.x
                    inverseMixed[stretch * Self.vectors + lane / 8][lane % 8] = inverse.y
                    inverseOffset[stretch * Self.vectors + lane / 8][lane % 8] = inverse.z
                } else {
                    let place = stretch * Self.guardPatterns + pattern - RetailPattern.guardBars
                    for (j, value) in rendered.enumerated() { guards[place * Self.length + j] = value }
                    guardInverses[place] = inverse
                }
            }
        }
    }

    /// Darkness of a pattern, 0 light to 1 dark.
    private static func render(_ pattern: Int, stretch: Int, sigma: Float, spread: Float) -> [Float] {
        let modules = RetailPattern.lengths[pattern]
        let jumps = jumps(of: pattern, spread: spread)
        let count = modules * samplesPerModule + stretch - mostStretch
        return (0..<count).map { j in
            let x = (Float(j) + 0.5) * Float(modules) / Float(count)
            return jumps.reduce(baseLevel(pattern)) {
                $0 + $1.height * NormalDistribution.cumulative((x - $1.place) / sigma)
            }
        }
    }

    /// Quiet zone before the guards that begin something, otherwise a middle grey.
    private static func baseLevel(_ pattern: Int) -> Float {
        pattern == RetailPattern.guardBars || pattern == RetailPattern.addOnGuard ? 0 : 0.5
    }

    private static func jumps(of pattern: Int, spread: Float) -> [(place: Float, height: Float)] {
        let neighbour: Float = 1.6
        let modules = RetailPattern.lengths[pattern]
        var jumps: [(place: Float, height: Float)] = []
        func jump(_ place: Float, _ height: Float) {
            // Ink moves whole edges; the half ones are only the neighbour's unknown end.
            let moved = abs(height) > 0.9 ? place + (height > 0 ? -spread : spread) : place
            jumps.append((moved, height))
        }
        let before: Float = RetailPattern.isDark(pattern, 0) ? 0 : 1
        let after: Float = RetailPattern.isDark(pattern, modules - 1) ? 0 : 1
        if baseLevel(pattern) == 0.5 { jump(-neighbour, before - 0.5) }
        var level = before
        for k in 0..<modules {
            let next: Float = RetailPattern.isDark(pattern, k) ? 1 : 0
            if next != level { jump(Float(k), next - level) }
            level = next
        }
        if after != level { jump(Float(modules), after - level) }
        if pattern != RetailPattern.guardBars, pattern != RetailPattern.upcEEnd {
            jump(Float(modules) + neighbour, 0.5 - after)
        }
        return jumps
    }

    private static func inverse(_ template: [Float]) -> SIMD4<Float> {
        let sum = template.reduce(0, +)
        let squares = template.reduce(0) { $0 + $1 * $1 }
        let (a, c) = (squares + gainPrior, Float(template.count) + offsetPrior)
        let determinant = a * c - sum * sum
        return SIMD4(c / determinant, -sum / determinant, a / determinant, 0)
    }
}

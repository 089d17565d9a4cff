/// How each pattern looks through a given blur and ink spread, at 4 samples a module and 7 stretches.
///
/// A digit's template goes on into its neighbours: a digit of EAN begins and ends so that the neighbour's colour is
/// known; how long the neighbour's bar is, is not, so that the template ends at a middle grey 1.6 modules away.
/// Digits of sets A and B begin light and end dark, those of C the other way; either have three edges inside, at whole
/// modules. So a template is what all of a half share, and three blurred steps out of six places: products with six or
/// twelve steps give those with all patterns.
///
/// Gain and offset of a piece of profile are fitted with priors (ridge: gain near 1 by 4 samples, offset near 0 by 8).
/// Completing the square leaves, with P the product, S the sum and N the length:
/// rest = Σz² + 4 − S²/(N + 8) − weight · (P + 4 − slope · S)².
struct DigitTemplates: Sendable {
    static let samplesPerModule = 4
    /// Stretch of a segment in samples, −3 to 3.
    static let mostStretch = 3
    static let stretches = 2 * mostStretch + 1
    /// Samples of the longest segment and some.
    static let length = 32
    /// Places of edges inside a digit.
    static let steps = 6
    static let gainPrior: Float = 4
    static let offsetPrior: Float = 8
    /// Blur in modules.
    static let sigmas: [Float] = [0.25, 0.4, 0.55, 0.75, 1.0, 1.3]
    /// Ink spread in modules that every dark edge moves outwards.
    static let spreads: [Float] = [-0.15, 0, 0.15]

    /// Whether steps up and down are the same: no ink spread.
    let isPlain: Bool
    /// By stretch: what left digits share (its beginning, its end), right ones likewise, six steps up, six that are
    /// taken off.
    private(set) var parts = TemplateParts()
    static let partsPerStretch = 16
    /// By stretch, pattern: see above.
    private(set) var weights: [Float]
    private(set) var slopes: [Float]
    /// The three edges inside each digit, 0 for module 1 to 5 for module 6.
    let innerEdges: [SIMD4<UInt8>]
    /// Rendered guards by stretch, guard pattern, sample.
    private(set) var guards: [Float]

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

    /// Samples of a segment of so many modules at a stretch.
    static func samples(modules: Int, stretch: Int) -> Int { modules * samplesPerModule + stretch - mostStretch }

    init(sigma: Float, spread: Float) {
        isPlain = spread == 0
        innerEdges = (0..<30).map { pattern in
            var edges = SIMD4<UInt8>.zero
            var count = 0
            for k in 1..<7 where RetailPattern.isDark(pattern, k) != RetailPattern.isDark(pattern, k - 1) {
                edges[count] = UInt8(k - 1)
                count += 1
            }
            return edges
        }
        weights = [Float](repeating: 0, count: Self.stretches * RetailPattern.count)
        slopes = weights
        guards = [Float](repeating: 0, count: Self.stretches * Self.guardPatterns * Self.length)
        for stretch in 0..<Self.stretches { fill(stretch, EdgeShape(sigma: sigma, spread: spread)) }
    }

    private mutating func fill(_ stretch: Int, _ shape: EdgeShape) {
        let count = Self.samples(modules: 7, stretch: stretch)
        func place(_ j: Int) -> Float { (Float(j) + 0.5) * 7 / Float(count) }
        for isRight in [false, true] {
            let frame = shape.frame(isRight: isRight)
            let values = (0..<count).map { shape.value(of: frame, base: 0.5, at: place($0)) }
            let middle = values[count / 2] > 0.5 ? 0 : count
            parts.append(values, from: middle, within: 0..<(count / 2))
            let rest = values.map { isRight ? $0 - 1 : $0 }
            parts.append(rest, from: count, within: (count / 2)..<count)
        }
        for turnsDark in [true, false] {
            for step in 1...Self.steps {
                let values = (0..<count).map { shape.step(at: Float(step), turnsDark: turnsDark, place($0)) }
                parts.append(values, from: values.firstIndex { $0 >= 0.5 } ?? count, within: 0..<count)
            }
        }
        for pattern in 0..<RetailPattern.count {
            let modules = RetailPattern.lengths[pattern]
            let count = Self.samples(modules: modules, stretch: stretch)
            let edges = shape.edges(of: pattern)
            let base: Float = EdgeShape.beginsQuiet(pattern) ? 0 : 0.5
            let rendered = (0..<count).map { j in
                shape.value(of: edges, base: base, at: (Float(j) + 0.5) * Float(modules) / Float(count))
            }
            let sum = rendered.reduce(0, +)
            let squares = rendered.reduce(0) { $0 + $1 * $1 } + Self.gainPrior
            let length = Float(count) + Self.offsetPrior
            weights[stretch * RetailPattern.count + pattern] = length / (squares * length - sum * sum)
            slopes[stretch * RetailPattern.count + pattern] = sum / length
            guard pattern >= RetailPattern.guardBars else { continue }
            let place = stretch * Self.guardPatterns + pattern - RetailPattern.guardBars
            for (j, value) in rendered.enumerated() { guards[place * Self.length + j] = value }
        }
    }
}

/// Edges through a blur, with ink spread.
private struct EdgeShape {
    let sigma: Float
    let spread: Float
    /// How long a neighbour's bar is taken to be, in modules.
    private static let neighbour: Float = 1.6

    /// A change of darkness at a place in modules.
    struct Edge {
        let place: Float
        let height: Float
    }

    init(sigma: Float, spread: Float) {
        self.sigma = sigma
        self.spread = spread
    }

    /// Patterns before which the quiet zone or a gap lies.
    static func beginsQuiet(_ pattern: Int) -> Bool {
        pattern == RetailPattern.guardBars || pattern == RetailPattern.addOnGuard
    }

    /// A whole step, moved by the ink.
    func edge(_ place: Float, turnsDark: Bool) -> Edge {
        Edge(place: place + (turnsDark ? -spread : spread), height: turnsDark ? 1 : -1)
    }

    /// The step at a place, 0 before and 1 behind.
    func step(at place: Float, turnsDark: Bool, _ x: Float) -> Float {
        NormalDistribution.cumulative((x - edge(place, turnsDark: turnsDark).place) / sigma)
    }

    func value(of edges: [Edge], base: Float, at x: Float) -> Float {
        edges.reduce(base) { $0 + $1.height * NormalDistribution.cumulative((x - $1.place) / sigma) }
    }

    /// The edges that all digits of a half have: from grey to the neighbour, to the digit, and again.
    func frame(isRight: Bool) -> [Edge] {
        let height: Float = isRight ? -0.5 : 0.5
        return [
            Edge(place: -Self.neighbour, height: height), edge(0, turnsDark: isRight), edge(7, turnsDark: isRight),
            Edge(place: 7 + Self.neighbour, height: height),
        ]
    }

    func edges(of pattern: Int) -> [Edge] {
        let modules = RetailPattern.lengths[pattern]
        let before = !RetailPattern.isDark(pattern, 0) && !Self.beginsQuiet(pattern)
        let isLast = pattern == RetailPattern.guardBars || pattern == RetailPattern.upcEEnd
        let after = !RetailPattern.isDark(pattern, modules - 1)
        var edges: [Edge] = []
        if !Self.beginsQuiet(pattern) { edges.append(Edge(place: -Self.neighbour, height: before ? 0.5 : -0.5)) }
        var previous = before
        for k in 0...modules {
            let next = k < modules ? RetailPattern.isDark(pattern, k) : after
            if next != previous { edges.append(edge(Float(k), turnsDark: next)) }
            previous = next
        }
        if !isLast { edges.append(Edge(place: Float(modules) + Self.neighbour, height: after ? -0.5 : 0.5)) }
        return edges
    }
}

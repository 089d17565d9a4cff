/// How much worse a fit gets if one digit of the code is replaced, its neighbours staying as they are.
///
/// Unlike the digit programme's table it knows the neighbours, so that their bars' blur is right. The change of the
/// squared residual divided by the noise is a log-likelihood ratio. The noise is half that around the digit, half the
/// median over the digits, with a floor from the gain: without the local half one photo of 293 was misread.
struct SwapTable {
    /// Beyond the digit, blurs that count.
    private static let reach: Float = 3.5
    /// Samples are correlated, and residuals are no noise alone.
    private static let dependence: Float = 8
    private static let floor: Float = 1.5e-3

    /// By boundary 0 to 7, rising (1) or falling (0), vector.
    private var edges: [Float8]
    private var own: [Float8]
    private var other: [Float8]
    private static let row = EdgeRendering.mostVectors
    private static let one = Float8(repeating: 1)
    private static let far: Float = 4.5

    init() {
        edges = [Float8](repeating: .zero, count: 16 * Self.row)
        own = [Float8](repeating: .zero, count: Self.row)
        other = own
    }

    mutating func table(_ fit: ProfileFit, _ code: RetailCode) -> DigitTable {
        let layout = RetailLayout.of(code.kind)
        let modules = code.modules()
        var table = DigitTable(repeating: 1e30)
        var noise: [Float] = []
        var squares = Float8.zero
        for j in 0..<fit.vectors { squares += fit.gain[j] * fit.gain[j] }
        let squaredGain = squares.total / Float(max(1, 8 * fit.vectors))
        for segment in layout.segments where segment.digit >= 0 {
            noise.append(compare(segment, modules, fit, &table))
        }
        var sorted = noise
        sorted.sort()
        let median = sorted[sorted.count / 2]
        for digit in 0..<layout.digits {
            let unit = Self.dependence * (0.5 * noise[digit] + 0.5 * median + Self.floor * squaredGain)
            var least = Float.infinity
            for pattern in 0..<20 {
                let value = table[digit, pattern]
                table[digit, pattern] = value > 1e29 ? 1e4 : value / max(unit, 1e-9)
                least = min(least, table[digit, pattern])
            }
            for pattern in 0..<20 { table[digit, pattern] -= least }
        }
        return table
    }

    /// Fills the row of a digit.
    /// - Returns: mean squared residual around it.
    private mutating func compare(
        _ segment: RetailLayout.Segment, _ modules: CodeModules, _ fit: ProfileFit, _ table: inout DigitTable
    ) -> Float {
        let sigma = fit.sigma
        let first = Float(segment.start) - Self.reach * sigma - 0.5
        let last = Float(segment.start + segment.length) + Self.reach * sigma + 0.5
        var low = 0
        while low < fit.vectors, fit.places[low][7] < first { low += 1 }
        var high = low
        while high < fit.vectors, fit.places[high][0] < last { high += 1 }
        renderBoundaries(segment, fit, low, high)
        let before = segment.start > 0 && modules.isDark[segment.start - 1]
        let end = segment.start + 7
        let after = end < modules.count && modules.isDark[end]
        var present = 0
        for k in 0..<7 where modules.isDark[segment.start + k] { present |= 1 << (6 - k) }
        Self.build(&own, edges, present, before, after, high - low)
        for pattern in 0..<segment.patterns.count {
            let bits = Int(RetailPattern.bits[segment.patterns.lowerBound + pattern])
            Self.build(&other, edges, bits, before, after, high - low)
            var change = Float8.zero
            for j in 0..<(high - low) {
                let e = fit.gain[low + j] * fit.valid[low + j] * (other[j] - own[j])
                change += e * (e - 2 * fit.residual[low + j])
            }
            table[segment.digit, pattern] = change.total
        }
        var (sum, count) = (Float8.zero, Float8.zero)
        for j in low..<high {
            sum += fit.residual[j] * fit.residual[j]
            count += fit.valid[j]
        }
        return sum.total / max(1, count.total)
    }

    private mutating func renderBoundaries(
        _ segment: RetailLayout.Segment, _ fit: ProfileFit, _ low: Int, _ high: Int
    ) {
        let inverse = 1 / fit.sigma
        for boundary in 0..<8 {
            let place = Float(segment.start + boundary)
            for rising in 0..<2 {
                let moved = place - (rising == 1 ? fit.spread : -fit.spread)
                let at = (2 * boundary + rising) * Self.row
                for j in low..<high {
                    let u = (fit.places[j] - moved) * inverse
                    // Far from the boundary nothing is left to compute.
                    edges[at + j - low] =
                        u[7] < -Self.far
                        ? .zero : u[0] > Self.far ? Self.one : NormalDistribution.both(u).cumulative
                }
            }
        }
    }

    /// The part of the rendering that belongs to the digit: its edges from one neighbour to the other.
    private static func build(
        _ part: inout [Float8], _ edges: [Float8], _ bits: Int, _ before: Bool, _ after: Bool, _ count: Int
    ) {
        for j in 0..<count { part[j] = .zero }
        var previous = before
        for boundary in 0..<8 {
            let next = boundary < 7 ? bits >> (6 - boundary) & 1 == 1 : after
            guard next != previous else { continue }
            let at = (2 * boundary + (next ? 1 : 0)) * row
            if next {
                for j in 0..<count { part[j] += edges[at + j] }
            } else {
                for j in 0..<count { part[j] -= edges[at + j] }
            }
            previous = next
        }
    }
}

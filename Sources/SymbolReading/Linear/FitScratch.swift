/// What the parameters of a fit are expected to be, and how much they may differ.
struct FitPrior {
    /// Standard deviations; 0 where nothing is expected.
    private var deviations = InlineArray<13, Double>(repeating: 0)
    private(set) var means = InlineArray<13, Double>(repeating: 0)

    /// - Parameters:
    ///   - deviation: standard deviation of the profile, in grey levels.
    ///   - sigma: blur to begin with, in modules; spread likewise.
    init(deviation: Double, sigma: Double, spread: Double) {
        for a in 1...2 { deviations[a] = 0.6 * deviation }
        for a in 4...5 { deviations[a] = 0.5 * deviation }
        for a in 6...10 { deviations[a] = 1 }
        deviations[11] = 0.25
        deviations[12] = 0.12
        means[11] = sigma
        means[12] = spread
    }

    /// Weight of a parameter against squared residuals; samples are not independent, hence the 2.
    func weight(_ a: Int, _ variance: Double) -> Double {
        deviations[a] > 0 ? 2 * variance / (deviations[a] * deviations[a]) : 0
    }

    func cost(_ parameters: InlineArray<13, Double>, _ variance: Double) -> Double {
        var cost = 0.0
        for a in 0..<13 {
            let difference = parameters[a] - means[a]
            cost += weight(a, variance) * difference * difference
        }
        return cost
    }
}

/// Buffers and the normal equations of a fit.
struct FitScratch {
    var rendering = EdgeRendering()
    /// By parameter and vector: how the model changes.
    private var derivatives: [Float8]
    private var matrix = [Double](repeating: 0, count: 169)
    private var right = [Double](repeating: 0, count: 13)
    private var lower = [Double](repeating: 0, count: 169)
    private var change = [Double](repeating: 0, count: 13)
    private static let row = EdgeRendering.mostVectors
    private static let count = ProfileFit.parameterCount

    init() {
        derivatives = [Float8](repeating: .zero, count: Self.count * Self.row)
    }

    /// Derivatives of the model by all parameters, after a rendering.
    mutating func derive(_ vectors: Int, _ nominal: [Float8], _ valid: [Float8], _ gain: [Float8], scale: Float) {
        let row = Self.row
        for j in 0..<vectors {
            let t1 = nominal[j] * scale - 1
            let t2 = t1 * t1
            let k = valid[j]
            derivatives[j] = k
            derivatives[row + j] = k * t1
            derivatives[2 * row + j] = k * t2
            let dark = k * rendering.darkness[j]
            derivatives[3 * row + j] = dark
            derivatives[4 * row + j] = dark * t1
            derivatives[5 * row + j] = dark * t2
            let strength = k * gain[j]
            let moved = strength * rendering.byPlace[j]
            derivatives[6 * row + j] = moved
            derivatives[7 * row + j] = moved * t1
            derivatives[8 * row + j] = moved * t2
            derivatives[9 * row + j] = moved * (t1 * t2)
            derivatives[10 * row + j] = moved * (t2 * t2)
            derivatives[11 * row + j] = strength * rendering.byBlur[j]
            derivatives[12 * row + j] = strength * rendering.bySpread[j]
        }
    }

    /// Fills the normal equations.
    mutating func accumulate(
        _ vectors: Int, _ residual: [Float8], _ prior: FitPrior, _ parameters: InlineArray<13, Double>,
        _ variance: Double
    ) {
        for a in 0..<Self.count {
            let weight = prior.weight(a, variance)
            let product = Self.product(derivatives, a, residual, vectors)
            right[a] = Double(product) + weight * (prior.means[a] - parameters[a])
            var c = a
            while c < Self.count {
                let (one, two) = Self.products(derivatives, a, c, vectors)
                matrix[a * 13 + c] = Double(one)
                if c + 1 < Self.count { matrix[a * 13 + c + 1] = Double(two) }
                c += 2
            }
            matrix[a * 13 + a] += weight
        }
    }

    private static func product(_ all: [Float8], _ a: Int, _ other: [Float8], _ vectors: Int) -> Float {
        var sum = Float8.zero
        for j in 0..<vectors { sum += all[a * row + j] * other[j] }
        return sum.total
    }

    /// Products of a row with row `c` and the next: two at a time share the loads of the first factor.
    private static func products(_ all: [Float8], _ a: Int, _ c: Int, _ vectors: Int) -> (Float, Float) {
        let span = all.span
        let next = min(c + 1, count - 1)
        var (one, two) = (Float8.zero, Float8.zero)
        for j in 0..<vectors {
            let factor = span[a * row + j]
            one += factor * span[c * row + j]
            two += factor * span[next * row + j]
        }
        return (one.total, two.total)
    }

    /// The change of the parameters, by Cholesky's decomposition of the damped matrix.
    /// - Returns: nil if the matrix is singular.
    mutating func solution(damping: Double) -> InlineArray<13, Double>? {
        let n = Self.count
        for i in 0..<n {
            for j in 0...i {
                var sum = matrix[j * 13 + i]
                if i == j { sum *= 1 + damping }
                for k in 0..<j { sum -= lower[i * 13 + k] * lower[j * 13 + k] }
                if i == j {
                    guard sum > 1e-12 else { return nil }
                    lower[i * 13 + i] = sum.squareRoot()
                } else {
                    lower[i * 13 + j] = sum / lower[j * 13 + j]
                }
            }
        }
        for i in 0..<n {
            var sum = right[i]
            for k in 0..<i { sum -= lower[i * 13 + k] * change[k] }
            change[i] = sum / lower[i * 13 + i]
        }
        var solution = InlineArray<13, Double>(repeating: 0)
        for i in (0..<n).reversed() {
            var sum = change[i]
            for k in (i + 1)..<max(n, i + 1) { sum -= lower[k * 13 + i] * change[k] }
            change[i] = sum / lower[i * 13 + i]
            solution[i] = change[i]
        }
        return solution
    }
}

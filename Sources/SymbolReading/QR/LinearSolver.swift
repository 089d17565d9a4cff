/// Weighted linear least squares of few unknowns by normal equations and Cholesky's decomposition, in buffers that are
/// reused.
struct LinearSolver {
    private static let most = 14

    private var unknowns = 0
    /// The lower triangle of the normal matrix, row by row, and after solving its decomposition.
    private var matrix = InlineArray<196, Double>(repeating: 0)
    private(set) var solution = InlineArray<14, Double>(repeating: 0)
    /// Sum of all weights.
    private(set) var totalWeight = 0.0

    /// - Parameter unknowns: 1 to 14.
    mutating func begin(unknowns: Int) {
        precondition((1...Self.most).contains(unknowns), "the buffers hold 14 unknowns")
        self.unknowns = unknowns
        matrix = InlineArray(repeating: 0)
        solution = InlineArray(repeating: 0)
        totalWeight = 0
    }

    mutating func add<let count: Int>(_ row: InlineArray<count, Double>, equals value: Double, weight: Double) {
        totalWeight += weight
        for a in 0..<min(count, unknowns) {
            let weighted = weight * row[a]
            let line = a &* Self.most
            for b in 0...a { matrix[line &+ b] += weighted * row[b] }
            solution[a] += weighted * value
        }
    }

    /// Takes over sums that were made elsewhere.
    /// - Parameters:
    ///   - rows: of the normal matrix.
    ///   - right: the sums of row times value.
    mutating func begin<let count: Int>(
        rows: InlineArray<count, SIMD16<Float>>, right: SIMD16<Float>, totalWeight: Double
    ) {
        begin(unknowns: count)
        for a in 0..<count {
            for b in 0...a { matrix[a * Self.most + b] = Double(rows[a][b]) }
            solution[a] = Double(right[a])
        }
        self.totalWeight = totalWeight
    }

    /// Pulls an unknown towards a value, as if that had been observed with this weight.
    mutating func addRidge(_ index: Int, _ weight: Double, towards value: Double = 0) {
        matrix[index * Self.most + index] += weight
        solution[index] += weight * value
    }

    /// - Returns: false where the equations do not determine all unknowns.
    mutating func solve() -> Bool {
        for a in 0..<unknowns {
            let line = a * Self.most
            for b in 0...a {
                let other = b * Self.most
                var sum = matrix[line + b]
                for k in 0..<b { sum -= matrix[line + k] * matrix[other + k] }
                if a == b {
                    guard sum > 1e-13 else { return false }
                    matrix[line + a] = sum.squareRoot()
                } else {
                    matrix[line + b] = sum / matrix[other + b]
                }
            }
        }
        for a in 0..<unknowns {
            for k in 0..<a { solution[a] -= matrix[a * Self.most + k] * solution[k] }
            solution[a] /= matrix[a * Self.most + a]
        }
        for a in (0..<unknowns).reversed() {
            for k in (a + 1)..<max(a + 1, unknowns) { solution[a] -= matrix[k * Self.most + a] * solution[k] }
            solution[a] /= matrix[a * Self.most + a]
            guard solution[a].isFinite else { return false }
        }
        return true
    }
}

/// A few linear equations with as many unknowns, solved by elimination with the largest pivot.
struct LinearEquations<let size: Int> {
    /// Row by row.
    private var rows = InlineArray<size, InlineArray<size, Double>>(repeating: InlineArray(repeating: 0))
    private var right = InlineArray<size, Double>(repeating: 0)

    init() {}

    /// Adds a weighted observation to the normal equations: row · unknowns = value.
    mutating func observe(_ row: InlineArray<size, Double>, equals value: Double, weight: Double) {
        for a in 0..<size {
            let weighted = weight * row[a]
            guard weighted != 0 else { continue }
            for b in 0..<size { rows[a][b] += weighted * row[b] }
            right[a] += weighted * value
        }
    }

    /// Pulls an unknown towards 0.
    mutating func addRidge(_ unknown: Int, _ weight: Double) { rows[unknown][unknown] += weight }

    /// - Returns: nil where the equations do not determine the unknowns.
    consuming func solution() -> InlineArray<size, Double>? {
        for column in 0..<size {
            var pivot = column
            for row in column..<size where abs(rows[row][column]) > abs(rows[pivot][column]) { pivot = row }
            guard abs(rows[pivot][column]) >= 1e-12 else { return nil }
            if pivot != column {
                rows.swapAt(pivot, column)
                right.swapAt(pivot, column)
            }
            for row in (column + 1)..<max(column + 1, size) {
                let factor = rows[row][column] / rows[column][column]
                guard factor != 0 else { continue }
                for other in column..<size { rows[row][other] -= factor * rows[column][other] }
                right[row] -= factor * right[column]
            }
        }
        for row in (0..<size).reversed() {
            for other in (row + 1)..<max(row + 1, size) { right[row] -= rows[row][other] * right[other] }
            right[row] /= rows[row][row]
            guard right[row].isFinite else { return nil }
        }
        return right
    }
}

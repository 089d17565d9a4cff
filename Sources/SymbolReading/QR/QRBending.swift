/// Fits a surface bent in one sweep, as the page of a book is: displacements that are quadratic along and down the
/// symbol, by nine control places searched one after the other.
struct QRBending {
    private static let steps = [1, 0.5, 0.25, 0.12]
    /// The corner without a finder first, then the middle and the sides.
    private static let order = [8, 4, 5, 7, 1, 3, 2, 6, 0]

    /// For each four places, how much each control moves them.
    private var weights: [InlineArray<9, SIMD4<Float>>] = []
    /// The places as the controls have moved them, in modules.
    private var x: [SIMD4<Float>] = []
    private var y: [SIMD4<Float>] = []

    /// - Parameter work: counts the grey values looked at.
    /// - Returns: the surface as a mesh of 5×5 nodes, and its score.
    mutating func fit(
        _ map: Homography, side: Int, score: borrowing QRGridScore, in sampler: GreySampler, work: inout Int
    ) -> (surface: QRSurface, score: Double) {
        begin(score, side: side)
        var controls = InlineArray<9, SIMD2<Double>>(repeating: SIMD2(0, 0))
        var best = total(map, score, control: 0, moved: SIMD2(0, 0), in: sampler)
        for step in Self.steps {
            for _ in 0..<2 {
                var hasMoved = false
                for control in Self.order {
                    for way in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
                        for _ in 0..<3 {
                            let found = total(map, score, control: control, moved: step * way, in: sampler)
                            work += score.count
                            guard found > best + 1e-6 else { break }
                            best = found
                            hasMoved = true
                            controls[control] += step * way
                            move(control, by: SIMD2<Float>(step * way))
                        }
                    }
                }
                if !hasMoved { break }
            }
        }
        return (mesh(map, side, controls), best)
    }

    private mutating func begin(_ score: borrowing QRGridScore, side: Int) {
        weights.removeAll(keepingCapacity: true)
        x.removeAll(keepingCapacity: true)
        y.removeAll(keepingCapacity: true)
        for four in score.fours {
            x.append(four.x)
            y.append(four.y)
            var row = InlineArray<9, SIMD4<Float>>(repeating: SIMD4(repeating: 0))
            for lane in 0..<4 {
                let across = Self.parabolas(Double(four.x[lane]), side)
                let down = Self.parabolas(Double(four.y[lane]), side)
                for b in 0..<3 { for a in 0..<3 { row[b * 3 + a][lane] = Float(across[a] * down[b]) } }
            }
            weights.append(row)
        }
    }

    private mutating func move(_ control: Int, by way: SIMD2<Float>) {
        for index in weights.indices {
            x[index] += weights[index][control] * way.x
            y[index] += weights[index][control] * way.y
        }
    }

    /// The score with one control moved by some modules.
    private func total(
        _ map: Homography, _ score: borrowing QRGridScore, control: Int, moved: SIMD2<Double>, in sampler: GreySampler
    ) -> Double {
        let map = MapOfFours(map)
        let way = SIMD2<Float>(moved)
        let fours = score.fours.span
        let weights = weights.span
        let placesX = x.span
        let placesY = y.span
        var sum = SIMD4<Float>(repeating: 0)
        for index in fours.indices {
            let weight = weights[index][control]
            let x = placesX[index] + weight * way.x
            let y = placesY[index] + weight * way.y
            let greys = map.greys(x, y, in: sampler)
            sum += fours[index].value(greys: greys)
        }
        return Double(sum.sum())
    }

    /// Lagrange's parabolas through the finders' middles and the symbol's middle.
    private static func parabolas(_ place: Double, _ side: Int) -> SIMD3<Double> {
        let t = (place - 3.5) / Double(side - 7)
        return SIMD3(2 * (t - 0.5) * (t - 1), -4 * t * (t - 1), 2 * t * (t - 0.5))
    }

    private func mesh(_ map: Homography, _ side: Int, _ controls: InlineArray<9, SIMD2<Double>>) -> QRSurface {
        let nodes = (0..<5).map { 3.5 + Double(side - 7) * Double($0) / 4 }
        var displacements: [SIMD2<Double>] = []
        for y in nodes {
            for x in nodes {
                let across = Self.parabolas(x, side)
                let down = Self.parabolas(y, side)
                var sum = SIMD2(0.0, 0.0)
                for b in 0..<3 { for a in 0..<3 { sum += across[a] * down[b] * controls[b * 3 + a] } }
                displacements.append(sum)
            }
        }
        return QRSurface(map, nodes: nodes, displacements: displacements)
    }
}

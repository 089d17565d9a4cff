/// Fits a surface bent in one sweep, as the page of a book is: displacements that are quadratic along and down the
/// symbol, by nine control places searched one after the other.
struct QRBending {
    private static let steps = [1, 0.5, 0.25, 0.12]
    /// The corner without a finder first, then the middle and the sides.
    private static let order = [8, 4, 5, 7, 1, 3, 2, 6, 0]

    private var weights: [InlineArray<9, Float>] = []
    private var places: [SIMD2<Double>] = []

    /// - Parameter work: counts the grey values looked at.
    /// - Returns: the surface as a mesh of 5×5 nodes, and its score.
    mutating func fit(
        _ map: Homography, side: Int, score: borrowing QRGridScore, in sampler: GreySampler, work: inout Int
    ) -> (surface: QRSurface, score: Double) {
        places = score.places
        weights.removeAll(keepingCapacity: true)
        for place in places {
            let across = Self.parabolas(place.x, side)
            let down = Self.parabolas(place.y, side)
            var row = InlineArray<9, Float>(repeating: 0)
            for b in 0..<3 { for a in 0..<3 { row[b * 3 + a] = Float(across[a] * down[b]) } }
            weights.append(row)
        }
        var controls = InlineArray<9, SIMD2<Double>>(repeating: SIMD2(0, 0))
        var best = total(map, score, control: 0, moved: SIMD2(0, 0), in: sampler)
        for step in Self.steps {
            for _ in 0..<2 {
                var hasMoved = false
                for control in Self.order {
                    for way in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
                        for _ in 0..<3 {
                            let found = total(map, score, control: control, moved: step * way, in: sampler)
                            work += places.count
                            guard found > best + 1e-6 else { break }
                            best = found
                            hasMoved = true
                            controls[control] += step * way
                            for index in places.indices {
                                places[index] += Double(weights[index][control]) * step * way
                            }
                        }
                    }
                }
                if !hasMoved { break }
            }
        }
        return (mesh(map, side, controls), best)
    }

    /// The score with one control moved by some modules.
    private func total(
        _ map: Homography, _ score: borrowing QRGridScore, control: Int, moved: SIMD2<Double>, in sampler: GreySampler
    ) -> Double {
        var sum: Float = 0
        for index in places.indices {
            let place = places[index] + Double(weights[index][control]) * moved
            sum += score.value(index, grey: sampler.bilinear(map(place.x, place.y)))
        }
        return Double(sum)
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

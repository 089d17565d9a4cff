import Glibc

/// From the pairs that agree on a similarity to the affine map that fits them.
enum AffineFit {
    /// How far a pair may lie from where the map puts it, in cover sizes: first as far as for agreeing, then nearer.
    private static let tolerances: [Double] = [0.12, 0.06, 0.06]
    private static let mostLogSizeDifference: Float = 0.9
    private static let mostTurnDifference: Float = 0.8
    /// Pairs that a fit needs; fewer keep the map that is there.
    private static let leastPairs = 5
    /// Between these multiples of the similarity's area the affine map's may lie.
    private static let areas = 0.15...4.0

    /// - Parameter pair: the one that others agree with.
    /// - Returns: the map, and the cover's size in the photo that the pair tells, in pixels.
    static func fit(_ pairs: borrowing TentativeMatches, around pair: Int) -> (map: PlanarMap, size: Double) {
        let logSize = pairs.logSize[pair]
        let turn = pairs.turn[pair]
        let size = Double(exp2f(logSize))
        var map = PlanarMap(
            size: size, cosine: Double(cosf(turn)), sine: Double(sinf(turn)),
            taking: SIMD2(Double(pairs.u[pair]), Double(pairs.v[pair])),
            to: SIMD2(Double(pairs.x[pair]), Double(pairs.y[pair])))
        for tolerance in tolerances {
            var near: [PlanarMap.Correspondence] = []
            for index in 0..<pairs.count {
                guard abs(pairs.logSize[index] - logSize) <= mostLogSizeDifference,
                    abs(Angle.wrapped(pairs.turn[index] - turn)) <= mostTurnDifference
                else { continue }
                let point = PlanarMap.Correspondence(
                    u: Double(pairs.u[index]), v: Double(pairs.v[index]), x: Double(pairs.x[index]),
                    y: Double(pairs.y[index]))
                guard let place = map(point.u, point.v) else { continue }
                let miss = place - SIMD2(point.x, point.y)
                if (miss * miss).sum() < tolerance * tolerance * size * size { near.append(point) }
            }
            guard near.count >= leastPairs, let fitted = PlanarMap(affineThrough: near),
                areas.contains(fitted.determinant / (size * size))
            else { break }
            map = fitted
        }
        return (map, size)
    }
}

/// How well the pixels around a place agree with a finder pattern: normalised correlation over 9×9 modules, the light
/// margin at half weight, since print or a picture's edge may stand there.
struct QRFinderTemplate {
    /// Sum of the weights: 49 modules of the pattern, 32 of the margin.
    private static let totalWeight: Double = 49 + 16

    private var values = InlineArray<81, Float>(repeating: 0)
    private var sum = 0.0
    private var squares = 0.0

    /// The ideal pattern: 1 where it is light, -1 where dark.
    init() {
        fill { a, b in
            let ring = max(abs(a), abs(b))
            return ring == 2 || ring == 4 ? 1 : -1
        }
    }

    /// A finder's own pixels, which carry the blur that its sisters have too.
    init(of finder: QRFinder, in sampler: GreySampler) {
        let sign = finder.sign
        fill { a, b in sign * sampler.bilinear(finder.place(Double(a), Double(b))) }
    }

    private mutating func fill(_ value: (Int, Int) -> Float) {
        for b in -4...4 {
            for a in -4...4 {
                let v = value(a, b)
                let weight = max(abs(a), abs(b)) == 4 ? 0.5 : 1.0
                values[(b + 4) * 9 + a + 4] = v
                sum += weight * Double(v)
                squares += weight * Double(v) * Double(v)
            }
        }
    }

    /// The correlation at a place, -1 to 1.
    /// - Parameters:
    ///   - frame: whose sides are used.
    ///   - leastVariance: squared grey steps below which nothing is there and 0 is returned.
    func correlation(
        at centre: SIMD2<Double>, frame: QRFinder, in sampler: GreySampler, leastVariance: Double = 0
    ) -> Double {
        let sign = frame.sign
        let along = SIMD2<Float>(frame.along)
        let down = SIMD2<Float>(frame.down)
        let middle = SIMD2<Float>(centre)
        var total: Float = 0
        var totalSquares: Float = 0
        var product: Float = 0
        for b in -4...4 {
            var place = middle + Float(b) * down - 4 * along
            for a in -4...4 {
                let weight: Float = max(abs(a), abs(b)) == 4 ? 0.5 : 1
                let value = sign * sampler.bilinear(place.x, place.y)
                total += weight * value
                totalSquares += weight * value * value
                product += weight * values[(b &+ 4) &* 9 &+ a &+ 4] * value
                place += along
            }
        }
        let variance = Double(totalSquares) - Double(total) * Double(total) / Self.totalWeight
        guard variance >= leastVariance * Self.totalWeight else { return 0 }
        let own = squares - sum * sum / Self.totalWeight
        let shared = Double(product) - sum * Double(total) / Self.totalWeight
        return shared / max(1e-9, own * variance).squareRoot()
    }
}

import Glibc

/// Where only two finders of a symbol were found, searches the third where the two say it should be, by correlation
/// with the found finder's own pixels: those carry the same blur, noise and light.
struct QRPairSearch {
    /// Two finders and how unlike two corners of one symbol they are.
    struct Pair {
        let first: Int
        let second: Int
        let score: Double
    }

    /// Places looked at for one picture; more are not worth their time.
    private static let mostLooks = 60_000
    private let ideal = QRFinderTemplate()
    private(set) var looks = 0

    var isExhausted: Bool { looks > Self.mostLooks }

    /// Pairs along a side or a diagonal of a symbol, the likeliest first.
    static func pairs(of finders: [QRFinder]) -> [Pair] {
        var pairs: [Pair] = []
        for a in finders.indices {
            for b in finders.indices where a != b && finders[a].isInverted == finders[b].isInverted {
                let ratio = finders[a].moduleSize / finders[b].moduleSize
                guard ratio <= 1.6, ratio >= 0.62 else { continue }
                let way = finders[b].centre - finders[a].centre
                let length = Plane.length(way)
                guard length > 0 else { continue }
                let modules =
                    length * (finders[a].modulesPerPixel(way) * finders[b].modulesPerPixel(way)).squareRoot()
                guard modules >= 12, modules <= 200 else { continue }
                let angle = finders[a].angleToSide(way) + finders[b].angleToSide(way)
                let isSide = angle < 0.6
                let fromDiagonal = abs(angle - .pi / 2)
                guard isSide || fromDiagonal < 0.5 else { continue }
                let sizes = abs(log(ratio))
                pairs.append(
                    Pair(
                        first: a, second: b,
                        score: 2 - finders[a].quality - finders[b].quality + (isSide ? angle : fromDiagonal) + sizes
                            + 0.003 * modules))
            }
        }
        return pairs.sorted { ($0.score, $0.first, $0.second) < ($1.score, $1.first, $1.second) }
    }

    /// Where the third finder may be, in modules of the first one's frame: either side of a side, or both other corners
    /// of a diagonal.
    static func targets(from a: QRFinder, to b: QRFinder) -> [SIMD2<Double>] {
        let way = a.modules(b.centre - a.centre)
        return QRAngle.toNearestSide(way) < 0.4
            ? [SIMD2(-way.y, way.x), SIMD2(way.y, -way.x)] : [SIMD2(way.x, 0), SIMD2(0, way.y)]
    }

    /// The best place for a finder around a target.
    /// - Parameters:
    ///   - a: the finder whose frame and pixels are used, in the sampler's pixels.
    ///   - target: in modules of its frame.
    /// - Returns: the place and its correlation with `a`, or nil.
    mutating func search(
        near target: SIMD2<Double>, like a: QRFinder, own template: QRFinderTemplate, in sampler: GreySampler
    ) -> (place: SIMD2<Double>, correlation: Double)? {
        let distance = Plane.length(target)
        let reach = min(9, 1.5 + 0.12 * distance)
        var best = 0.5
        var bestPlace: SIMD2<Double>?
        let steps = Int(2 * reach / 0.6)
        for row in 0...steps {
            for column in 0...steps {
                let place = a.place(
                    target.x - reach + 0.6 * Double(column), target.y - reach + 0.6 * Double(row))
                guard resembles(place, a, in: sampler) else { continue }
                let value = template.correlation(at: place, frame: a, in: sampler, leastVariance: 9)
                if value > best {
                    best = value
                    bestPlace = place
                }
            }
        }
        guard var place = bestPlace else { return nil }
        for step in [0.3, 0.15] {
            let origin = place
            for row in -1...1 {
                for column in -1...1 {
                    let near = origin + step * (Double(column) * a.along + Double(row) * a.down)
                    let value = template.correlation(at: near, frame: a, in: sampler, leastVariance: 9)
                    if value > best {
                        best = value
                        place = near
                    }
                }
            }
        }
        guard ideal.correlation(at: place, frame: a, in: sampler, leastVariance: 9) >= 0.45 else { return nil }
        return (place, best)
    }

    /// Nine pixels that tell most places apart from a finder: the core is darker than the light ring, and that lighter
    /// than the dark one.
    private mutating func resembles(_ place: SIMD2<Double>, _ a: QRFinder, in sampler: GreySampler) -> Bool {
        looks &+= 1
        let sign = a.sign
        func value(_ u: Double, _ v: Double) -> Float { sign * sampler.bilinear(place + u * a.along + v * a.down) }
        let core = value(0, 0) + 4
        let light = SIMD4(value(2, 0), value(-2, 0), value(0, 2), value(0, -2))
        var lighter = 0
        for index in 0..<4 where light[index] > core { lighter += 1 }
        guard lighter >= 3 else { return false }
        return light.sum() > value(3, 0) + value(-3, 0) + value(0, 3) + value(0, -3) + 8
    }
}

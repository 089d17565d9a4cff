import Glibc
import PhotoDecoding

/// How blurred a picture is along the bars of a place: how softly the bars end.
///
/// In a strip a ninth of the place's width the mean of bars and spaces is darker than the paper above and below them,
/// however blurred the bars are across; how steeply it gets lighter at the bars' ends tells the blur along them.
struct EndBlur {
    /// Standard deviation in pixels of the picture.
    let sigma: Double

    private static let strips = 9
    private static let columnsOfStrip = 12
    /// Lines from the middle to beyond either end, and how far that is against half the place's height.
    private static let mostLines = 120
    private static let reach: Float = 1.7
    /// Where the ends are looked for, against half the place's height, which are quantiles of blocks.
    private static let nearest: Float = 0.6
    /// Grey steps between the bars' mean and the paper beyond that an end must have at least.
    private static let leastHeight: Float = 8
    private static let leastStrips = 3

    /// - Returns: nil where no ends of bars are seen: beyond the picture, or no paper beyond them.
    init?(of place: BarCandidate, in pyramid: inout Pyramid) {
        var level = pyramid.finest
        while 2 * Self.reach * place.halfHeight / Float(1 << level) > Float(2 * Self.mostLines) { level += 1 }
        let image = pyramid.level(level)
        let scale = 1 / Float(1 << level)
        let half = place.halfHeight * scale
        guard half >= 4 else { return nil }
        let lines = (Self.reach * half).whole
        let (c, s) = (cosf(place.direction), sinf(place.direction))
        let (middleX, middleY) = ((place.x + 0.5) * scale - 0.5, (place.y + 0.5) * scale - 0.5)
        let width = 2 * place.halfWidth * scale
        var found: [Float] = []
        var profile: [Float] = []
        for strip in 0..<Self.strips {
            let first = width * (Float(strip) / Float(Self.strips) - 0.5)
            var best: Float?
            for side: Float in [-1, 1] {
                profile.removeAll(keepingCapacity: true)
                for line in 0...lines {
                    var sum: Float = 0
                    for column in 0..<Self.columnsOfStrip {
                        let u =
                            first + width * (Float(column) + 0.5) / Float(Self.strips * Self.columnsOfStrip)
                        let v = side * Float(line)
                        guard let value = image.value(x: middleX + u * c - v * s, y: middleY + u * s + v * c) else {
                            break
                        }
                        sum += value
                    }
                    if sum == 0 { break }
                    profile.append(sum / Float(Self.columnsOfStrip))
                }
                if let sigma = Self.sigma(profile, half: half) { best = min(best ?? sigma, sigma) }
            }
            if let best { found.append(best) }
        }
        guard found.count >= Self.leastStrips else { return nil }
        sigma = Double(found.select(rank: found.count / 2) / scale)
    }

    /// Blur of the end of bars in a profile from their middle outwards, in samples.
    private static func sigma(_ profile: [Float], half: Float) -> Float? {
        let inner = (nearest * half).whole
        guard inner > 1, profile.count > inner + 3 else { return nil }
        let inside = profile[0..<inner].reduce(0, +) / Float(inner)
        guard let outside = profile[inner...].max(), outside - inside >= leastHeight else { return nil }
        var steepest: Float = 0
        for i in inner..<(profile.count - 1) { steepest = max(steepest, profile[i + 1] - profile[i]) }
        // An edge blurred by a Gaussian rises by its height / (σ √2π) at its steepest.
        return steepest > 0 ? min((outside - inside) / (steepest * 2.507), half) : nil
    }
}

extension LumaImage {
    /// The value between pixels; nil outside the picture.
    fileprivate func value(x: Float, y: Float) -> Float? {
        guard x >= 0, y >= 0, x < Float(width - 1), y < Float(height - 1) else { return nil }
        let (column, row) = (x.whole, y.whole)
        let (fx, fy) = (x - Float(column), y - Float(row))
        func at(_ dx: Int, _ dy: Int) -> Float { Float(pixels[(row + dy) * width + column + dx]) }
        let upper = at(0, 0) + fx * (at(1, 0) - at(0, 0))
        return upper + fy * (at(0, 1) + fx * (at(1, 1) - at(0, 1)) - upper)
    }
}

import Glibc

/// Finds the frame of a finder pattern from grey pixels.
///
/// Along 24 rays from its middle the grey value crosses the threshold midway between dark and light three times: the
/// core's edge 1.5 modules out, the ring's inner edge at 2.5 and its outer one at 3.5. Blur moves the last two in
/// opposite ways, so their middle stays 3 modules out. The polygon of these 24 places is a square seen from the side:
/// its second moments give the affine frame up to a turn, and the fourth angular moment of the polygon, straightened
/// by that frame, gives the turn (moments of polygons: C. Steger, "On the calculation of arbitrary moments of
/// polygons", 1996).
struct QRFinderFrame {
    private static let rays = 24
    /// Grey steps between core and ring below which there is nothing to measure.
    private static let leastContrast: Float = 8
    /// Rays that must show all three edges; occlusion and blur may take the others.
    private static let leastRays = 13
    static let leastQuality = 0.5

    private let directions: [SIMD2<Float>]
    private let ideal = QRFinderTemplate()
    /// Grey values of one ray, at most; a multiple of four.
    private static let longestRay = 160

    init() {
        directions = (0..<Self.rays).map {
            let angle = 2 * Double.pi * Double($0) / Double(Self.rays)
            return SIMD2(Float(cos(angle)), Float(sin(angle)))
        }
    }

    /// - Returns: nil where the rays do not show a finder, or its pixels do not correlate with one.
    func finder(_ candidate: QRFinderCandidate, in sampler: GreySampler) -> QRFinder? {
        guard var radii = boundary(candidate, in: sampler) else { return nil }
        guard let frame = frame(of: &radii) else { return nil }
        var finder = QRFinder(
            centre: SIMD2(Double(candidate.x), Double(candidate.y)) + frame.shift, along: frame.along, down: frame.down,
            moduleSize: abs(Plane.cross(frame.along, frame.down)).squareRoot(), isInverted: candidate.isInverted,
            quality: 0, hits: candidate.hits)
        guard finder.moduleSize.isFinite, finder.moduleSize > 0.2 else { return nil }
        finder.quality = ideal.correlation(at: finder.centre, frame: finder, in: sampler)
        return finder.quality > Self.leastQuality ? finder : nil
    }

    /// Pixels from the candidate's middle to the boundary 3 modules out, for each ray.
    private func boundary(
        _ candidate: QRFinderCandidate, in sampler: GreySampler
    ) -> InlineArray<24, Float>? {
        let sign: Float = candidate.isInverted ? -1 : 1
        let size = candidate.moduleSize
        var core: Float = 0
        for ray in 0..<8 {
            let direction = directions[ray * 3]
            core +=
                sign
                * sampler.bilinear(
                    candidate.x + 0.7 * size * direction.x, candidate.y + 0.7 * size * direction.y)
        }
        core /= 8
        // A fifth of a module, but neither finer than a quarter of a pixel nor, for large modules, than a pixel.
        var step = max(0.2 * size, 0.25)
        if step > 1 { step = max(1, 0.12 * size) }
        let count = min(Self.longestRay, Int(7 * size / step))
        var profile = InlineArray<164, Float>(repeating: 0)
        var radii = InlineArray<24, Float>(repeating: -1)
        var valid = 0
        for index in 0..<Self.rays {
            // Eight rays around first: where fewer than three of them show a finder, the others are not asked.
            let ray = index < 8 ? index * 3 : (index - 8) / 2 * 3 + 1 + (index - 8) % 2
            if index == 8, valid < 3 { return nil }
            let radius = boundary(
                along: directions[ray], of: candidate, core: core, step: step, count: count, profile: &profile,
                in: sampler)
            if let radius {
                radii[ray] = radius
                valid += 1
            }
        }
        guard valid >= Self.leastRays else { return nil }
        return complete(radii)
    }

    /// Pixels from the candidate's middle to the boundary along one ray.
    /// - Parameters:
    ///   - core: the grey value of the pattern's middle, with the sign that makes it dark.
    ///   - step: pixels from one grey value to the next, of which there are `count` beside the first.
    private func boundary(
        along direction: SIMD2<Float>, of candidate: QRFinderCandidate, core: Float, step: Float, count: Int,
        profile: inout InlineArray<164, Float>, in sampler: GreySampler
    ) -> Float? {
        let sign: Float = candidate.isInverted ? -1 : 1
        let size = candidate.moduleSize
        // Grey values are taken four by four as far as they are asked for; most rays end before their length.
        var sampled = 0
        func sample() {
            let distances = step * (SIMD4<Float>(0, 1, 2, 3) + Float(sampled))
            let greys = sampler.bilinear(
                candidate.x + direction.x * distances, candidate.y + direction.y * distances)
            for lane in 0..<4 { profile[sampled &+ lane] = sign * greys[lane] }
            sampled &+= 4
        }
        let from = Int(1.2 * size / step)
        let to = min(count, Int(3.6 * size / step))
        guard from <= to else { return nil }
        while sampled <= to { sample() }
        var ring = -Float.infinity
        for index in from...to { ring = max(ring, profile[index]) }
        guard ring - core >= Self.leastContrast else { return nil }
        let threshold = (ring + core) / 2
        var index = 1
        var edges = SIMD3<Float>(repeating: 0)
        // Out of the core, into the ring, out of the ring.
        for number in 0..<3 {
            let rises = number != 1
            while index <= count {
                if index >= sampled { sample() }
                if rises != (profile[index] < threshold) { break }
                index &+= 1
            }
            guard index <= count else { return nil }
            let before = profile[index - 1]
            let slope = profile[index] - before
            guard slope != 0 else { return nil }
            edges[number] = Float(index - 1) + (threshold - before) / slope
        }
        let outer = edges[2] / edges[0]
        let inner = edges[1] / edges[2]
        guard outer >= 1.6, outer <= 3.6, inner >= 0.5, inner <= 0.9 else { return nil }
        return (edges[1] + edges[2]) / 2 * step
    }

    /// Drops radii far from the median and fills the gaps from the opposite ray or the neighbours.
    private func complete(_ measured: InlineArray<24, Float>) -> InlineArray<24, Float>? {
        var radii = measured
        var sorted: [Float] = []
        sorted.reserveCapacity(Self.rays)
        for ray in 0..<Self.rays where radii[ray] > 0 { sorted.append(radii[ray]) }
        sorted.sort()
        guard !sorted.isEmpty else { return nil }
        let median = sorted[sorted.count / 2]
        var valid = 0
        for ray in 0..<Self.rays {
            if radii[ray] > 2.2 * median || radii[ray] < 0.45 * median { radii[ray] = -1 }
            if radii[ray] > 0 { valid += 1 }
        }
        guard valid >= Self.leastRays - 1 else { return nil }
        let known = radii
        for ray in 0..<Self.rays where known[ray] <= 0 {
            let opposite = known[(ray + Self.rays / 2) % Self.rays]
            if opposite > 0 {
                radii[ray] = opposite
                continue
            }
            var before = ray
            var after = ray
            repeat { before = (before + Self.rays - 1) % Self.rays } while known[before] <= 0
            repeat { after = (after + 1) % Self.rays } while known[after] <= 0
            radii[ray] = (known[before] + known[after]) / 2
        }
        return radii
    }

    /// The frame of the polygon that the radii span, relative to the rays' origin.
    private func frame(
        of radii: inout InlineArray<24, Float>
    ) -> (shift: SIMD2<Double>, along: SIMD2<Double>, down: SIMD2<Double>)? {
        var polygon = InlineArray<24, SIMD2<Double>>(repeating: SIMD2(0, 0))
        for ray in 0..<Self.rays { polygon[ray] = SIMD2<Double>(directions[ray] * radii[ray]) }
        var area = 0.0
        var middle = SIMD2(0.0, 0.0)
        for ray in 0..<Self.rays {
            let (p, q) = (polygon[ray], polygon[(ray + 1) % Self.rays])
            let cross = Plane.cross(p, q)
            area += cross / 2
            middle += cross / 6 * (p + q)
        }
        guard area > 0 else { return nil }
        middle /= area
        for ray in 0..<Self.rays { polygon[ray] -= middle }
        var (xx, xy, yy) = (0.0, 0.0, 0.0)
        for ray in 0..<Self.rays {
            let (p, q) = (polygon[ray], polygon[(ray + 1) % Self.rays])
            let cross = Plane.cross(p, q)
            xx += cross * (p.x * p.x + p.x * q.x + q.x * q.x) / 12
            yy += cross * (p.y * p.y + p.y * q.y + q.y * q.y) / 12
            xy += cross * (2 * p.x * p.y + p.x * q.y + q.x * p.y + 2 * q.x * q.y) / 24
        }
        xx /= area
        xy /= area
        yy /= area
        let determinant = xx * yy - xy * xy
        guard determinant > 1e-9 else { return nil }
        // The root of the matrix of second moments maps a square of half width √3 onto the polygon, up to a turn.
        let root = determinant.squareRoot()
        let trace = xx + yy
        let t = (trace + 2 * root).squareRoot()
        let (a, b, d) = ((xx + root) / t, xy / t, (yy + root) / t)
        let spread = max(0, trace * trace / 4 - determinant).squareRoot()
        let (large, small) = (trace / 2 + spread, trace / 2 - spread)
        guard small > 0, large / small <= 6.5 else { return nil }
        let scale = 1 / (a * d - b * b)
        var fourth = SIMD2(0.0, 0.0)
        func straightened(_ p: SIMD2<Double>) -> SIMD2<Double> {
            scale * SIMD2(d * p.x - b * p.y, a * p.y - b * p.x)
        }
        var p = straightened(polygon[0])
        for ray in 0..<Self.rays {
            let q = straightened(polygon[(ray + 1) % Self.rays])
            let cross = Plane.cross(p, q)
            // Three places of each edge stand for the triangle behind it.
            for third in 0..<3 {
                let place = p + (Double(third) + 0.5) / 3 * (q - p)
                let square = SIMD2(place.x * place.x - place.y * place.y, 2 * place.x * place.y)
                fourth += cross * SIMD2(square.x * square.x - square.y * square.y, 2 * square.x * square.y)
            }
            p = q
        }
        // A square's corners lie at odd eighths of a turn, where the fourth harmonic is -1.
        let angle = atan2(-fourth.y, -fourth.x) / 4
        let halfWidth = 3.0.squareRoot() / 3
        let (cosine, sine) = (cos(angle) * halfWidth, sin(angle) * halfWidth)
        return (
            middle, SIMD2(a * cosine + b * sine, b * cosine + d * sine),
            SIMD2(b * cosine - a * sine, d * cosine - b * sine)
        )
    }
}

import Glibc

/// Matches again where the map says a cover's features should lie, now by the descriptors themselves, and fits the map
/// to what is found: more matches, a finer map, closer looks (compare guided matching in R. Hartley and A. Zisserman,
/// "Multiple View Geometry", section 4.8).
///
/// An index keeps no descriptors: each is rebuilt from its word's place and on which side of it it lies.
struct GuidedMatching {
    /// How far from its place a feature is looked for, in cover sizes, round by round; after the last nothing is fitted.
    ///
    /// Seen steeply from aside, a cover's near half is all that an affine map finds: two rounds as wide as the second bring
    /// the far one into reach, and two narrow ones place the map to a pixel.
    private static let radii: [Float] = [0.06, 0.04, 0.04, 0.04, 0.03, 0.02, 0.015, 0.025]
    /// Pixels below which a feature is not placed.
    private static let leastRadius: Float = 4
    private static let mostTurnDifference: Float = 0.5
    private static let mostLogSigmaDifference: Float = 0.7
    /// Squared distance of projected descriptors.
    private static let mostDistance: Float = 0.3
    /// Matches that an affine and that a projective fit need.
    private static let leastForAffine = 5
    private static let leastForProjective = 8
    /// Matches that must be there after the wide rounds: fewer hardly become those that asking needs, and cost time.
    private static let leastForNarrow = 8
    private static let wideRounds = 2
    /// What lies further from its place than this share of the radius is left out of a second fit.
    private static let trim: Float = 0.6
    private static let leastTrim: Float = 3
    /// Step in cover sizes by which the map's own turn and scale are told.
    private static let probe = 0.02

    /// Matches of the last round.
    private(set) var matchCount = 0
    private(set) var map: PlanarMap?
    private let vocabulary: Vocabulary
    /// The cover's projected descriptors, as far as they can be told.
    private(set) var rebuilt: [Float] = []
    private var bestForCover: [Int32] = []
    private var distanceForCover: [Float] = []
    private var bestForPhoto: [Int32] = []
    /// Matches of the last round, where they are and where they were seen.
    private(set) var found: [PlanarMap.Correspondence] = []
    private var near: [PlanarMap.Correspondence] = []

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    /// Fills ``map`` and ``matchCount``; the map is nil where too little was found.
    /// - Parameter size: of the cover in the photo, in pixels.
    mutating func run(
        _ photo: borrowing PhotoFeatures, _ grid: borrowing PhotoGrid, _ cover: borrowing ReferenceCover,
        from start: PlanarMap, size: Double
    ) {
        rebuild(cover)
        matchCount = 0
        map = nil
        var current = start
        for (round, radius) in Self.radii.enumerated() {
            let radius = max(Self.leastRadius, radius * Float(size))
            match(photo, grid, cover, current, radius: radius)
            matchCount = found.count
            if round == Self.radii.count - 1 { break }
            guard found.count >= (round < Self.wideRounds ? Self.leastForAffine : Self.leastForNarrow) else { return }
            let mayBeProjective = round > 0
            guard let fitted = Self.fit(found, from: current, size: size, mayBeProjective) else { continue }
            current = fitted
            let trim = Double(max(Self.leastTrim, Self.trim * radius))
            near.removeAll(keepingCapacity: true)
            for point in found {
                guard let place = fitted(point.u, point.v) else { continue }
                let miss = place - SIMD2(point.x, point.y)
                if (miss * miss).sum() < trim * trim { near.append(point) }
            }
            if near.count >= Self.leastForAffine,
                let again = Self.fit(near, from: fitted, size: size, mayBeProjective)
            {
                current = again
            }
        }
        map = current
    }

    private static func fit(
        _ points: [PlanarMap.Correspondence], from start: PlanarMap, size: Double, _ mayBeProjective: Bool
    ) -> PlanarMap? {
        mayBeProjective && points.count >= leastForProjective
            ? PlanarMap(projectiveThrough: points, from: start, size: size) : PlanarMap(affineThrough: points)
    }

    private mutating func rebuild(_ cover: borrowing ReferenceCover) {
        let width = Vocabulary.dimensions
        let room = cover.count * width
        if rebuilt.count < room { rebuilt += [Float](repeating: 0, count: room - rebuilt.count) }
        let vocabulary = vocabulary
        let (coarse, residual) = (vocabulary.coarse.span, vocabulary.residual.span)
        let deviation = vocabulary.meanDeviation.span
        var target = rebuilt.mutableSpan
        for feature in 0..<cover.count {
            let first = Int(cover.words[feature] >> 8) * width
            let second = Int(cover.words[feature] & 255) * width
            let signature = cover.signatures[feature]
            for dimension in 0..<width {
                let isAbove = signature &>> UInt64(dimension) & 1 != 0
                let offset = isAbove ? deviation[dimension] : -deviation[dimension]
                target[feature * width + dimension] = coarse[first + dimension] + residual[second + dimension] + offset
            }
        }
    }

    /// Finds for each feature of the cover the most alike near its place, and keeps those that are so for each other.
    private mutating func match(
        _ photo: borrowing PhotoFeatures, _ grid: borrowing PhotoGrid, _ cover: borrowing ReferenceCover,
        _ map: PlanarMap, radius: Float
    ) {
        bestForCover.removeAll(keepingCapacity: true)
        distanceForCover.removeAll(keepingCapacity: true)
        bestForPhoto.removeAll(keepingCapacity: true)
        bestForPhoto.append(contentsOf: repeatElement(-1, count: photo.count))
        for feature in 0..<cover.count {
            var best = -1
            var least = Self.mostDistance
            if let expected = Self.expected(cover, feature, map),
                expected.x >= -radius, expected.y >= -radius, expected.x <= Float(photo.width) + radius,
                expected.y <= Float(photo.height) + radius
            {
                grid.forEach(within: radius, ofX: expected.x, y: expected.y) { candidate in
                    let missX = photo.x[candidate] - expected.x
                    let missY = photo.y[candidate] - expected.y
                    guard missX * missX + missY * missY <= radius * radius,
                        abs(photo.logSigma[candidate] - expected.logSigma) <= Self.mostLogSigmaDifference,
                        abs(Angle.wrapped(photo.direction[candidate] - expected.direction)) <= Self.mostTurnDifference
                    else { return }
                    let distance = Self.distance(photo.projected, candidate, rebuilt, feature)
                    if distance < least {
                        least = distance
                        best = candidate
                    }
                }
            }
            bestForCover.append(Int32(best))
            distanceForCover.append(least)
        }
        for feature in 0..<cover.count where bestForCover[feature] >= 0 {
            let candidate = Int(bestForCover[feature])
            let other = Int(bestForPhoto[candidate])
            if other < 0 || distanceForCover[feature] < distanceForCover[other] {
                bestForPhoto[candidate] = Int32(feature)
            }
        }
        found.removeAll(keepingCapacity: true)
        for feature in 0..<cover.count where bestForCover[feature] >= 0 {
            let candidate = Int(bestForCover[feature])
            guard bestForPhoto[candidate] == Int32(feature) else { continue }
            found.append(
                PlanarMap.Correspondence(
                    u: Double(cover.u[feature]), v: Double(cover.v[feature]), x: Double(photo.x[candidate]),
                    y: Double(photo.y[candidate])))
        }
    }

    /// Where, how large and how turned a cover's feature should be seen.
    static func expected(
        _ cover: borrowing ReferenceCover, _ feature: Int, _ map: PlanarMap
    ) -> ExpectedFeature? {
        let (u, v) = (Double(cover.u[feature]), Double(cover.v[feature]))
        let direction = Double(cover.direction[feature])
        let along = SIMD2(cos(direction), sin(direction)) * probe
        guard let place = map(u, v), let ahead = map(u + along.x, v + along.y),
            let aside = map(u - along.y, v + along.x)
        else { return nil }
        let (one, other) = (ahead - place, aside - place)
        let area = abs(one.x * other.y - one.y * other.x)
        return ExpectedFeature(
            x: Float(place.x), y: Float(place.y),
            logSigma: 0.5 * log2f(Float(area / (probe * probe)) + 1e-9) + cover.logSigma[feature],
            direction: atan2f(Float(one.y), Float(one.x)), along: SIMD2<Float>(one / probe),
            across: SIMD2<Float>(other / probe))
    }

    @inline(__always)
    static func distance(_ one: [Float], _ first: Int, _ other: [Float], _ second: Int) -> Float {
        let width = Vocabulary.dimensions
        precondition((first + 1) * width <= one.count && (second + 1) * width <= other.count, "projected descriptors")
        return unsafe one.withUnsafeBytes { one in
            unsafe other.withUnsafeBytes { other in
                var sum = SIMD8<Float>(repeating: 0)
                for part in 0..<(width / 8) {
                    let a = unsafe one.loadUnaligned(
                        fromByteOffset: 4 &* (first &* width &+ 8 &* part), as: SIMD8<Float>.self)
                    let b = unsafe other.loadUnaligned(
                        fromByteOffset: 4 &* (second &* width &+ 8 &* part), as: SIMD8<Float>.self)
                    sum += (a - b) * (a - b)
                }
                return sum.sum()
            }
        }
    }
}

/// Where a map says that a cover's feature is in a photo, in pixels.
struct ExpectedFeature {
    let x: Float
    let y: Float
    /// Of its standard deviation were it round.
    let logSigma: Float
    /// Radians.
    let direction: Float
    /// Pixels to which a cover size becomes, along its direction and across it.
    let along: SIMD2<Float>
    let across: SIMD2<Float>
}

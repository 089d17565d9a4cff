import Glibc

/// Looks at every feature of a cover in the photo just where, as large and as turned as the map says it must be, whether
/// or not a keypoint was found there: does it look as on the cover?
///
/// That tells a book from another of its series, with the same picture and another title, where matching keypoints
/// cannot: too few of the letters' keypoints are found again in any photo.
struct ForecastComparison {
    /// Pixels of a feature's standard deviation below which the photo is too coarse to show it.
    private static let leastSigma: Float = 1.3
    /// Squared distance of projected descriptors up to which they are alike. At 0.25, 92 of 100 of the right cover's
    /// features are in the middle photo, and of a cover of nothing but other text at most 67.
    private static let mostDistance: Float = 0.25
    /// Sum of squared gradients below which the photo shows nothing there, as in a glare.
    private static let leastEnergy: Float = 2000
    /// Least curvature as a share of the slope, both mean squares, below which what is seen there is the light and not the
    /// cover. Of a sample front with a lamp's reflection half of the features that look unlike are below it and one in ten
    /// of those that do not; of one without, none.
    private static let leastCurvature: Float = 0.04
    /// Grey from which the photo is washed out, or nearly so.
    private static let washedOut: Float = 238

    /// Features that are shown need to be this many for a verdict.
    private static let leastFeatures = 30

    private let vocabulary: Vocabulary
    private var descriptor = Descriptor()
    private var descriptors: [UInt8] = []
    private var projected: [Float] = []
    private var features: [Int32] = []

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    /// - Parameters:
    ///   - rebuilt: the cover's projected descriptors, one after the other.
    ///   - shift: by how much the map is off.
    /// - Returns: which of the features that the photo shows look as on the cover; nil where it shows few.
    mutating func run(
        _ cover: borrowing ReferenceCover, rebuilt: [Float], in space: borrowing ScaleSpace, width: Int, height: Int,
        map: PlanarMap, shift: LocalShift
    ) -> LocalLikeness? {
        descriptors.removeAll(keepingCapacity: true)
        features.removeAll(keepingCapacity: true)
        for feature in 0..<cover.count {
            guard let expected = GuidedMatching.expected(cover, feature, map) else { continue }
            let place = SIMD2(expected.x, expected.y) + shift.at(u: cover.u[feature], v: cover.v[feature])
            guard place.x >= 4, place.y >= 4, place.x < Float(width - 4), place.y < Float(height - 4) else { continue }
            let sigma = exp2f(expected.logSigma)
            guard sigma >= Self.leastSigma else { continue }
            let octaves = log2f(sigma / ScaleSpace.firstSigma)
            let number = max(0, min(space.octaves.count - 1, Int(octaves)))
            let octave = space.octaves[number]
            let level = max(
                0,
                min(
                    ScaleSpace.levelCount - 1,
                    Int(((octaves - Float(number)) * Float(ScaleSpace.scalesPerOctave)).rounded())))
            let scale = Float(1 << number)
            let row = Int(place.y / scale) * octave.width
            guard space.values[octave.level(level) + row + Int(place.x / scale)] < Self.washedOut else { continue }
            let keypoint = Keypoint(
                x: place.x / scale, y: place.y / scale, sigma: sigma / scale, response: 0, octave: number,
                level: level)
            guard
                descriptor.add(
                    keypoint, direction: expected.direction, in: space.values, plane: octave.level(keypoint.level),
                    width: octave.width, height: octave.height, to: &descriptors)
            else { continue }
            let texture = descriptor.texture
            guard descriptor.energy >= Self.leastEnergy, texture.curvature >= Self.leastCurvature * texture.slope else {
                descriptors.removeLast(Descriptor.count)
                continue
            }
            features.append(Int32(feature))
        }
        Projection.project(descriptors, by: vocabulary, into: &projected)
        guard features.count >= Self.leastFeatures else { return nil }
        var likeness = LocalLikeness(cover.size)
        for (index, feature) in features.enumerated() {
            let feature = Int(feature)
            let distance = GuidedMatching.distance(projected, index, rebuilt, feature)
            likeness.add(u: cover.u[feature], v: cover.v[feature], isAlike: distance <= Self.mostDistance)
        }
        return likeness
    }
}

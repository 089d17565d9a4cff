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
    /// The same up to which nothing could be more alike: the middle of the right cover's features. What is between is the less
    /// alike the further: other letters in the same face and place are seldom unlike, but nearer to the other end.
    private static let leastDistance: Float = 0.05
    /// Sum of squared gradients below which the photo shows nothing there, as in a glare.
    private static let leastEnergy: Float = 2000
    /// Least curvature as a share of the slope, both mean squares, below which what is seen there is the light and not the
    /// cover. Of a sample front with a lamp's reflection half of the features that look unlike are below it and one in ten
    /// of those that do not; of one without, none.
    private static let leastCurvature: Float = 0.04
    /// Grey from which the photo is washed out, or nearly so.
    private static let washedOut: Float = 238
    /// Standard deviations of a feature that it must lie from the cover's edge: nearer ones look as what lies behind the
    /// book does. In photos of the right cover more than half are unlike within three of them, a sixth between five and
    /// six, and one in thirty from eight on.
    private static let leastFromEdge: Float = 6

    /// The same from the photo's edge, which cuts off what is around a feature.
    private static let leastFromPhotoEdge: Float = 3

    /// Features that are shown need to be this many for a verdict.
    private static let leastFeatures = 30

    private let vocabulary: Vocabulary
    private var descriptor = Descriptor()
    private var descriptors: [UInt8] = []
    private var projected: [Float] = []
    private var looks: [Look] = []
    private var again: [Int] = []

    /// One feature of the cover, looked at in the photo.
    private struct Look {
        let feature: Int
        let keypoint: Keypoint
        let axes: Descriptor.Axes
        /// Where the blurred plane nearest in scale begins.
        let plane: Int
        /// Whether what is seen there may be light alone, which tells nothing unless it looks as on the cover.
        let mayBeLight: Bool
        /// Squared distance from the cover's feature.
        var distance: Float = .infinity

        var isAlike: Bool { likeness > 0 }

        /// From 0, unlike, to 1.
        var likeness: Double {
            let range = ForecastComparison.mostDistance - ForecastComparison.leastDistance
            return Double(max(0, min(1, (ForecastComparison.mostDistance - distance) / range)))
        }
    }

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    /// - Parameters:
    ///   - rebuilt: the cover's projected descriptors, one after the other.
    ///   - shift: by how much the map is off.
    /// - Returns: which of the features that lie in the photo are shown there, and which look as on the cover; nil where it
    ///   shows few.
    mutating func run(
        _ cover: borrowing ReferenceCover, rebuilt: [Float], in space: borrowing ScaleSpace, width: Int, height: Int,
        map: PlanarMap, shift: LocalShift
    ) -> LocalLikeness? {
        descriptors.removeAll(keepingCapacity: true)
        looks.removeAll(keepingCapacity: true)
        let seen = (0..<cover.count).filter { Self.isInside(cover, $0) }
        var likeness = LocalLikeness(cover.size, letterCount: seen.count { cover.isLettering[$0] })
        for feature in seen {
            guard let expected = GuidedMatching.expected(cover, feature, map) else { continue }
            let place = SIMD2(expected.x, expected.y) + shift.at(u: cover.u[feature], v: cover.v[feature])
            let margin = max(4, Self.leastFromPhotoEdge * exp2f(expected.logSigma))
            guard place.x >= margin, place.y >= margin, place.x < Float(width) - margin,
                place.y < Float(height) - margin
            else { continue }
            likeness.expect(u: cover.u[feature], v: cover.v[feature], isLettering: cover.isLettering[feature])
            let coverSigma = exp2f(cover.logSigma[feature])
            let axes = Descriptor.Axes(along: expected.along * coverSigma, across: expected.across * coverSigma)
            look(at: feature, place, exp2f(expected.logSigma), axes, in: space)
        }
        compare(with: rebuilt)
        compareWithoutSlope(with: rebuilt, in: space)
        var count = 0
        for look in looks {
            guard look.isAlike || !look.mayBeLight else {
                likeness.addLight()
                continue
            }
            likeness.add(
                u: cover.u[look.feature], v: cover.v[look.feature], isLettering: cover.isLettering[look.feature],
                likeness: look.likeness)
            count += 1
        }
        return count >= Self.leastFeatures ? likeness : nil
    }

    private static func isInside(_ cover: borrowing ReferenceCover, _ feature: Int) -> Bool {
        let place = SIMD2(cover.u[feature], cover.v[feature])
        let margin = min(place.min(), (cover.size - place).min())
        return margin >= leastFromEdge * exp2f(cover.logSigma[feature])
    }

    private mutating func look(
        at feature: Int, _ place: SIMD2<Float>, _ sigma: Float, _ axes: Descriptor.Axes, in space: borrowing ScaleSpace
    ) {
        guard sigma >= Self.leastSigma else { return }
        let keypoint = Keypoint(at: place, sigma: sigma, in: space)
        let octave = space.octaves[keypoint.octave]
        let plane = octave.level(keypoint.level)
        let scale = keypoint.scale
        let grey = space.values[plane + Int(place.y / scale) * octave.width + Int(place.x / scale)]
        let axes = Descriptor.Axes(along: axes.along / scale, across: axes.across / scale)
        guard
            descriptor.add(
                keypoint, axes: axes, in: space.values, plane: plane, width: octave.width,
                height: octave.height, to: &descriptors)
        else { return }
        guard descriptor.energy >= Self.leastEnergy else {
            descriptors.removeLast(Descriptor.count)
            return
        }
        let texture = descriptor.texture
        looks.append(
            Look(
                feature: feature, keypoint: keypoint, axes: axes, plane: plane,
                mayBeLight: grey >= Self.washedOut || texture.curvature < Self.leastCurvature * texture.slope))
    }

    private mutating func compare(with rebuilt: [Float]) {
        Projection.project(descriptors, by: vocabulary, into: &projected)
        for index in looks.indices {
            looks[index].distance = GuidedMatching.distance(projected, index, rebuilt, looks[index].feature)
        }
    }

    /// Looks again at what is unlike. In photos with a reflection a third of it is alike then, and of another book's
    /// letters one in a hundred.
    private mutating func compareWithoutSlope(with rebuilt: [Float], in space: borrowing ScaleSpace) {
        descriptors.removeAll(keepingCapacity: true)
        again.removeAll(keepingCapacity: true)
        for index in looks.indices where !looks[index].isAlike {
            let look = looks[index]
            let octave = space.octaves[look.keypoint.octave]
            if descriptor.addWithoutSlope(
                look.keypoint, axes: look.axes, in: space.values, plane: look.plane, width: octave.width,
                height: octave.height, to: &descriptors)
            {
                again.append(index)
            }
        }
        Projection.project(descriptors, by: vocabulary, into: &projected)
        for (number, index) in again.enumerated() {
            looks[index].distance = GuidedMatching.distance(projected, number, rebuilt, looks[index].feature)
        }
    }
}

import Glibc

/// A blob that stands out from what is around it, at a scale of its own.
struct Keypoint: Equatable {
    /// Place in pixels of its octave.
    var x: Float
    var y: Float
    /// Standard deviation of the blur at which it stands out most, in pixels of its octave.
    var sigma: Float
    /// How much it stands out: the size of the difference of Gaussians there, in grey steps.
    var response: Float
    var octave: Int
    /// The blurred plane nearest in scale, 1 to ``ScaleSpace/scalesPerOctave``.
    var level: Int

    /// Pixels of the picture to one of its octave.
    var scale: Float { Float(1 << octave) }
}

extension Keypoint {
    /// A place that is looked at whether or not anything stands out there.
    /// - Parameters:
    ///   - place: in pixels of the picture, and so is sigma.
    ///   - space: of the picture; has at least one octave.
    init(at place: SIMD2<Float>, sigma: Float, in space: borrowing ScaleSpace) {
        let octaves = log2f(sigma / ScaleSpace.firstSigma)
        octave = max(0, min(space.octaves.count - 1, Int(octaves)))
        let levels = (octaves - Float(octave)) * Float(ScaleSpace.scalesPerOctave)
        level = max(0, min(ScaleSpace.levelCount - 1, Int(levels.rounded())))
        let scale = Float(1 << octave)
        (x, y, self.sigma, response) = (place.x / scale, place.y / scale, sigma / scale, 0)
    }
}

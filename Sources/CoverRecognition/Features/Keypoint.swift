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
}

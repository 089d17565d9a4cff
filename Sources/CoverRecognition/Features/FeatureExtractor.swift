import PhotoDecoding

/// From a picture to its features, in buffers that are reused from picture to picture.
struct FeatureExtractor {
    /// The picture as it was looked at.
    private(set) var picture = GreyPlane()
    /// Pixels of the stored picture to a pixel of ``picture``.
    private(set) var step: Float = 1
    private(set) var space = ScaleSpace()
    private(set) var features = PictureFeatures()
    private var scaling = AreaScaling()
    private var detector = KeypointDetector()
    private var orientation = Orientation()
    private var descriptor = Descriptor()

    init() {}

    /// - Parameters:
    ///   - part: of the image, that is looked at; all of it where it is not given.
    ///   - longSide: pixels of the longer side at which it is looked at.
    ///   - most: features that are kept.
    mutating func extract(_ image: LumaImage, part: PixelArea? = nil, longSide: Int, most: Int) {
        detect(image, part: part, longSide: longSide)
        detector.keepStrongest(most)
        describe(detector.keypoints)
    }

    /// The first half of it: ``picture`` and ``keypoints``, of which some are then to be described.
    mutating func detect(_ image: LumaImage, part: PixelArea? = nil, longSide: Int) {
        step = scaling.scale(image, part: part, longSide: longSide, into: &picture)
        space.begin()
        detector.begin()
        while space.addOctave(of: picture) { detector.search(space) }
    }

    var keypoints: [Keypoint] { detector.keypoints }

    /// The second half: ``features`` of these keypoints of the picture.
    mutating func describe(_ keypoints: [Keypoint]) {
        features.removeAll()
        for keypoint in keypoints { describe(keypoint) }
    }

    private mutating func describe(_ keypoint: Keypoint) {
        let octave = space.octaves[keypoint.octave]
        let plane = octave.level(keypoint.level)
        let direction = orientation.direction(
            of: keypoint, in: space.values, plane: plane, width: octave.width, height: octave.height)
        guard
            descriptor.add(
                keypoint, direction: direction, in: space.values, plane: plane, width: octave.width,
                height: octave.height, to: &features.descriptors)
        else { return }
        let scale = keypoint.scale
        features.x.append(keypoint.x * scale)
        features.y.append(keypoint.y * scale)
        features.sigma.append(keypoint.sigma * scale)
        features.direction.append(direction)
    }
}

import Glibc

/// A picture blurred in steps, octave by octave (D. Lowe, "Distinctive Image Features from Scale-Invariant Keypoints",
/// IJCV 2004, section 3).
///
/// Each octave has ``levelCount`` blurred planes; the next begins with the one of twice the first blur, at half the
/// size. The differences between neighbouring planes are kept of the newest octave alone.
struct ScaleSpace {
    /// Scales that are searched in each octave.
    static let scalesPerOctave = 3
    /// Blurred planes in each octave: one below and two above the scales that are searched.
    static let levelCount = scalesPerOctave + 3
    /// Standard deviation of an octave's first plane, in its pixels.
    static let firstSigma: Float = 1.6
    /// What a photo's own blur is taken for.
    private static let pictureSigma: Float = 0.5
    /// Pixels of the shorter side below which there is no further octave.
    private static let leastSide = 24
    private static let mostOctaves = 6

    struct Octave {
        let width: Int
        let height: Int
        /// Where its first plane begins.
        let start: Int

        /// Where a plane begins.
        func level(_ number: Int) -> Int { start + number * width * height }
    }

    private(set) var octaves: [Octave] = []
    /// All planes of all octaves.
    private(set) var values: [Float] = []
    /// Of the newest octave: each plane less the one before it, the first left out.
    private(set) var differences: [Float] = []
    private var rows = BlurRows()

    private static let firstBlur = GaussianBlur(
        sigma: (firstSigma * firstSigma - pictureSigma * pictureSigma).squareRoot())
    /// From each plane of an octave to the next.
    private static let blurs: [GaussianBlur] = (1..<levelCount).map {
        let before = firstSigma * exp2f(Float($0 - 1) / Float(scalesPerOctave))
        return GaussianBlur(sigma: before * (exp2f(2 / Float(scalesPerOctave)) - 1).squareRoot())
    }

    /// Standard deviation of a level in its octave's pixels.
    static func sigma(level: Float) -> Float { firstSigma * exp2f(level / Float(scalesPerOctave)) }

    init() {}

    /// Forgets the last picture and takes a new one, of which there is no octave yet.
    mutating func begin() {
        octaves.removeAll(keepingCapacity: true)
    }

    /// Makes the next octave and its differences.
    /// - Parameter picture: of which the first octave is made.
    /// - Returns: false where the picture is too small for one more.
    mutating func addOctave(of picture: borrowing GreyPlane) -> Bool {
        let width = octaves.last.map { $0.width / 2 } ?? picture.width
        let height = octaves.last.map { $0.height / 2 } ?? picture.height
        guard min(width, height) >= Self.leastSide, octaves.count < Self.mostOctaves else { return false }
        let count = width * height
        let start = octaves.last.map { $0.level(Self.levelCount) } ?? 0
        let octave = Octave(width: width, height: height, start: start)
        let end = octave.level(Self.levelCount)
        if values.count < end { values += [Float](repeating: 0, count: end - values.count) }
        let room = (Self.levelCount - 1) * count
        if differences.count < room { differences += [Float](repeating: 0, count: room - differences.count) }
        if let last = octaves.last {
            takeEverySecondPixel(of: last, level: Self.scalesPerOctave, into: octave)
        } else {
            // The second plane's place serves as the blur's source; it is written over right after.
            values.replaceSubrange(octave.level(1)..<(octave.level(1) + count), with: picture.values[0..<count])
            rows.blur(
                &values, from: octave.level(1), to: octave.level(0), width: width, height: height, by: Self.firstBlur,
                differences: &differences, differenceStart: nil)
        }
        for level in 1..<Self.levelCount {
            rows.blur(
                &values, from: octave.level(level - 1), to: octave.level(level), width: width, height: height,
                by: Self.blurs[level - 1], differences: &differences, differenceStart: (level - 1) * count)
        }
        octaves.append(octave)
        return true
    }

    private mutating func takeEverySecondPixel(of larger: Octave, level: Int, into octave: Octave) {
        var planes = values.mutableSpan
        for y in 0..<octave.height {
            let source = larger.level(level) + 2 * y * larger.width
            let target = octave.start + y * octave.width
            for x in 0..<octave.width { planes[target + x] = planes[source + 2 * x] }
        }
    }
}

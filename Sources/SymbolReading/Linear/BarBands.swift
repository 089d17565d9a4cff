/// The mean scan lines of a patch's bands, each taken along the bars.
///
/// A slope that leads along the bars makes the mean sharpest: its summed squared derivative is the measure. One slope
/// is found for all bands together, then one for each, and where the halves of the code want different slopes (seen
/// from the side) one that changes along the line.
struct BarBands {
    /// One profile for each band, from the top.
    private(set) var profiles: [[Float]] = []
    /// Slope that all bands share, samples a line.
    private(set) var slope: Float = 0
    /// The whole patch as one band.
    private(set) var whole = BandAverage.Shear(slope: 0)
    /// Width that the candidate has in samples.
    private(set) var expectedWidth: Float = 0

    /// Largest slope tried: a quarter of a pixel sideways for each down.
    private static let steepest: Float = 0.25
    /// Steps to either side in the search over all bands.
    private static let steps = 7

    static func count(lines: Int) -> Int {
        lines >= 20 ? 5 : lines >= 9 ? 3 : lines >= 6 ? 2 : 1
    }

    /// - Parameter expectedWidth: of the candidate, in samples.
    init(of patch: BarPatch, expectedWidth: Float) {
        self.expectedWidth = expectedWidth
        var search = Search(patch, expectedWidth: expectedWidth)
        let steepest = Self.steepest * patch.lineStep / patch.step
        let step = steepest / Float(Self.steps)
        slope = search.commonSlope(steepest: steepest, steps: Self.steps)
        var slopes: [Float] = []
        for band in 0..<search.bands {
            slopes.append(search.slope(of: search.lines(of: band), around: slope, range: step, steps: 3))
        }
        for band in 0..<search.bands {
            var profile: [Float] = []
            search.average(search.lines(of: band), BandAverage.Shear(slope: slopes[band]), into: &profile)
            profiles.append(profile)
        }
        whole.slope = search.slope(of: 0..<patch.lines, around: slope, range: step, steps: 4)
        fanOut(&search, step: step)
    }

    /// Lets the slope change along the line where the halves of the code differ.
    private mutating func fanOut(_ search: inout Search, step: Float) {
        let (left, right) = search.slopesOfHalves(around: slope, step: step)
        guard abs(right - left) > 0.4 * step, search.right > search.left else { return }
        let columns = Float(search.patch.columns)
        let fan = (right - left) * columns / (Float(search.right - search.left) / 2)
        let middle = (left + right) / 2 + fan * (columns / 2 - Float(search.left + search.right) / 2) / columns
        let shear = BandAverage.Shear(slope: middle, fan: fan)
        var profile: [Float] = []
        for band in 0..<search.bands {
            search.average(search.lines(of: band), shear, into: &profile)
            if search.sharpness(profile) > 1.01 * search.sharpness(profiles[band]) { swap(&profile, &profiles[band]) }
        }
        var plain: [Float] = []
        search.average(0..<search.patch.lines, whole, into: &plain)
        search.average(0..<search.patch.lines, shear, into: &profile)
        if search.sharpness(profile) > search.sharpness(plain) { whole = shear }
    }

    /// How much the bars' direction changes along the code, as an angle in radians.
    func bending(_ patch: BarPatch) -> Float {
        guard patch.columns > 0 else { return 0 }
        return abs(whole.fan) * expectedWidth / Float(patch.columns) * patch.step / patch.lineStep
    }

    /// Order of looking: the middle band first, then outwards.
    static func order(of bands: Int) -> [Int] {
        let middle = bands / 2
        var order = [middle]
        for distance in 1...max(1, bands) {
            if middle - distance >= 0 { order.append(middle - distance) }
            if middle + distance < bands { order.append(middle + distance) }
        }
        return order
    }
}

/// What the searches for slopes share.
private struct Search {
    let patch: BarPatch
    let bands: Int
    /// Samples between which the candidate lies.
    let left: Int
    let right: Int
    private var profile: [Float] = []

    init(_ patch: BarPatch, expectedWidth: Float) {
        self.patch = patch
        bands = BarBands.count(lines: patch.lines)
        left = patch.columns / 2 - (expectedWidth / 2).whole
        right = patch.columns / 2 + (expectedWidth / 2).whole
    }

    func lines(of band: Int) -> Range<Int> {
        (band * patch.lines / bands)..<((band + 1) * patch.lines / bands)
    }

    func average(_ lines: Range<Int>, _ shear: BandAverage.Shear, into profile: inout [Float]) {
        BandAverage.average(patch, from: lines.lowerBound, to: lines.upperBound, shear, into: &profile)
    }

    func sharpness(_ profile: [Float]) -> Float {
        BandAverage.sharpness(profile, from: left, to: right)
    }

    mutating func commonSlope(steepest: Float, steps: Int) -> Float {
        var best: (sharpness: Float, slope: Float) = (-1, 0)
        for i in -steps...steps {
            let slope = steepest * Float(i) / Float(steps)
            var sharpness: Float = 0
            for band in 0..<bands {
                average(lines(of: band), BandAverage.Shear(slope: slope), into: &profile)
                sharpness += self.sharpness(profile)
            }
            if sharpness > best.sharpness { best = (sharpness, slope) }
        }
        return best.slope
    }

    mutating func slope(of lines: Range<Int>, around middle: Float, range: Float, steps: Int) -> Float {
        var best: (sharpness: Float, slope: Float) = (-1, middle)
        for i in -steps...steps {
            let slope = middle + range * Float(i) / Float(max(1, steps))
            average(lines, BandAverage.Shear(slope: slope), into: &profile)
            let sharpness = sharpness(profile)
            if sharpness > best.sharpness { best = (sharpness, slope) }
        }
        return best.slope
    }

    /// The slopes that the left and the right half of the code want, all bands together; 0.2 % for each half step
    /// away from the common one, so that they differ only for a reason.
    mutating func slopesOfHalves(around middle: Float, step: Float) -> (left: Float, right: Float) {
        let centre = (left + right) / 2
        var (bestLeft, bestRight): (Float, Float) = (-1, -1)
        var (slopeLeft, slopeRight) = (middle, middle)
        for i in -6...6 {
            let slope = middle + step * Float(i) / 2
            var (sharpLeft, sharpRight): (Float, Float) = (0, 0)
            for band in 0..<bands {
                average(lines(of: band), BandAverage.Shear(slope: slope), into: &profile)
                sharpLeft += BandAverage.sharpness(profile, from: left, to: centre)
                sharpRight += BandAverage.sharpness(profile, from: centre, to: right)
            }
            let share = 1 - 0.002 * Float(abs(i))
            if sharpLeft * share > bestLeft { (bestLeft, slopeLeft) = (sharpLeft * share, slope) }
            if sharpRight * share > bestRight { (bestRight, slopeRight) = (sharpRight * share, slope) }
        }
        return (slopeLeft, slopeRight)
    }
}

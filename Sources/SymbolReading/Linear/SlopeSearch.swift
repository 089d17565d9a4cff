/// Finds the slopes at which the averages of a patch's bands are sharpest.
///
/// The slopes of the bands and of the halves lie partly on the grid of the search over all bands; what was measured
/// there is not measured again.
struct SlopeSearch {
    let patch: BarPatch
    let bands: Int
    /// Samples between which the candidate lies.
    let left: Int
    let right: Int

    /// Grid points to either side.
    static let steps = 7
    /// Steps of a band's own search, that end at the neighbours of the common slope on the grid.
    private static let bandSteps = 3

    /// By grid point and band: how sharp the left half is, and the right one.
    private var measured: [(left: Float, right: Float)] = []
    /// Grid point of the common slope, and the distance of the points.
    private var best = 0
    private var step: Float = 0
    private var profile: [Float] = []

    init(_ patch: BarPatch, expectedWidth: Float) {
        self.patch = patch
        bands = BarBands.count(lines: patch.lines)
        left = patch.columns / 2 - (expectedWidth / 2).whole
        right = patch.columns / 2 + (expectedWidth / 2).whole
    }

    private var centre: Int { (left + right) / 2 }
    private var slope: Float { step * Float(best) }

    func lines(of band: Int) -> Range<Int> {
        (band * patch.lines / bands)..<((band + 1) * patch.lines / bands)
    }

    func average(_ lines: Range<Int>, _ shear: BandAverage.Shear, into profile: inout [Float]) {
        BandAverage.average(patch, from: lines.lowerBound, to: lines.upperBound, shear, into: &profile)
    }

    func sharpness(_ profile: [Float]) -> Float {
        BandAverage.sharpness(profile, from: left, to: right)
    }

    /// How sharp lines are at a slope, left and right of the candidate's middle.
    private mutating func sharpness(of lines: Range<Int>, _ slope: Float) -> (left: Float, right: Float) {
        BandAverage.average(
            patch, from: lines.lowerBound, to: lines.upperBound, BandAverage.Shear(slope: slope), into: &profile,
            only: max(0, left - 1)..<max(0, left - 1, right + 1))
        return (
            BandAverage.sharpness(profile, from: left, to: centre),
            BandAverage.sharpness(profile, from: centre, to: right)
        )
    }

    /// The slope at which all bands together are sharpest.
    /// - Parameter step: distance of the grid points, in samples a line.
    mutating func commonSlope(step: Float) -> Float {
        self.step = step
        measured.removeAll(keepingCapacity: true)
        var most: Float = -1
        for point in -Self.steps...Self.steps {
            var sum: Float = 0
            for band in 0..<bands {
                let sharpness = sharpness(of: lines(of: band), step * Float(point))
                measured.append(sharpness)
                sum += sharpness.left + sharpness.right
            }
            if sum > most { (most, best) = (sum, point) }
        }
        return slope
    }

    /// What a band has at a distance from the common slope, from the grid if it lies there.
    /// - Parameter parts: how many parts a step is divided into.
    private mutating func sharpness(of band: Int, at distance: Int, parts: Int) -> (left: Float, right: Float) {
        let (point, rest) = distance.quotientAndRemainder(dividingBy: parts)
        if rest == 0, abs(best + point) <= Self.steps {
            return measured[(best + point + Self.steps) * bands + band]
        }
        return sharpness(of: lines(of: band), slope + step * Float(distance) / Float(parts))
    }

    /// The slope of a band, at most a step from the common one.
    mutating func slope(of band: Int) -> BandAverage.Shear {
        var found: (sharpness: Float, slope: Float) = (-1, slope)
        for i in -Self.bandSteps...Self.bandSteps {
            let (left, right) = sharpness(of: band, at: i, parts: Self.bandSteps)
            if left + right > found.sharpness {
                found = (left + right, slope + step * Float(i) / Float(Self.bandSteps))
            }
        }
        return BandAverage.Shear(slope: found.slope)
    }

    /// The slope of all lines together, at most a step from the common one.
    mutating func slopeOfAll(around middle: Float, step: Float) -> Float {
        var found: (sharpness: Float, slope: Float) = (-1, middle)
        for i in -4...4 {
            let slope = middle + step * Float(i) / 4
            let (left, right) = sharpness(of: 0..<patch.lines, slope)
            if left + right > found.sharpness { found = (left + right, slope) }
        }
        return found.slope
    }

    /// The slopes that the left and the right half of the code want, all bands together; 0.2 % for each half step
    /// away from the common one, so that they differ only for a reason.
    mutating func slopesOfHalves() -> (left: Float, right: Float) {
        var (bestLeft, bestRight): (Float, Float) = (-1, -1)
        var (slopeLeft, slopeRight) = (slope, slope)
        for i in -6...6 {
            var (sharpLeft, sharpRight): (Float, Float) = (0, 0)
            for band in 0..<bands {
                let (left, right) = sharpness(of: band, at: i, parts: 2)
                sharpLeft += left
                sharpRight += right
            }
            let share = 1 - 0.002 * Float(abs(i))
            let slope = slope + step * Float(i) / 2
            if sharpLeft * share > bestLeft { (bestLeft, slopeLeft) = (sharpLeft * share, slope) }
            if sharpRight * share > bestRight { (bestRight, slopeRight) = (sharpRight * share, slope) }
        }
        return (slopeLeft, slopeRight)
    }
}

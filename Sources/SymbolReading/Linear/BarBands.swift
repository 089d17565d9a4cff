/// The mean scan lines of a patch's bands, each taken along the bars.
///
/// A slope that leads along the bars makes the mean sharpest: its summed squared derivative is the measure. One slope
/// is found for all bands together, then one for each, and where the halves of the code want different slopes (seen
/// from the side) one that changes along the line.
struct BarBands {
    /// One profile for each band, from the top.
    private(set) var profiles: [[Float]] = []
    /// Slope that all bands share, samples a line.
    let slope: Float
    /// Width that the candidate has in samples.
    let expectedWidth: Float
    /// The patch as one band; nil until it is asked for, since most places are given up before.
    private(set) var whole: BandAverage.Shear?
    /// Slopes that change along the line, where the halves differ.
    private var fanned: BandAverage.Shear?
    /// Slopes apart in the search over all bands.
    private let step: Float

    /// Largest slope tried: a quarter of a pixel sideways for each down.
    private static let steepest: Float = 0.25

    static func count(lines: Int) -> Int {
        lines >= 20 ? 5 : lines >= 9 ? 3 : lines >= 6 ? 2 : 1
    }

    /// - Parameter expectedWidth: of the candidate, in samples.
    init(of patch: BarPatch, expectedWidth: Float) {
        self.expectedWidth = expectedWidth
        var search = SlopeSearch(patch, expectedWidth: expectedWidth)
        step = Self.steepest * patch.lineStep / patch.step / Float(SlopeSearch.steps)
        slope = search.commonSlope(step: step)
        for band in 0..<search.bands {
            var profile: [Float] = []
            search.average(search.lines(of: band), search.slope(of: band), into: &profile)
            profiles.append(profile)
        }
        fanOut(&search)
    }

    /// Lets the slope change along the line where the halves of the code differ.
    private mutating func fanOut(_ search: inout SlopeSearch) {
        let (left, right) = search.slopesOfHalves()
        guard abs(right - left) > 0.4 * step, search.right > search.left else { return }
        let columns = Float(search.patch.columns)
        let fan = (right - left) * columns / (Float(search.right - search.left) / 2)
        let middle = (left + right) / 2 + fan * (columns / 2 - Float(search.left + search.right) / 2) / columns
        let shear = BandAverage.Shear(slope: middle, fan: fan)
        fanned = shear
        var profile: [Float] = []
        for band in 0..<search.bands {
            search.average(search.lines(of: band), shear, into: &profile)
            if search.sharpness(profile) > 1.01 * search.sharpness(profiles[band]) { swap(&profile, &profiles[band]) }
        }
    }

    /// How all lines of the patch together are averaged.
    mutating func whole(of patch: BarPatch) -> BandAverage.Shear {
        if let whole { return whole }
        var search = SlopeSearch(patch, expectedWidth: expectedWidth)
        var shear = BandAverage.Shear(slope: search.slopeOfAll(around: slope, step: step))
        if let fanned {
            var (plain, profile): ([Float], [Float]) = ([], [])
            search.average(0..<patch.lines, shear, into: &plain)
            search.average(0..<patch.lines, fanned, into: &profile)
            if search.sharpness(profile) > search.sharpness(plain) { shear = fanned }
        }
        whole = shear
        return shear
    }

    /// The bands of the negative.
    var inverted: BarBands {
        var bands = self
        for band in bands.profiles.indices {
            for i in bands.profiles[band].indices { bands.profiles[band][i] = 255 - bands.profiles[band][i] }
        }
        return bands
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

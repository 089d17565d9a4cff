import Glibc
import PhotoDecoding

/// What a place that may hold a bar code looks like, measured only where nothing was read, to tell why.
struct CodePlace {
    /// As it was localised.
    let candidate: BarCandidate
    /// Changes between dark and light across the bars; an EAN-13 has 60.
    let edges: Int
    /// Pixels of the picture across the bars.
    let width: Double
    /// Width of a module in pixels of the picture, if the changes are those of a retail code.
    let module: Double
    /// Blur across the bars, as the standard deviation in pixels of the picture.
    let sigma: Double
    /// Grey steps between dark and light bars.
    let contrast: Double
    /// Share of the place and its surroundings that is as white as a picture can be.
    let saturated: Double
    /// Whether an end of it is an end of the picture.
    let isCutOff: Bool
    /// Changes in the third of it that has most, against the third that has fewest: bars seen from the side or on a curve.
    let crowding: Double
    /// How parallel its gradients are, at most 1.
    let coherence: Double
    /// Share of the picture that it covers.
    let share: Double

    /// Modules for each edge of an EAN-13.
    private static let modulesPerEdge = 95.0 / 60
    /// A change counts from this share of the contrast on.
    private static let leastChange: Float = 0.25
    /// Grey from which on a pixel is washed out.
    private static let white: Float = 250

    /// How much it looks like a code: many bars, dark and light, all in one direction.
    private var likeness: Double { Double(min(edges, 60)) * contrast * coherence * coherence }

    /// The most code-like of the best candidates; none that covers most of the picture, which a table's edge may do.
    static func best(of candidates: [BarCandidate], in pyramid: inout Pyramid) -> CodePlace? {
        let pixels = Double(pyramid.size.width * pyramid.size.height)
        return candidates.prefix(mostCandidates)
            .filter { Double($0.coherence) >= leastCoherence && share($0, ofPixels: pixels) < mostShare }
            .compactMap { CodePlace($0, in: &pyramid) }
            .max { $0.likeness < $1.likeness }
    }

    private static func share(_ candidate: BarCandidate, ofPixels pixels: Double) -> Double {
        4 * Double(candidate.halfWidth) * Double(candidate.halfHeight) / pixels
    }

    private static let mostCandidates = 5
    private static let leastCoherence = 0.6
    private static let mostShare = 0.6

    init?(_ candidate: BarCandidate, in pyramid: inout Pyramid) {
        self.candidate = candidate
        var patch = BarPatch()
        patch.sample(&pyramid, candidate, reach: 0.1)
        let scale = Double(1 << patch.level)
        let expected = 2 * candidate.halfWidth / Float(1 << patch.level) / patch.step
        let bands = BarBands(of: patch, expectedWidth: expected)
        var best: (edges: Int, contrast: Float, slope: Float, crowding: Double) = (0, 0, 0, 0)
        for profile in bands.profiles {
            let half = min(profile.count / 2, (expected / 2).whole + 4)
            guard half > 4 else { continue }
            let inside = profile[(profile.count / 2 - half)..<(profile.count / 2 + half)]
            let found = Self.changes(in: inside)
            if Float(found.edges) * found.contrast > Float(best.edges) * best.contrast { best = found }
        }
        guard best.edges > 0, best.slope > 0 else { return nil }
        width = 2 * Double(candidate.halfWidth)
        edges = best.edges
        contrast = Double(best.contrast)
        module = width / (Double(best.edges) * Self.modulesPerEdge)
        // An edge blurred by a Gaussian rises by its height / (σ √2π) at its steepest.
        sigma = contrast / (Double(best.slope) * 2.507) * Double(patch.step) * scale
        let samples = patch.samples.prefix(patch.lines * patch.columns)
        saturated = Double(samples.count { $0 >= Self.white }) / Double(max(1, samples.count))
        isCutOff = Self.isCutOff(candidate, size: pyramid.size)
        crowding = best.crowding
        coherence = Double(candidate.coherence)
        share = Self.share(candidate, ofPixels: Double(pyramid.size.width * pyramid.size.height))
    }

    /// Whether less is left beyond one end than the quiet zone that every code has.
    private static func isCutOff(_ candidate: BarCandidate, size: PictureSize) -> Bool {
        let reach = candidate.halfWidth * (1 + 2 * Self.quietShare) + 4
        let (c, s) = (cosf(candidate.direction), sinf(candidate.direction))
        return [-reach, reach].contains { reach in
            let (x, y) = (candidate.x + reach * c, candidate.y + reach * s)
            return x < 0 || y < 0 || x > Float(size.width) || y > Float(size.height)
        }
    }

    private static let quietShare: Float = 0.06

    /// Changes between turns of the brightness, the contrast, and the steepest rise in a sample.
    private static func changes(in profile: ArraySlice<Float>) -> (
        edges: Int, contrast: Float, slope: Float, crowding: Double
    ) {
        let sorted = profile.sorted()
        let contrast = sorted[sorted.count * 19 / 20] - sorted[sorted.count / 20]
        guard contrast > 2, let first = profile.first else { return (0, 0, 0, 0) }
        let least = contrast * leastChange
        var (low, high, edges, isRising, previous, slope) = (first, first, 0, Bool?.none, first, Float(0))
        var thirds = [1, 1, 1]
        for (place, value) in profile.enumerated() {
            let third = place * 3 / profile.count
            slope = max(slope, abs(value - previous))
            previous = value
            low = min(low, value)
            high = max(high, value)
            if isRising != true, value >= low + least {
                (isRising, high) = (true, value)
                edges += 1
                thirds[third] += 1
            } else if isRising != false, value <= high - least {
                (isRising, low) = (false, value)
                edges += 1
                thirds[third] += 1
            }
        }
        return (edges, contrast, slope, Double(thirds.max() ?? 1) / Double(thirds.min() ?? 1))
    }
}

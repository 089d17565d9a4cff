/// An edge between light and dark in a profile.
struct BarEdge {
    /// Place in samples, between samples.
    var place: Float
    var turnsDark: Bool
    /// Steepness, at most that of three in four edges.
    var strength: Float
}

/// The edges of a profile, and how blurred they are.
struct BarEdges {
    private(set) var edges: [BarEdge] = []
    /// Gaussian blur in samples, from the steep edges.
    private(set) var sigma: Float = 1
    private var steepness: [Float] = []

    /// Fewer edges than this are no code: an EAN-8 has 44, a UPC-E 34, of which blur may swallow some. Of 1 287 profiles
    /// that were read none had fewer than 31.
    static let fewest = 26

    /// Finds the extrema of the derivative above a quarter of their 75th percentile.
    /// - Returns: whether there are enough.
    mutating func find(in profile: DarknessProfile) -> Bool {
        let z = profile.darkness
        edges.removeAll(keepingCapacity: true)
        steepness.removeAll(keepingCapacity: true)
        guard z.count >= 4 else { return false }
        func slope(_ i: Int) -> Float { i > 0 && i < z.count - 1 ? z[i + 1] - z[i - 1] : 0 }
        for i in 1..<(z.count - 1) where profile.contrast[i] > 1.5 {
            let size = abs(slope(i))
            if size >= abs(slope(i - 1)), size > abs(slope(i + 1)) { steepness.append(size) }
        }
        guard steepness.count >= Self.fewest else { return false }
        let steep = steepness.select(rank: steepness.count * 3 / 4)
        guard steep >= 0.04 else { return false }
        for i in 1..<(z.count - 1) {
            let d = slope(i)
            let size = abs(d)
            guard size >= 0.25 * steep, size >= abs(slope(i - 1)), size > abs(slope(i + 1)) else { continue }
            let sign: Float = d > 0 ? 1 : -1
            let (before, after) = (sign * slope(i - 1), sign * slope(i + 1))
            let curvature = before - 2 * size + after
            let shift = curvature < -1e-6 ? 0.5 * (before - after) / curvature : 0
            edges.append(BarEdge(place: Float(i) + shift, turnsDark: d > 0, strength: min(size, steep)))
        }
        // Steepest slope of a blurred unit step over two samples: 2 / (σ √2π); 15 % for the largest of three in four.
        sigma = 2 / (steep * 1.15 * 2.5066)
        return edges.count >= Self.fewest
    }

    /// The edges of the profile read from the right.
    func reversed(count: Int) -> [BarEdge] {
        edges.reversed().map {
            BarEdge(place: Float(count - 1) - $0.place, turnsDark: !$0.turnsDark, strength: $0.strength)
        }
    }
}

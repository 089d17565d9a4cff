/// By how much a map is off near a place, as the matches around it tell: a page that bends, a lens that does.
struct LocalShift {
    /// Distance at which a match counts a quarter, in cover sizes.
    private static let reach: Float = 0.08
    /// What all matches together are weighed against: far from every one the map stands.
    private static let doubt: Float = 1
    /// A match further from its place than this, in cover sizes, is taken for a wrong one.
    private static let most: Float = 0.015
    /// Pixels below which none is.
    private static let leastMost: Float = 3

    /// Matches: where they are on the cover, and by how many pixels of the photo they were seen off.
    private var u: [Float] = []
    private var v: [Float] = []
    private var shifts: [SIMD2<Float>] = []

    init() {}

    /// - Parameter size: of the cover in the photo, in pixels.
    mutating func load(_ matches: [PlanarMap.Correspondence], map: PlanarMap, size: Double) {
        u.removeAll(keepingCapacity: true)
        v.removeAll(keepingCapacity: true)
        shifts.removeAll(keepingCapacity: true)
        let most = max(Self.leastMost, Self.most * Float(size))
        for match in matches {
            guard let place = map(match.u, match.v) else { continue }
            let shift = SIMD2(Float(match.x - place.x), Float(match.y - place.y))
            guard (shift * shift).sum() <= most * most else { continue }
            u.append(Float(match.u))
            v.append(Float(match.v))
            shifts.append(shift)
        }
    }

    /// - Returns: pixels of the photo.
    func at(u: Float, v: Float) -> SIMD2<Float> {
        var sum = SIMD2<Float>(0, 0)
        var weights = Self.doubt
        for match in shifts.indices {
            let (right, down) = (self.u[match] - u, self.v[match] - v)
            let near = 1 + (right * right + down * down) / (Self.reach * Self.reach)
            let weight = 1 / (near * near)
            sum += weight * shifts[match]
            weights += weight
        }
        return sum / weights
    }
}

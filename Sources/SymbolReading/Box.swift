/// An upright rectangle around points.
struct Box {
    private var low: Point
    private var high: Point

    /// - Returns: nil for no points.
    init?(_ points: [Point]) {
        guard let first = points.first else { return nil }
        low = first
        high = first
        formUnion(points)
    }

    mutating func formUnion(_ points: [Point]) {
        for point in points {
            low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
            high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
        }
    }

    /// Whether the two overlap or nearly do.
    func touches(_ other: Box) -> Bool {
        let margin = 8
        return low.x - margin <= other.high.x && other.low.x - margin <= high.x
            && low.y - margin <= other.high.y && other.low.y - margin <= high.y
    }
}

/// The outline of a bar code from the points where scan lines left it.
enum Outline {
    /// Four corners of the smallest rectangle, at any angle, around the points: clockwise as seen, beginning at the
    /// top left. Fewer than three different points give a rectangle without area.
    /// - Parameter points: at least one; in a photo's coordinates, so that the arithmetic cannot overflow.
    static func corners(around points: [Point]) -> [Point] {
        let hull = convexHull(points)
        guard hull.count > 2 else {
            let first = hull.first ?? Point(x: 0, y: 0)
            let last = hull.last ?? first
            return [first, last, last, first]
        }
        var smallest = Double.infinity
        var corners: [Point] = []
        for index in hull.indices {
            let start = hull[index]
            let end = hull[(index + 1) % hull.count]
            let length = Double((end.x - start.x) * (end.x - start.x) + (end.y - start.y) * (end.y - start.y))
                .squareRoot()
            let along = (x: Double(end.x - start.x) / length, y: Double(end.y - start.y) / length)
            var low = (a: Double.infinity, c: Double.infinity)
            var high = (a: -Double.infinity, c: -Double.infinity)
            for point in hull {
                let a = Double(point.x) * along.x + Double(point.y) * along.y
                let c = Double(point.y) * along.x - Double(point.x) * along.y
                low = (min(low.a, a), min(low.c, c))
                high = (max(high.a, a), max(high.c, c))
            }
            let area = (high.a - low.a) * (high.c - low.c)
            guard area < smallest else { continue }
            smallest = area
            corners = [(low.a, low.c), (high.a, low.c), (high.a, high.c), (low.a, high.c)].map { a, c in
                Point(
                    x: Int((a * along.x - c * along.y).rounded()), y: Int((a * along.y + c * along.x).rounded()))
            }
        }
        return fromTopLeft(corners)
    }

    /// The corners turned so that the one nearest the top left comes first.
    private static func fromTopLeft(_ corners: [Point]) -> [Point] {
        guard let first = corners.indices.min(by: { corners[$0].x + corners[$0].y < corners[$1].x + corners[$1].y })
        else { return corners }
        return Array(corners[first...] + corners[..<first])
    }

    /// Andrew's monotone chain; clockwise as seen, since y points down.
    private static func convexHull(_ points: [Point]) -> [Point] {
        let sorted = Set(points).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
        guard sorted.count > 2 else { return sorted }
        func half(_ points: some Sequence<Point>) -> [Point] {
            var chain: [Point] = []
            for point in points {
                while chain.count > 1, turn(chain[chain.count - 2], chain[chain.count - 1], point) <= 0 {
                    chain.removeLast()
                }
                chain.append(point)
            }
            chain.removeLast()
            return chain
        }
        return half(sorted) + half(sorted.reversed())
    }

    private static func turn(_ a: Point, _ b: Point, _ c: Point) -> Int {
        (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    }
}

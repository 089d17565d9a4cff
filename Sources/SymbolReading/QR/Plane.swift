/// Arithmetic of places and ways in a picture, in pixels, x to the right and y down.
enum Plane {
    static func length(_ way: SIMD2<Double>) -> Double {
        (way.x * way.x + way.y * way.y).squareRoot()
    }

    /// Positive where the second way lies clockwise of the first, as seen.
    static func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
        a.x * b.y - a.y * b.x
    }

    static func dot(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double {
        a.x * b.x + a.y * b.y
    }

    /// The area of an outline.
    static func area(_ outline: [SIMD2<Double>]) -> Double {
        guard let last = outline.last else { return 0 }
        var sum = 0.0
        var from = last
        for to in outline {
            sum += cross(from, to) / 2
            from = to
        }
        return abs(sum)
    }

    /// Whether a place lies inside a convex outline enlarged about its middle.
    static func contains(_ outline: [SIMD2<Double>], _ place: SIMD2<Double>, enlargedBy factor: Double = 1) -> Bool {
        guard outline.count > 2 else { return false }
        let middle = outline.reduce(SIMD2(0, 0), +) / Double(outline.count)
        var isClockwise: Bool?
        for index in outline.indices {
            let from = middle + (outline[index] - middle) * factor
            let to = middle + (outline[(index + 1) % outline.count] - middle) * factor
            let side = cross(to - from, place - from)
            guard side != 0 else { continue }
            if let isClockwise, isClockwise != (side > 0) { return false }
            isClockwise = side > 0
        }
        return true
    }
}

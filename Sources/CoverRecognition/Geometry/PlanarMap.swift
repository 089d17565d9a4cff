/// Where the places of a flat cover lie in a photo: a projective map, of which affine ones and similarities are kinds
/// (R. Hartley and A. Zisserman, "Multiple View Geometry in Computer Vision", 2nd edition, chapters 2 and 4).
struct PlanarMap: Equatable {
    /// x = (rowX · (u, v, 1)) / (rowW · (u, v, 1)); y likewise.
    private(set) var rowX: SIMD3<Double>
    private(set) var rowY: SIMD3<Double>
    private(set) var rowW = SIMD3<Double>(0, 0, 1)

    init(rowX: SIMD3<Double>, rowY: SIMD3<Double>, rowW: SIMD3<Double> = SIMD3(0, 0, 1)) {
        self.rowX = rowX
        self.rowY = rowY
        self.rowW = rowW
    }

    /// The similarity that takes a place to another, at a size and a turn.
    init(size: Double, cosine: Double, sine: Double, taking place: SIMD2<Double>, to target: SIMD2<Double>) {
        let (a, b) = (size * cosine, size * sine)
        rowX = SIMD3(a, -b, target.x - a * place.x + b * place.y)
        rowY = SIMD3(b, a, target.y - b * place.x - a * place.y)
    }

    /// - Returns: nil for places that the map takes to the horizon or near it.
    @inline(__always)
    func callAsFunction(_ u: Double, _ v: Double) -> SIMD2<Double>? {
        let w = rowW.x * u + rowW.y * v + 1
        guard w >= 0.2 else { return nil }
        return SIMD2(rowX.x * u + rowX.y * v + rowX.z, rowY.x * u + rowY.y * v + rowY.z) / w
    }

    /// A place of a cover and where it was seen.
    struct Correspondence {
        let u: Double
        let v: Double
        let x: Double
        let y: Double
    }

    /// Of the linear part: how many times larger an area becomes where the map is affine; negative where it is mirrored.
    var determinant: Double { rowX.x * rowY.y - rowX.y * rowY.x }

    /// The affine map that fits best.
    init?(affineThrough points: [Correspondence]) {
        var forX = LinearEquations<3>()
        var forY = LinearEquations<3>()
        for point in points {
            forX.observe([point.u, point.v, 1], equals: point.x, weight: 1)
            forY.observe([point.u, point.v, 1], equals: point.y, weight: 1)
        }
        for unknown in 0..<3 {
            forX.addRidge(unknown, 1e-6)
            forY.addRidge(unknown, 1e-6)
        }
        guard let x = forX.solution(), let y = forY.solution() else { return nil }
        rowX = SIMD3(x[0], x[1], x[2])
        rowY = SIMD3(y[0], y[1], y[2])
    }

    /// The projective map that fits best: linear least squares, the second time weighted as the first result tells, with
    /// a small pull towards no perspective.
    /// - Parameters:
    ///   - start: a map that fits already; its perspective weights the points.
    ///   - size: of the cover in the photo, in pixels, by which places are divided.
    init?(projectiveThrough points: [Correspondence], from start: PlanarMap, size: Double) {
        var perspective = SIMD2(start.rowW.x, start.rowW.y)
        var solved: InlineArray<8, Double>?
        for _ in 0..<2 {
            var equations = LinearEquations<8>()
            for point in points {
                let w = perspective.x * point.u + perspective.y * point.v + 1
                let weight = 1 / (w * w)
                let (u, v, x, y) = (point.u, point.v, point.x / size, point.y / size)
                equations.observe([u, v, 1, 0, 0, 0, -u * x, -v * x], equals: x, weight: weight)
                equations.observe([0, 0, 0, u, v, 1, -u * y, -v * y], equals: y, weight: weight)
            }
            let ridge = 1e-4 * Double(points.count)
            equations.addRidge(6, ridge)
            equations.addRidge(7, ridge)
            guard let solution = equations.solution() else { return nil }
            perspective = SIMD2(solution[6], solution[7])
            solved = solution
        }
        guard let solved else { return nil }
        rowX = size * SIMD3(solved[0], solved[1], solved[2])
        rowY = size * SIMD3(solved[3], solved[4], solved[5])
        rowW = SIMD3(perspective.x, perspective.y, 1)
    }

    /// Where the corners of a cover lie, clockwise as seen from its own top left, and the area between them.
    /// - Returns: nil unless they make a convex quadrangle that is not mirrored.
    func outline(width: Double, height: Double) -> (corners: InlineArray<4, SIMD2<Double>>, area: Double)? {
        guard let topLeft = self(0, 0), let topRight = self(width, 0), let bottomRight = self(width, height),
            let bottomLeft = self(0, height)
        else { return nil }
        let corners: InlineArray<4, SIMD2<Double>> = [topLeft, topRight, bottomRight, bottomLeft]
        var area = 0.0
        for index in 0..<4 {
            let (one, next, after) = (corners[index], corners[(index + 1) & 3], corners[(index + 2) & 3])
            let (first, second) = (next - one, after - next)
            guard first.x * second.y - first.y * second.x > 0 else { return nil }
            area += (one.x * next.y - next.x * one.y) / 2
        }
        return (corners, area)
    }
}

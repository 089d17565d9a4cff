/// A projective map from the plane of a symbol, in modules, to a picture, in pixels.
struct Homography {
    // Row by row.
    private var a, b, c, d, e, f, g, h, i: Double

    /// The map under which (X, Y) goes to ((aX + bY + c) / w, (dX + eY + f) / w) with w = gX + hY + i.
    init(
        _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double, _ g: Double, _ h: Double,
        _ i: Double
    ) {
        (self.a, self.b, self.c, self.d, self.e, self.f, self.g, self.h, self.i) = (a, b, c, d, e, f, g, h, i)
    }

    /// The affine map that takes `origin` to a place, and a module along and down to these ways.
    init(origin: SIMD2<Double>, at place: SIMD2<Double>, along: SIMD2<Double>, down: SIMD2<Double>) {
        let zero = place - origin.x * along - origin.y * down
        self.init(along.x, down.x, zero.x, along.y, down.y, zero.y, 0, 0, 1)
    }

    @inline(__always)
    func callAsFunction(_ x: Double, _ y: Double) -> SIMD2<Double> {
        let w = 1 / (g * x + h * y + i)
        return SIMD2((a * x + b * y + c) * w, (d * x + e * y + f) * w)
    }

    /// The coefficients divided by the last, for kernels in single precision: three numbers for each of x, y and w.
    var rows: (x: SIMD3<Double>, y: SIMD3<Double>, w: SIMD3<Double>) {
        (SIMD3(a, b, c) / i, SIMD3(d, e, f) / i, SIMD3(g, h, i) / i)
    }

    /// The map that takes the corners of the unit square, clockwise from (0, 0), to four places (P. Heckbert,
    /// "Fundamentals of Texture Mapping and Image Warping", 1989, section 2.2.3).
    private init?(unitSquareTo corners: InlineArray<4, SIMD2<Double>>) {
        let (p, q, r, s) = (corners[0], corners[1], corners[2], corners[3])
        let sum = p - q + r - s
        let first = q - r
        let second = s - r
        let determinant = Plane.cross(first, second)
        guard abs(determinant) > 1e-12 else { return nil }
        let g = Plane.cross(sum, second) / determinant
        let h = Plane.cross(first, sum) / determinant
        self.init(
            q.x - p.x + g * q.x, s.x - p.x + h * s.x, p.x, q.y - p.y + g * q.y, s.y - p.y + h * s.y, p.y, g, h, 1)
    }

    /// The map that takes four places, in the order of a polygon, to four others.
    /// - Returns: nil if three of the places lie on a line.
    init?(from places: InlineArray<4, SIMD2<Double>>, to targets: InlineArray<4, SIMD2<Double>>) {
        guard let source = Homography(unitSquareTo: places), let target = Homography(unitSquareTo: targets),
            let inverse = source.adjugate
        else { return nil }
        self = target.after(inverse)
    }

    /// The inverse up to a factor, which a projective map does not feel.
    private var adjugate: Homography? {
        let result = Homography(
            e * i - f * h, c * h - b * i, b * f - c * e, f * g - d * i, a * i - c * g, c * d - a * f, d * h - e * g,
            b * g - a * h, a * e - b * d)
        return abs(result.i) > 1e-15 ? result : nil
    }

    private func after(_ first: Homography) -> Homography {
        Homography(
            a * first.a + b * first.d + c * first.g, a * first.b + b * first.e + c * first.h,
            a * first.c + b * first.f + c * first.i, d * first.a + e * first.d + f * first.g,
            d * first.b + e * first.e + f * first.h, d * first.c + e * first.f + f * first.i,
            g * first.a + h * first.d + i * first.g, g * first.b + h * first.e + i * first.h,
            g * first.c + h * first.f + i * first.i)
    }

    /// A place of a symbol and where it was seen.
    struct Correspondence {
        let module: SIMD2<Double>
        let pixel: SIMD2<Double>
        let weight: Double
    }

    /// The map that fits weighted correspondences best, by linear least squares in normalised coordinates (R. Hartley,
    /// "In defense of the eight-point algorithm", 1997).
    /// - Parameters:
    ///   - side: modules along the symbol's side.
    ///   - ridge: pull of the two perspective coefficients towards none, a share of all weights.
    init?(fitting points: [Correspondence], side: Double, ridge: Double, solver: inout LinearSolver) {
        let total = points.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        let middle = points.reduce(SIMD2(0, 0)) { $0 + $1.weight * $1.pixel } / total
        let scale = points.reduce(0) { $0 + $1.weight * Plane.length($1.pixel - middle) } / total
        guard scale > 1e-6 else { return nil }
        let half = side / 2
        solver.begin(unknowns: 8)
        for point in points {
            let x = point.module.x / half - 1
            let y = point.module.y / half - 1
            let seen = (point.pixel - middle) / scale
            solver.add([x, y, 1, 0, 0, 0, -seen.x * x, -seen.x * y], equals: seen.x, weight: point.weight)
            solver.add([0, 0, 0, x, y, 1, -seen.y * x, -seen.y * y], equals: seen.y, weight: point.weight)
        }
        solver.addRidge(6, ridge * total)
        solver.addRidge(7, ridge * total)
        guard solver.solve() else { return nil }
        // Back from normalised coordinates: modules first, then pixels.
        func own(_ row: Int) -> (Double, Double, Double) {
            let (p, q) = (solver.solution[row], solver.solution[row + 1])
            let r = row == 6 ? 1 : solver.solution[row + 2]
            return (p / half, q / half, r - p - q)
        }
        let (x, y, w) = (own(0), own(3), own(6))
        self.init(
            scale * x.0 + middle.x * w.0, scale * x.1 + middle.x * w.1, scale * x.2 + middle.x * w.2,
            scale * y.0 + middle.y * w.0, scale * y.1 + middle.y * w.1, scale * y.2 + middle.y * w.2, w.0, w.1, w.2)
    }
}

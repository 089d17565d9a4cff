import Glibc

/// A finder pattern with its own affine frame: where it is, and which way and how far one module goes.
struct QRFinder {
    /// The middle, in pixels.
    var centre: SIMD2<Double>
    /// One module along one side, in pixels.
    var along: SIMD2<Double>
    /// One module along the other side, in pixels.
    var down: SIMD2<Double>
    /// Pixels along a module's side: the root of a module's area.
    var moduleSize: Double
    /// Whether the pattern is light on dark.
    var isInverted: Bool
    /// Correlation of the pixels with the ideal pattern in this frame, -1 to 1: "q". Above 0.75 hardly anything else.
    var quality: Double
    /// Scanned rows that crossed it; 1 where it was searched for.
    var hits: Int

    /// 1 for dark on light, -1 for light on dark.
    var sign: Float { isInverted ? -1 : 1 }

    /// The same in a picture of another size.
    func scaled(by factor: Double) -> QRFinder {
        var result = self
        result.centre *= factor
        result.along *= factor
        result.down *= factor
        result.moduleSize *= factor
        return result
    }

    /// The place a number of modules from the middle along both sides.
    func place(_ a: Double, _ b: Double) -> SIMD2<Double> {
        centre + a * along + b * down
    }

    /// A way in pixels, in modules along both sides.
    func modules(_ way: SIMD2<Double>) -> SIMD2<Double> {
        let area = Plane.cross(along, down)
        return SIMD2(Plane.cross(way, down), Plane.cross(along, way)) / area
    }

    /// Modules per pixel in a direction.
    func modulesPerPixel(_ way: SIMD2<Double>) -> Double {
        Plane.length(modules(way)) / Plane.length(way)
    }

    /// The angle in radians between a way and the nearer side, measured in the pattern's own frame.
    func angleToSide(_ way: SIMD2<Double>) -> Double {
        let own = modules(way)
        return QRAngle.toNearestSide(own)
    }

    /// The frame turned by quarter turns so that its sides point as nearly as possible along two ways.
    func turned(along first: SIMD2<Double>, down second: SIMD2<Double>) -> QRFinder {
        var best = self
        var bestScore = -Double.infinity
        var (u, v) = (along, down)
        for _ in 0..<4 {
            let score =
                Plane.dot(u, first) / (Plane.length(u) * Plane.length(first))
                + Plane.dot(v, second) / (Plane.length(v) * Plane.length(second))
            if score > bestScore {
                bestScore = score
                best.along = u
                best.down = v
            }
            (u, v) = (v, -u)
        }
        return best
    }
}

/// Angles in the frame of a finder pattern.
enum QRAngle {
    /// Radians between a way in modules and the nearer axis, 0 to π/4.
    static func toNearestSide(_ way: SIMD2<Double>) -> Double {
        atan2(min(abs(way.x), abs(way.y)), max(abs(way.x), abs(way.y)))
    }
}

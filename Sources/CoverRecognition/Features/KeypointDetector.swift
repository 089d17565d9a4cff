/// Finds the extrema of the differences of Gaussians (D. Lowe, IJCV 2004, sections 3.1 and 4).
struct KeypointDetector {
    /// Grey steps of a difference below which a pixel is not looked at.
    private static let leastDifference: Float = 0.5
    /// Grey steps a keypoint needs between the pixels: fewer are noise of the sensor.
    private static let leastResponse: Float = 1
    /// The greater principal curvature may be so many times the lesser: along an edge a place is not fixed.
    private static let mostEdgeRatio: Float = 10
    /// Pixels at the edges of an octave that are left out.
    private static let margin = 5

    private(set) var keypoints: [Keypoint] = []
    private var responses: [Float] = []

    init() {}

    mutating func begin() {
        keypoints.removeAll(keepingCapacity: true)
    }

    /// Adds the keypoints of the newest octave.
    mutating func search(_ space: borrowing ScaleSpace) {
        guard let octave = space.octaves.last else { return }
        let (width, height) = (octave.width, octave.height)
        guard width > 2 * Self.margin, height > 2 * Self.margin else { return }
        let number = space.octaves.count - 1
        for level in 1...ScaleSpace.scalesPerOctave {
            unsafe space.differences.withUnsafeBufferPointer { differences in
                precondition(
                    differences.count >= (level + 2) * width * height, "the differences of an octave are there")
                guard let base = differences.baseAddress else { return }
                for y in Self.margin..<(height - Self.margin) {
                    let row = unsafe base + level * width * height + y * width
                    unsafe searchRow(
                        Neighbourhood(row: row, stride: width, plane: width * height), width, y: y, octave: number,
                        level: level)
                }
            }
        }
    }

    /// Keeps the keypoints that stand out most.
    mutating func keepStrongest(_ count: Int) {
        guard keypoints.count > count else { return }
        responses.removeAll(keepingCapacity: true)
        for keypoint in keypoints { responses.append(keypoint.response) }
        responses.sort(by: >)
        let least = responses[count - 1]
        // Of those that stand out equally, the first found.
        var equals = responses[..<count].count { $0 == least }
        keypoints.removeAll {
            if $0.response == least {
                equals -= 1
                return equals < 0
            }
            return $0.response < least
        }
    }

    /// Differences around one row. It points into the scale space and lives only while that row is searched.
    @safe private struct Neighbourhood {
        let row: UnsafePointer<Float>
        let stride: Int
        let plane: Int

        init(row: UnsafePointer<Float>, stride: Int, plane: Int) {
            unsafe self.row = unsafe row
            self.stride = stride
            self.plane = plane
        }

        @inline(__always)
        func value(_ x: Int, _ right: Int, _ down: Int, _ up: Int) -> Float {
            unsafe row[x &+ right &+ down &* stride &+ up &* plane]
        }
    }

    private mutating func searchRow(
        _ near: Neighbourhood, _ width: Int, y: Int, octave: Int, level: Int
    ) {
        let least = SIMD8<Float>(repeating: Self.leastDifference)
        var x = Self.margin
        let end = width - Self.margin
        while x < end {
            // Eight pixels at a time: most pictures are flat in most places.
            if x &+ 8 <= end {
                let values = unsafe UnsafeRawPointer(near.row + x).loadUnaligned(as: SIMD8<Float>.self)
                if !any((values .>= least) .| (values .<= -least)) {
                    x &+= 8
                    continue
                }
            }
            let stop = min(end, x &+ 8)
            while x < stop {
                let value = near.value(x, 0, 0, 0)
                if abs(value) >= Self.leastDifference, Self.isExtremum(near, x, value),
                    let found = Self.refined(near, x, value)
                {
                    keypoints.append(
                        Keypoint(
                            x: Float(x) + found.offset.x, y: Float(y) + found.offset.y,
                            sigma: ScaleSpace.sigma(level: Float(level) + found.offset.z), response: found.response,
                            octave: octave, level: level))
                }
                x &+= 1
            }
        }
    }

    /// Whether no neighbour in place and scale is beyond the value; of equal ones the first counts.
    @inline(__always)
    private static func isExtremum(_ near: Neighbourhood, _ x: Int, _ value: Float) -> Bool {
        let sign: Float = value > 0 ? 1 : -1
        let size = value * sign
        // The nearest first: they rule out nearly all.
        guard size > sign * near.value(x, -1, 0, 0), size >= sign * near.value(x, 1, 0, 0),
            size > sign * near.value(x, 0, -1, 0), size >= sign * near.value(x, 0, 1, 0),
            size > sign * near.value(x, 0, 0, -1), size >= sign * near.value(x, 0, 0, 1)
        else { return false }
        for up in -1...1 {
            for down in -1...1 {
                for right in -1...1 where sign * near.value(x, right, down, up) > size { return false }
            }
        }
        return true
    }

    /// The place between the pixels by one step of a quadratic fit.
    /// - Returns: nil for what lies on an edge or hardly stands out.
    private static func refined(
        _ near: Neighbourhood, _ x: Int, _ value: Float
    ) -> (offset: SIMD3<Float>, response: Float)? {
        func at(_ right: Int, _ down: Int, _ up: Int) -> Float { near.value(x, right, down, up) }
        let gradient = SIMD3(
            (at(1, 0, 0) - at(-1, 0, 0)) / 2, (at(0, 1, 0) - at(0, -1, 0)) / 2, (at(0, 0, 1) - at(0, 0, -1)) / 2)
        let xx = at(1, 0, 0) + at(-1, 0, 0) - 2 * value
        let yy = at(0, 1, 0) + at(0, -1, 0) - 2 * value
        let ss = at(0, 0, 1) + at(0, 0, -1) - 2 * value
        let xy = (at(1, 1, 0) - at(-1, 1, 0) - at(1, -1, 0) + at(-1, -1, 0)) / 4
        let xs = (at(1, 0, 1) - at(-1, 0, 1) - at(1, 0, -1) + at(-1, 0, -1)) / 4
        let ys = (at(0, 1, 1) - at(0, -1, 1) - at(0, 1, -1) + at(0, -1, -1)) / 4
        let trace = xx + yy
        let area = xx * yy - xy * xy
        let ratio = mostEdgeRatio
        guard area > 0, trace * trace * ratio < (ratio + 1) * (ratio + 1) * area else { return nil }
        let first = SIMD3(yy * ss - ys * ys, xs * ys - xy * ss, xy * ys - xs * yy)
        let determinant = xx * first.x + xy * first.y + xs * first.z
        guard abs(determinant) >= 1e-9 else { return nil }
        let second = SIMD3(first.y, xx * ss - xs * xs, xs * xy - xx * ys)
        let third = SIMD3(first.z, second.z, area)
        var offset =
            -SIMD3((gradient * first).sum(), (gradient * second).sum(), (gradient * third).sum()) / determinant
        // A step beyond the neighbours trusts the fit too far.
        if abs(offset.x) > 1 || abs(offset.y) > 1 || abs(offset.z) > 1 {
            offset = offset.clamped(lowerBound: SIMD3(repeating: -0.5), upperBound: SIMD3(repeating: 0.5))
        }
        let response = abs(value + (gradient * offset).sum() / 2)
        return response >= leastResponse ? (offset, response) : nil
    }
}

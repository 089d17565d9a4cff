import Glibc

/// The direction in which the grey around a keypoint rises most (D. Lowe, IJCV 2004, section 5).
///
/// One direction is enough: a second one for places without a clear first was measured to find nothing more, at more
/// features.
struct Orientation {
    private static let bins = 36
    /// Standard deviation of the window, as a multiple of the keypoint's.
    private static let windowSigmas: Float = 1.5
    /// Pixels from the middle beyond which every second pixel is enough.
    private static let coarseRadius = 10

    /// The histogram, and one bin more that goes to the first.
    private var histogram = InlineArray<37, Float>(repeating: 0)
    private var smoothed = InlineArray<36, Float>(repeating: 0)
    /// Weights by distance along one axis; the window's is the product of two.
    private var weights = [Float](repeating: 0, count: 128)
    private var gradientX = [Float](repeating: 0, count: 128)
    private var gradientY = [Float](repeating: 0, count: 128)
    private var lineWeights = [Float](repeating: 0, count: 128)

    init() {}

    /// - Parameters:
    ///   - keypoint: at least two pixels from the edges.
    ///   - plane: where the blurred plane nearest in scale begins in `values`.
    /// - Returns: radians, 0 to 2π.
    mutating func direction(
        of keypoint: Keypoint, in values: [Float], plane: Int, width: Int, height: Int
    ) -> Float {
        let sigma = Self.windowSigmas * keypoint.sigma
        let radius = min(60, Int(3 * sigma + 0.5))
        let middleX = Int(keypoint.x + 0.5)
        let middleY = Int(keypoint.y + 0.5)
        for bin in 0...Self.bins { histogram[bin] = 0 }
        let fall = -1 / (2 * sigma * sigma)
        for distance in 0...radius { weights[distance] = expf(Float(distance * distance) * fall) }
        let step = radius > Self.coarseRadius ? 2 : 1
        let greys = values.span
        for down in stride(from: -radius, through: radius, by: step) {
            let y = middleY + down
            guard y >= 1, y < height - 1 else { continue }
            // The part of the line inside the circle and the picture.
            let reach = Int(Float(radius * radius - down * down).squareRoot())
            var right = -(reach / step) * step
            if step == 2, (radius + right) & 1 != 0 { right += 1 }
            var count = 0
            let weight = weights[abs(down)]
            let line = plane + y * width
            while right <= reach {
                let x = middleX + right
                if x >= 1, x < width - 1 {
                    gradientX[count] = greys[line + x + 1] - greys[line + x - 1]
                    gradientY[count] = greys[line + x + width] - greys[line + x - width]
                    lineWeights[count] = weight * weights[abs(right)]
                    count += 1
                }
                right += step
            }
            add(count)
        }
        histogram[0] += histogram[Self.bins]
        smooth()
        smooth()
        return peak()
    }

    /// Adds one line's gradients, eight at a time.
    private mutating func add(_ count: Int) {
        var start = 0
        while start < count {
            for index in count..<max(count, start + 8) { lineWeights[index] = 0 }
            let x = Self.eight(gradientX, start)
            let y = Self.eight(gradientY, start)
            let size = (x * x + y * y).squareRoot() * Self.eight(lineWeights, start)
            let place = Angle.directions(x: x, y: y) * (Float(Self.bins) / Angle.fullTurn)
            for lane in 0..<min(8, count - start) {
                let bin = min(Self.bins - 1, Int(Int32(place[lane])))
                let share = (place[lane] - Float(bin)) * size[lane]
                histogram[bin] += size[lane] - share
                histogram[bin + 1] += share
            }
            start += 8
        }
    }

    @inline(__always)
    private static func eight(_ values: [Float], _ start: Int) -> SIMD8<Float> {
        precondition(start >= 0 && start + 8 <= values.count, "eight values are there")
        return unsafe values.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: start * MemoryLayout<Float>.stride, as: SIMD8<Float>.self)
        }
    }

    private mutating func smooth() {
        let last = Self.bins - 1
        for bin in 0...last {
            let before = histogram[bin == 0 ? last : bin - 1]
            let after = histogram[bin == last ? 0 : bin + 1]
            smoothed[bin] = (before + 2 * histogram[bin] + after) / 4
        }
        for bin in 0...last { histogram[bin] = smoothed[bin] }
    }

    /// The highest bin's peak between the bins, by a parabola.
    private func peak() -> Float {
        let last = Self.bins - 1
        var best = 0
        for bin in 1...last where histogram[bin] > histogram[best] { best = bin }
        let before = histogram[best == 0 ? last : best - 1]
        let after = histogram[best == last ? 0 : best + 1]
        let curvature = before - 2 * histogram[best] + after
        let offset = curvature < 0 ? (before - after) / (2 * curvature) : 0
        let angle = (Float(best) + offset) * (Angle.fullTurn / Float(Self.bins))
        return angle < 0 ? angle + Angle.fullTurn : angle
    }
}

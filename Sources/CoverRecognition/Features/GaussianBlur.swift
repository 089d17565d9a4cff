import Glibc

/// Blurs planes by a separable Gaussian, cut off at three standard deviations; beyond an edge its pixels go on.
///
/// Rows are blurred along into a ring just as long as the kernel is high and from there across, so that the
/// intermediate values never leave the nearest cache.
struct GaussianBlur {
    /// Standard deviation in pixels.
    let sigma: Float
    /// The middle of the kernel and its right half.
    let weights: [Float]

    var radius: Int { weights.count - 1 }

    /// - Parameter sigma: more than 0, at most 10 pixels.
    init(sigma: Float) {
        precondition(sigma > 0 && sigma <= 10, "a kernel is at most 61 pixels wide")
        self.sigma = sigma
        let radius = max(1, Int((3 * sigma).rounded(.up)))
        let half = (0...radius).map { expf(-0.5 * Float($0 * $0) / (sigma * sigma)) }
        let sum = half[0] + 2 * half.dropFirst().reduce(0, +)
        weights = half.map { $0 / sum }
    }
}

/// Rows in the making.
struct BlurRows {
    /// One source row with its edges continued.
    private var padded: [Float] = []
    /// The last rows blurred along.
    private var ring: [Float] = []

    init() {}

    /// Blurs a plane into another, and writes what it changed.
    ///
    /// - Parameters:
    ///   - values: holds both planes and the difference.
    ///   - source: where the plane begins.
    ///   - target: where the blurred plane begins; may not overlap.
    ///   - differences: takes blurred less source where it is given.
    mutating func blur(
        _ values: inout [Float], from source: Int, to target: Int, width: Int, height: Int, by blur: GaussianBlur,
        differences: inout [Float], differenceStart: Int?
    ) {
        let count = width * height
        precondition(source >= 0 && target >= 0 && max(source, target) + count <= values.count, "planes lie inside")
        precondition(abs(source - target) >= count, "planes do not overlap")
        if let differenceStart { precondition(differenceStart >= 0 && differenceStart + count <= differences.count) }
        let radius = blur.radius
        // A power of two, so that a row's place is found without division.
        var rows = 1
        while rows < 2 * radius + 1 { rows *= 2 }
        let stride = (width + 7) & ~7
        if padded.count < width + 2 * radius + 8 { padded = [Float](repeating: 0, count: width + 2 * radius + 8) }
        if ring.count < rows * stride { ring = [Float](repeating: 0, count: rows * stride) }
        unsafe values.withUnsafeMutableBufferPointer { values in
            unsafe padded.withUnsafeMutableBufferPointer { padded in
                unsafe ring.withUnsafeMutableBufferPointer { ring in
                    unsafe differences.withUnsafeMutableBufferPointer { differences in
                        unsafe blur.weights.withUnsafeBufferPointer { weights in
                            guard let values = values.baseAddress, let padded = padded.baseAddress,
                                let ring = ring.baseAddress, let weights = weights.baseAddress
                            else { return }
                            var done = -1
                            for y in 0..<height {
                                while done < min(height - 1, y + radius) {
                                    done += 1
                                    unsafe Self.along(
                                        values + source + done * width, width, weights, radius, padded,
                                        ring + (done & (rows - 1)) * stride)
                                }
                                unsafe Self.across(
                                    ring, stride: stride, mask: rows - 1, y: y, last: height - 1, weights, radius,
                                    width, values + target + y * width)
                                if let differenceStart, let base = differences.baseAddress {
                                    unsafe Self.subtract(
                                        values + target + y * width, values + source + y * width, width,
                                        base + differenceStart + y * width)
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private typealias Eight = SIMD8<Float>

    @inline(__always)
    private static func eight(_ pointer: UnsafePointer<Float>) -> Eight {
        unsafe UnsafeRawPointer(pointer).loadUnaligned(as: Eight.self)
    }

    @inline(__always)
    private static func store(_ value: Eight, _ pointer: UnsafeMutablePointer<Float>) {
        unsafe UnsafeMutableRawPointer(pointer).storeBytes(of: value, as: Eight.self)
    }

    /// One row into a row of the ring, which has room for whole vectors.
    private static func along(
        _ row: UnsafePointer<Float>, _ width: Int, _ weights: UnsafePointer<Float>, _ radius: Int,
        _ padded: UnsafeMutablePointer<Float>, _ target: UnsafeMutablePointer<Float>
    ) {
        let (first, last) = unsafe (row[0], row[width - 1])
        for index in 0..<radius { unsafe padded[index] = first }
        unsafe (padded + radius).update(from: row, count: width)
        for index in 0..<(radius + 8) { unsafe padded[radius + width + index] = last }
        let middle = unsafe UnsafePointer(padded) + radius
        var x = 0
        while x < width {
            var sum = unsafe eight(middle + x) * weights[0]
            var tap = 1
            while tap <= radius {
                unsafe sum += (eight(middle + x - tap) + eight(middle + x + tap)) * weights[tap]
                tap &+= 1
            }
            unsafe store(sum, target + x)
            x &+= 8
        }
    }

    /// One row from the rows of the ring around it.
    private static func across(
        _ ring: UnsafeMutablePointer<Float>, stride: Int, mask: Int, y: Int, last: Int,
        _ weights: UnsafePointer<Float>, _ radius: Int, _ width: Int, _ target: UnsafeMutablePointer<Float>
    ) {
        let middle = unsafe UnsafePointer(ring) + (y & mask) * stride
        var x = 0
        while x < width {
            var sum = unsafe eight(middle + x) * weights[0]
            var tap = 1
            while tap <= radius {
                let upper = (max(0, y &- tap) & mask) &* stride &+ x
                let lower = (min(last, y &+ tap) & mask) &* stride &+ x
                unsafe sum += (eight(ring + upper) + eight(ring + lower)) * weights[tap]
                tap &+= 1
            }
            if x &+ 8 <= width {
                unsafe store(sum, target + x)
            } else {
                for lane in 0..<(width - x) { unsafe target[x + lane] = sum[lane] }
            }
            x &+= 8
        }
    }

    private static func subtract(
        _ one: UnsafePointer<Float>, _ other: UnsafePointer<Float>, _ width: Int,
        _ target: UnsafeMutablePointer<Float>
    ) {
        for x in 0..<width { unsafe target[x] = one[x] - other[x] }
    }
}

import PhotoDecoding

/// Grey values between the pixels of a picture, for kernels that ask for thousands of them.
///
/// Places are continuous: the middle of the top left pixel is (0.5, 0.5). What lies outside takes the value of the
/// nearest edge, so that no place, not even one that is no number, reads outside the picture.
///
/// It points into the picture's pixels and lives only inside `LumaImage.withSampler`.
@safe struct GreySampler {
    private let pixels: UnsafePointer<UInt8>
    let width: Int
    let height: Int
    /// The last place that still has a neighbour to its right and below, in pixels from the middle of the first.
    private let lastX: Float
    private let lastY: Float

    fileprivate init(pixels: UnsafePointer<UInt8>, width: Int, height: Int) {
        unsafe self.pixels = unsafe pixels
        self.width = width
        self.height = height
        lastX = Float(width) - 1.001
        lastY = Float(height) - 1.001
    }

    /// The mean of the four pixels around a place, weighted by nearness.
    @inline(__always)
    func bilinear(_ x: Float, _ y: Float) -> Float {
        // In this order of arguments the minimum of something and NaN is the something.
        let x = max(0, min(lastX, x - 0.5))
        let y = max(0, min(lastY, y - 0.5))
        let column = Int(Int32(x))
        let row = Int(Int32(y))
        let right = x - Float(column)
        let down = y - Float(row)
        let upper = unsafe pixels + (row &* width &+ column)
        let lower = unsafe upper + width
        let a = unsafe Float(upper[0])
        let b = unsafe Float(lower[0])
        let top = unsafe a + right * (Float(upper[1]) - a)
        let bottom = unsafe b + right * (Float(lower[1]) - b)
        return top + down * (bottom - top)
    }

    @inline(__always)
    func bilinear(_ place: SIMD2<Double>) -> Float {
        bilinear(Float(place.x), Float(place.y))
    }

    /// Four places at once.
    @inline(__always)
    func bilinear(_ x: SIMD4<Float>, _ y: SIMD4<Float>) -> SIMD4<Float> {
        let zero = SIMD4<Float>(repeating: 0)
        // A lane that is no number fails the first comparison and takes the bound.
        let nearX = zero.replacing(with: x - 0.5, where: x .> 0.5)
        let nearY = zero.replacing(with: y - 0.5, where: y .> 0.5)
        let x = nearX.replacing(with: lastX, where: nearX .> lastX)
        let y = nearY.replacing(with: lastY, where: nearY .> lastY)
        // Adding 2²³ leaves no fraction in single precision: its bits are the nearest whole number to x - ½, the
        // pixel at or left of x.
        let shift = SIMD4<Float>(repeating: 8_388_608)
        let half = SIMD4<Float>(repeating: 0.5)
        let wholeX = zero.replacing(with: x - half, where: x .> half) + shift
        let wholeY = zero.replacing(with: y - half, where: y .> half) + shift
        let columns = unsafe unsafeBitCast(wholeX, to: SIMD4<UInt32>.self) & 0x7F_FFFF
        let rows = unsafe unsafeBitCast(wholeY, to: SIMD4<UInt32>.self) & 0x7F_FFFF
        let right = x - (wholeX - shift)
        let down = y - (wholeY - shift)
        var (a, b, c, d) = (zero, zero, zero, zero)
        for lane in 0..<4 {
            let upper = unsafe pixels + (Int(rows[lane]) &* width &+ Int(columns[lane]))
            let lower = unsafe upper + width
            a[lane] = unsafe Float(upper[0])
            b[lane] = unsafe Float(upper[1])
            c[lane] = unsafe Float(lower[0])
            d[lane] = unsafe Float(lower[1])
        }
        let top = a + right * (b - a)
        let bottom = c + right * (d - c)
        return top + down * (bottom - top)
    }

    /// Catmull-Rom interpolation over 4×4 pixels, which keeps more of the contrast of modules of few pixels; at the
    /// very edge the bilinear value.
    func bicubic(_ place: SIMD2<Double>) -> Float {
        let x = Float(place.x) - 0.5
        let y = Float(place.y) - 0.5
        guard x >= 1, y >= 1, x < Float(width - 2), y < Float(height - 2) else { return bilinear(place) }
        let column = Int(Int32(x))
        let row = Int(Int32(y))
        let across = Self.catmullRom(x - Float(column))
        let down = Self.catmullRom(y - Float(row))
        var source = unsafe pixels + ((row - 1) * width + column - 1)
        var sum: Float = 0
        for index in 0..<4 {
            let line = unsafe SIMD4<Float>(Float(source[0]), Float(source[1]), Float(source[2]), Float(source[3]))
            sum += down[index] * (across * line).sum()
            unsafe source += width
        }
        return sum
    }

    /// Weights of four neighbours for a place `t` of the way from the second to the third.
    private static func catmullRom(_ t: Float) -> SIMD4<Float> {
        let square = t * t
        let cube = square * t
        return 0.5
            * SIMD4(
                2 * square - t - cube, 2 - 5 * square + 3 * cube, t + 4 * square - 3 * cube, cube - square)
    }
}

extension LumaImage {
    /// Runs a kernel over the grey values between the pixels.
    /// - Returns: nil for a picture less than two pixels wide or high, in which nothing lies between pixels.
    func withSampler<Result>(_ body: (GreySampler) -> Result) -> Result? {
        guard width > 1, height > 1 else { return nil }
        return unsafe pixels.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            return body(unsafe GreySampler(pixels: base, width: width, height: height))
        }
    }
}

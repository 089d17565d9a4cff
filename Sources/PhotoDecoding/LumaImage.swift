/// Grey pixels, 0 black to 255 white, row by row from the top left without gaps.
public struct LumaImage: Sendable, Equatable {
    /// Pixels in a row, at least 1.
    public let width: Int
    /// Rows, at least 1.
    public let height: Int
    /// `width` times `height` values.
    public let pixels: [UInt8]

    /// - Returns: nil unless both sides are at least 1 and the pixels are as many as they say.
    public init?(width: Int, height: Int, pixels: [UInt8]) {
        guard width > 0, height > 0 else { return nil }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, pixels.count == count else { return nil }
        self.init(width: width, height: height, uncheckedPixels: pixels)
    }

    /// For pixels made here, whose number is known to be right.
    init(width: Int, height: Int, uncheckedPixels pixels: [UInt8]) {
        precondition(pixels.count == width * height, "pixels are counted by whoever makes them")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The value at a place inside the picture.
    public subscript(x: Int, y: Int) -> UInt8 {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "pixel outside the picture")
        return pixels[y * width + x]
    }

    /// The picture at half the width and height, each pixel the mean of four. An odd last row or column is left out; a
    /// side of 1 stays 1.
    public func halved() -> LumaImage {
        guard width > 1, height > 1 else { return self }
        let halfWidth = width / 2
        let halfHeight = height / 2
        let fullWidth = width
        let half = unsafe [UInt8](unsafeUninitializedCapacity: halfWidth * halfHeight) { half, count in
            unsafe pixels.withUnsafeBufferPointer { full in
                guard let source = full.baseAddress, let target = half.baseAddress else { return }
                for y in 0..<halfHeight {
                    let upper = unsafe source + 2 * y * fullWidth
                    let lower = unsafe upper + fullWidth
                    let row = unsafe target + y * halfWidth
                    // Wrapping arithmetic on 16 bits cannot wrap here, and lets the compiler use vectors.
                    for x in 0..<halfWidth {
                        let sum =
                            unsafe UInt16(upper[2 &* x]) &+ UInt16(upper[2 &* x &+ 1]) &+ UInt16(lower[2 &* x])
                            &+ UInt16(lower[2 &* x &+ 1])
                        unsafe row[x] = UInt8(truncatingIfNeeded: (sum &+ 2) &>> 2)
                    }
                }
            }
            count = halfWidth * halfHeight
        }
        return LumaImage(width: halfWidth, height: halfHeight, uncheckedPixels: half)
    }

    /// The picture halved again and again until its sides are divided by `divisor`.
    /// - Parameter divisor: a power of two; 1 gives the picture itself.
    public func reduced(by divisor: Int) -> LumaImage {
        precondition(divisor > 0 && divisor & (divisor - 1) == 0, "reduced by powers of two")
        var image = self
        var remaining = divisor
        while remaining > 1 {
            image = image.halved()
            remaining /= 2
        }
        return image
    }

    /// The negative: dark for light.
    public func inverted() -> LumaImage {
        LumaImage(width: width, height: height, uncheckedPixels: pixels.map { ~$0 })
    }
}

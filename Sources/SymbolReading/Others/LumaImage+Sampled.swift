import PhotoDecoding

extension LumaImage {
    /// The pixels on a grid at any angle, interpolated; white beyond the border, as a quiet zone for codes that reach it.
    /// - Returns: nil for a grid without pixels, or a picture of one row or column.
    func sampled(
        from corner: SIMD2<Double>, right: SIMD2<Double>, down: SIMD2<Double>, width columns: Int, height rows: Int
    ) -> LumaImage? {
        guard columns > 0, rows > 0, width > 1, height > 1 else { return nil }
        let (mostX, mostY) = (Double(width) - 1.001, Double(height) - 1.001)
        let sampled = unsafe [UInt8](unsafeUninitializedCapacity: columns * rows) { sampled, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress, let target = sampled.baseAddress else { return }
                for row in 0..<rows {
                    let start = corner + down * Double(row)
                    let end = start + right * Double(columns - 1)
                    let (low, high) = (pointwiseMin(start, end), pointwiseMax(start, end))
                    let line = unsafe target + row * columns
                    if low.x >= 0, low.y >= 0, high.x < mostX, high.y < mostY {
                        unsafe Self.fillInside(line, columns, from: source, width: width, start, right)
                    } else {
                        unsafe fillAcross(line, columns, from: source, start, right)
                    }
                }
            }
            count = columns * rows
        }
        return LumaImage(width: columns, height: rows, pixels: sampled)
    }

    /// A line that lies in the picture: places are counted in 2⁻³² of a pixel.
    private static func fillInside(
        _ line: UnsafeMutablePointer<UInt8>, _ columns: Int, from source: UnsafePointer<UInt8>, width: Int,
        _ start: SIMD2<Double>, _ right: SIMD2<Double>
    ) {
        let unit = 4_294_967_296.0
        var (x, y) = (Int(start.x * unit), Int(start.y * unit))
        let (stepX, stepY) = (Int(right.x * unit), Int(right.y * unit))
        for column in 0..<columns {
            let p = unsafe source + ((y &>> 32) &* width &+ (x &>> 32))
            let fx = Int32(truncatingIfNeeded: (x &>> 24) & 255)
            let fy = Int32(truncatingIfNeeded: (y &>> 24) & 255)
            let (a, b) = unsafe (Int32(p[0]), Int32(p[1]))
            let (c, d) = unsafe (Int32(p[width]), Int32(p[width &+ 1]))
            let upper = a &* 256 &+ fx &* (b &- a)
            let lower = c &* 256 &+ fx &* (d &- c)
            let value = upper &* 256 &+ fy &* (lower &- upper)
            unsafe line[column] = UInt8(truncatingIfNeeded: (value &+ 32_768) &>> 16)
            x &+= stepX
            y &+= stepY
        }
    }

    /// A line of which some may lie outside.
    private func fillAcross(
        _ line: UnsafeMutablePointer<UInt8>, _ columns: Int, from source: UnsafePointer<UInt8>,
        _ start: SIMD2<Double>, _ right: SIMD2<Double>
    ) {
        let (mostX, mostY) = (Float(width) - 1.001, Float(height) - 1.001)
        let (endX, endY) = (Float(width) - 0.25, Float(height) - 0.25)
        let (stepX, stepY) = (Float(right.x), Float(right.y))
        var (x, y) = (Float(start.x), Float(start.y))
        for column in 0..<columns {
            defer {
                x += stepX
                y += stepY
            }
            guard x > -0.75, y > -0.75, x < endX, y < endY else {
                unsafe line[column] = 255
                continue
            }
            // Clamped below the last pixel, so that all four neighbours exist.
            let (cx, cy) = (min(max(x, 0), mostX), min(max(y, 0), mostY))
            let (ix, iy) = (Int32(cx), Int32(cy))
            let (fx, fy) = (cx - Float(ix), cy - Float(iy))
            let p = unsafe source + (Int(iy) &* width &+ Int(ix))
            let (a, b) = unsafe (Float(p[0]), Float(p[1]))
            let (c, d) = unsafe (Float(p[width]), Float(p[width &+ 1]))
            let (upper, lower) = (a + fx * (b - a), c + fx * (d - c))
            unsafe line[column] = UInt8(upper + fy * (lower - upper) + 0.5)
        }
    }
}

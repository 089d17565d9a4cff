import PhotoDecoding

extension LumaImage {
    /// Twice the width and height; the new pixels are the means of their neighbours.
    func enlarged() -> LumaImage {
        let (width, height) = (self.width, self.height)
        let large = unsafe [UInt8](unsafeUninitializedCapacity: 4 * width * height) { large, count in
            unsafe pixels.withUnsafeBufferPointer { small in
                guard let source = small.baseAddress, let target = large.baseAddress else { return }
                for y in 0..<height {
                    let row = unsafe source + y * width
                    let next = unsafe source + min(y + 1, height - 1) * width
                    let upper = unsafe target + 4 * y * width
                    let lower = unsafe upper + 2 * width
                    for x in 0..<width {
                        let right = min(x &+ 1, width &- 1)
                        let here = unsafe UInt16(row[x])
                        let beside = unsafe UInt16(row[right])
                        let below = unsafe UInt16(next[x])
                        let across = unsafe UInt16(next[right])
                        unsafe upper[2 &* x] = row[x]
                        unsafe upper[2 &* x &+ 1] = UInt8(truncatingIfNeeded: (here &+ beside &+ 1) &>> 1)
                        unsafe lower[2 &* x] = UInt8(truncatingIfNeeded: (here &+ below &+ 1) &>> 1)
                        unsafe lower[2 &* x &+ 1] = UInt8(
                            truncatingIfNeeded: (here &+ beside &+ below &+ across &+ 2) &>> 2)
                    }
                }
            }
            count = 4 * width * height
        }
        return LumaImage(width: 2 * width, height: 2 * height, pixels: large) ?? self
    }

    /// An unsharp mask: each pixel moved away from the mean of the square around it.
    /// - Parameters:
    ///   - radius: the square is `2 * radius + 1` pixels wide, cut at the edges of the picture by repeating them.
    ///   - strength: how many times the difference is added.
    func sharpened(radius: Int, strength: Int) -> LumaImage {
        let (width, height) = (self.width, self.height)
        let side = 2 * radius + 1
        // A division by multiplication: exact enough, the sum being below 2^16 for radii up to 7.
        let reciprocal = Int32((1 << 16) / (side * side) + 1)
        var columns = [Int32](repeating: 0, count: width)
        let sharp = unsafe [UInt8](unsafeUninitializedCapacity: width * height) { sharp, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                unsafe columns.withUnsafeMutableBufferPointer { columns in
                    func row(_ y: Int) -> Int { min(max(y, 0), height - 1) * width }
                    for y in -radius...radius {
                        let start = row(y)
                        for x in 0..<width { unsafe columns[x] &+= Int32(source[start &+ x]) }
                    }
                    for y in 0..<height {
                        let start = y * width
                        var sum: Int32 = 0
                        for x in -radius...radius { unsafe sum &+= columns[min(max(x, 0), width - 1)] }
                        for x in 0..<width {
                            let value = unsafe Int32(source[start &+ x])
                            let mean = (sum &* reciprocal) &>> 16
                            let moved = value &+ Int32(truncatingIfNeeded: strength) &* (value &- mean)
                            unsafe sharp[start &+ x] = UInt8(truncatingIfNeeded: min(max(moved, 0), 255))
                            unsafe sum &+=
                                columns[min(x &+ radius &+ 1, width &- 1)]
                                &- columns[max(x &- radius, 0)]
                        }
                        let leaving = row(y - radius)
                        let entering = row(y + radius + 1)
                        for x in 0..<width {
                            unsafe columns[x] &+= Int32(source[entering &+ x]) &- Int32(source[leaving &+ x])
                        }
                    }
                }
            }
            count = width * height
        }
        return LumaImage(width: width, height: height, pixels: sharp) ?? self
    }
}

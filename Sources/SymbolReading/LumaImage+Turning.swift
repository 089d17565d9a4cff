import PhotoDecoding

extension LumaImage {
    /// The picture turned by 45 degrees counter-clockwise as seen, at the same scale, on white; the mean of four
    /// neighbours weighted by eighths of a pixel would be smoother, but bars stay bars with the nearest one.
    func turned() -> LumaImage {
        let side = turnedSide
        let (width, height) = (self.width, self.height)
        // Fixed point, 16 bits after the point; coordinates stay far below 2^31 in 64-bit integers.
        let step = Int(65_536 * 0.5.squareRoot())
        let turned = unsafe [UInt8](unsafeUninitializedCapacity: side * side) { turned, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                for v in 0..<side {
                    let down = 2 * v - side + 1
                    var x = (width << 16 + step * (down - side + 1)) / 2
                    var y = (height << 16 + step * (down + side - 1)) / 2
                    for u in 0..<side {
                        let column = x >> 16
                        let row = y >> 16
                        let isInside = column >= 0 && column < width && row >= 0 && row < height
                        unsafe turned[v * side + u] = isInside ? source[row * width + column] : 255
                        x += step
                        y -= step
                    }
                }
            }
            count = side * side
        }
        return LumaImage(width: side, height: side, pixels: turned) ?? self
    }

    /// Where a point of the turned picture was.
    func placeBeforeTurning(_ point: Point) -> Point {
        let half = 0.5.squareRoot()
        let u = Double(point.x) - Double(turnedSide - 1) / 2
        let v = Double(point.y) - Double(turnedSide - 1) / 2
        return Point(
            x: Int((Double(width - 1) / 2 + (u + v) * half).rounded()),
            y: Int((Double(height - 1) / 2 + (v - u) * half).rounded()))
    }

    /// The square that holds the turned picture.
    private var turnedSide: Int {
        Int((Double(width + height) * 0.5.squareRoot()).rounded(.up))
    }
}

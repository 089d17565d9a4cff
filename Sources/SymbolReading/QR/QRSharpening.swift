import PhotoDecoding

/// Raises what differs from its surroundings: I + 2.5 (I - mean of 5×5). Finders blurred by more than half a module
/// show their rings again; noise rises too, so it is no first look.
enum QRSharpening {
    private static let radius = 2
    /// 2.5 in 256ths.
    private static let amount = 640

    static func sharpened(_ image: LumaImage) -> LumaImage {
        let (width, height) = (image.width, image.height)
        let radius = radius
        let side = 2 * radius + 1
        // The mean's share in 65536ths, and the pixel's own in 256ths.
        let meanShare = Int32(amount * 256 / (side * side))
        let ownShare = Int32(amount + 256)
        var columns = [Int32](repeating: 0, count: width + 2 * radius)
        var result = [UInt8](repeating: 0, count: width * height)
        unsafe image.pixels.withUnsafeBufferPointer { source in
            unsafe result.withUnsafeMutableBufferPointer { target in
                unsafe columns.withUnsafeMutableBufferPointer { columns in
                    // Sums of five pixels down, for each column; rows beyond the edge repeat it.
                    func start(of row: Int) -> Int { max(0, min(height - 1, row)) * width }
                    for row in -radius...radius {
                        let line = start(of: row)
                        for x in 0..<width { unsafe columns[x + radius] &+= Int32(source[line + x]) }
                    }
                    for y in 0..<height {
                        for x in 0..<radius {
                            unsafe columns[x] = unsafe columns[radius]
                            unsafe columns[width + radius + x] = unsafe columns[width + radius - 1]
                        }
                        let line = y * width
                        for x in 0..<width {
                            var sum = unsafe columns[x] &+ columns[x &+ 1] &+ columns[x &+ 2]
                            unsafe sum &+= columns[x &+ 3] &+ columns[x &+ 4]
                            let own = unsafe Int32(source[line &+ x]) &* ownShare
                            let value = (own &- (sum &* meanShare) &>> 8) &>> 8
                            unsafe target[line &+ x] = UInt8(truncatingIfNeeded: max(0, min(255, value)))
                        }
                        let enters = start(of: y + radius + 1)
                        let leaves = start(of: y - radius)
                        for x in 0..<width {
                            unsafe columns[x + radius] &+= Int32(source[enters + x]) &- Int32(source[leaves + x])
                        }
                    }
                }
            }
        }
        guard let sharpened = LumaImage(width: width, height: height, pixels: result) else {
            preconditionFailure("as many pixels as the picture had")
        }
        return sharpened
    }
}

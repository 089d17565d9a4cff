/// Coloured pixels, red, green and blue from 0 to 255 each, row by row from the top left without gaps.
public struct ColorImage: Sendable, Equatable {
    /// Pixels in a row, at least 1.
    public let width: Int
    /// Rows, at least 1.
    public let height: Int
    /// Three times `width` times `height` values.
    public let pixels: [UInt8]

    /// - Returns: nil unless both sides are at least 1 and the values are as many as they say.
    public init?(width: Int, height: Int, pixels: [UInt8]) {
        guard width > 0, height > 0 else { return nil }
        let (count, overflow) = width.multipliedReportingOverflow(by: height)
        guard !overflow, count <= Int.max / 3, pixels.count == 3 * count else { return nil }
        self.init(width: width, height: height, uncheckedPixels: pixels)
    }

    /// For pixels made here, whose number is known to be right.
    init(width: Int, height: Int, uncheckedPixels pixels: [UInt8]) {
        precondition(pixels.count == 3 * width * height, "pixels are counted by whoever makes them")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The picture with its longer side at most so many pixels; each pixel is the mean of the area that it takes up.
    /// - Parameter longSide: at least 1.
    public func reduced(toLongSide longSide: Int) -> ColorImage {
        precondition(longSide >= 1, "a picture has a pixel")
        let stored = max(width, height)
        guard stored > longSide else { return self }
        func reduced(_ side: Int) -> Int { max(1, (side * longSide + stored / 2) / stored) }
        return narrowed(to: reduced(width)).flattened(to: reduced(height))
    }

    /// The picture turned upright.
    public func upright(_ orientation: PhotoOrientation) -> ColorImage {
        guard orientation != .upright else { return self }
        let (newWidth, newHeight) = orientation.exchangesSides ? (height, width) : (width, height)
        var turned = [UInt8](repeating: 0, count: pixels.count)
        for y in 0..<height {
            for x in 0..<width {
                let place = orientation.uprightPlace(x: x, y: y, width: width, height: height)
                let (from, to) = (3 * (y * width + x), 3 * (place.y * newWidth + place.x))
                for color in 0..<3 { turned[to + color] = pixels[from + color] }
            }
        }
        return ColorImage(width: newWidth, height: newHeight, uncheckedPixels: turned)
    }

    private func narrowed(to newWidth: Int) -> ColorImage {
        let shares = AreaShares(from: width, to: newWidth)
        var result = [UInt8](repeating: 0, count: 3 * newWidth * height)
        unsafe pixels.withUnsafeBufferPointer { source in
            unsafe result.withUnsafeMutableBufferPointer { target in
                for x in 0..<newWidth {
                    let range = shares.ranges[x]
                    for y in 0..<height {
                        var sums = SIMD3<UInt32>()
                        for column in range {
                            let place = 3 * (y * width + column)
                            sums &+=
                                unsafe shares.share(of: column, in: x)
                                &* SIMD3(UInt32(source[place]), UInt32(source[place + 1]), UInt32(source[place + 2]))
                        }
                        let place = 3 * (y * newWidth + x)
                        for color in 0..<3 { unsafe target[place + color] = AreaShares.value(of: sums[color]) }
                    }
                }
            }
        }
        return ColorImage(width: newWidth, height: height, uncheckedPixels: result)
    }

    private func flattened(to newHeight: Int) -> ColorImage {
        let shares = AreaShares(from: height, to: newHeight)
        let rowBytes = 3 * width
        var result = [UInt8](repeating: 0, count: rowBytes * newHeight)
        unsafe pixels.withUnsafeBufferPointer { source in
            unsafe result.withUnsafeMutableBufferPointer { target in
                var sums = [UInt32](repeating: 0, count: rowBytes)
                for y in 0..<newHeight {
                    for index in 0..<rowBytes { sums[index] = 0 }
                    for row in shares.ranges[y] {
                        let share = shares.share(of: row, in: y)
                        for index in 0..<rowBytes {
                            sums[index] &+= unsafe share &* UInt32(source[row * rowBytes + index])
                        }
                    }
                    for index in 0..<rowBytes {
                        unsafe target[y * rowBytes + index] = AreaShares.value(of: sums[index])
                    }
                }
            }
        }
        return ColorImage(width: width, height: newHeight, uncheckedPixels: result)
    }
}

/// How much of each pixel of a row goes into each of fewer pixels: in 65 536ths that add up to all for each of these.
private struct AreaShares {
    /// Which pixels each new one takes from.
    private(set) var ranges: [Range<Int>] = []
    private var shares: [[UInt32]] = []
    private static let whole: UInt32 = 1 << 16

    init(from old: Int, to new: Int) {
        let step = Double(old) / Double(new)
        for place in 0..<new {
            let (start, end) = (Double(place) * step, Double(place + 1) * step)
            let range = Int(start)..<min(old, max(Int(start) + 1, Int(end.rounded(.up))))
            var own = range.map { pixel in
                UInt32(max(0, min(end, Double(pixel + 1)) - max(start, Double(pixel))) / step * Double(Self.whole))
            }
            // What rounding has left.
            own[own.count / 2] += Self.whole - own.reduce(0, +)
            ranges.append(range)
            shares.append(own)
        }
    }

    func share(of pixel: Int, in place: Int) -> UInt32 { shares[place][pixel - ranges[place].lowerBound] }

    static func value(of sum: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: (sum + whole / 2) >> 16) }
}

import PhotoDecoding

/// A picture in two tones, one bit a pixel, 1 for dark, 64 pixels a word from the least significant bit.
///
/// The threshold of a place is the average of the mean and of the middle between minimum and maximum over a window of
/// blocks around it, interpolated between block rows. The mean alone drifts towards the paper where little is printed,
/// the middle alone towards a glare; their average was measured to find the most finders. A window whose values lie
/// within 12 steps has no dark: paper grain is no print.
struct QRDarkBits {
    /// What a window's threshold is made of.
    enum Threshold {
        case mean
        case middle
        case average
    }

    /// Grey steps within which a window counts as blank.
    private static let leastRange = 12

    private(set) var width = 0
    private(set) var height = 0
    private(set) var wordsPerRow = 0
    private(set) var words: [UInt64] = []
    private var thresholds: [UInt8] = []

    /// - Parameters:
    ///   - image: at least one block wide and high.
    ///   - radius: blocks on each side of a window's middle block.
    mutating func binarise(_ image: LumaImage, blocks: QRBlocks, radius: Int, by threshold: Threshold) {
        width = image.width
        height = image.height
        wordsPerRow = (width + 63) / 64
        setThresholds(blocks, radius: radius, by: threshold)
        compare(image, columns: blocks.columns, rows: blocks.rows)
    }

    private mutating func setThresholds(_ blocks: QRBlocks, radius: Int, by threshold: Threshold) {
        let columns = blocks.columns
        let rows = blocks.rows
        let count = columns * rows
        var values = [UInt8](repeating: 0, count: count)
        // Window minima and maxima one direction after the other; window means from sums over the rectangle above.
        var rowMinima = [UInt8](repeating: 0, count: count)
        var rowMaxima = [UInt8](repeating: 0, count: count)
        var rectangleSums = [Int32](repeating: 0, count: (columns + 1) * (rows + 1))
        let minima = blocks.minima.span
        let maxima = blocks.maxima.span
        let means = blocks.means.span
        var rowLow = rowMinima.mutableSpan
        var rowHigh = rowMaxima.mutableSpan
        var sums = rectangleSums.mutableSpan
        var result = values.mutableSpan
        for y in 0..<rows {
            var sum: Int32 = 0
            let line = y * columns
            for x in 0..<columns {
                sum &+= Int32(means[line + x])
                sums[(y + 1) * (columns + 1) + x + 1] = sums[y * (columns + 1) + x + 1] &+ sum
                var low = UInt8.max
                var high = UInt8.min
                for near in max(0, x - radius)...min(columns - 1, x + radius) {
                    low = min(low, minima[line + near])
                    high = max(high, maxima[line + near])
                }
                rowLow[line + x] = low
                rowHigh[line + x] = high
            }
        }
        for y in 0..<rows {
            let top = max(0, y - radius)
            let bottom = min(rows, y + radius + 1)
            for x in 0..<columns {
                var low = UInt8.max
                var high = UInt8.min
                for near in top..<bottom {
                    low = min(low, rowLow[near * columns + x])
                    high = max(high, rowHigh[near * columns + x])
                }
                guard Int(high) - Int(low) >= Self.leastRange else { continue }
                let left = max(0, x - radius)
                let right = min(columns, x + radius + 1)
                let sum =
                    sums[bottom * (columns + 1) + right] &- sums[top * (columns + 1) + right]
                    &- sums[bottom * (columns + 1) + left] &+ sums[top * (columns + 1) + left]
                let mean = Int(sum) / ((right - left) * (bottom - top))
                let middle = (Int(low) + Int(high)) / 2
                let value =
                    switch threshold {
                    case .mean: mean
                    case .middle: middle
                    case .average: (mean + middle) / 2
                    }
                result[y * columns + x] = UInt8(truncatingIfNeeded: value)
            }
        }
        thresholds = values
    }

    private mutating func compare(_ image: LumaImage, columns: Int, rows: Int) {
        words = [UInt64](repeating: 0, count: wordsPerRow * height)
        let (width, height, wordsPerRow) = (width, height, wordsPerRow)
        // Each block's threshold in all eight bytes of a word.
        var spread = [UInt64](repeating: 0, count: columns)
        let side = QRBlocks.side
        unsafe image.pixels.withUnsafeBytes { pixels in
            unsafe words.withUnsafeMutableBufferPointer { words in
                unsafe thresholds.withUnsafeBufferPointer { thresholds in
                    unsafe spread.withUnsafeMutableBufferPointer { spread in
                        for y in 0..<height {
                            // Rows half a block from a block's middle take half of each threshold.
                            let offset = max(0, 2 * y + 1 - side)
                            let upper = min(rows - 1, offset / (2 * side))
                            let lower = min(rows - 1, upper + 1)
                            let share = upper == rows - 1 ? 0 : UInt64(offset % (2 * side))
                            let upperRow = upper * columns
                            let lowerRow = lower * columns
                            for column in 0..<columns {
                                let above = unsafe UInt64(thresholds[upperRow + column]) &* (16 &- share)
                                let below = unsafe UInt64(thresholds[lowerRow + column]) &* share
                                unsafe spread[column] = ((above &+ below) &>> 4) &* 0x0101_0101_0101_0101
                            }
                            let row = y * width
                            let target = y * wordsPerRow
                            var column = 0
                            while column < columns {
                                let end = min(columns, column + 8)
                                var word: UInt64 = 0
                                var shift: UInt64 = 0
                                while column < end {
                                    let eight = unsafe pixels.loadUnaligned(
                                        fromByteOffset: row &+ column &* 8, as: UInt64.self)
                                    word |= unsafe Self.darker(UInt64(littleEndian: eight), spread[column]) &<< shift
                                    shift &+= 8
                                    column &+= 1
                                }
                                unsafe words[target &+ ((column &- 1) &>> 3)] = word
                            }
                            // Pixels right of the last whole block.
                            let last = unsafe UInt8(truncatingIfNeeded: spread[columns - 1])
                            for x in (columns * side)..<width where unsafe pixels[row + x] < last {
                                unsafe words[target + (x >> 6)] |= 1 << UInt64(x & 63)
                            }
                        }
                    }
                }
            }
        }
    }

    /// One bit for each of eight bytes that is less than its threshold, by bytewise subtraction within a word
    /// (H. S. Warren, Hacker's Delight, "Comparison predicates").
    @inline(__always)
    private static func darker(_ values: UInt64, _ thresholds: UInt64) -> UInt64 {
        let high: UInt64 = 0x8080_8080_8080_8080
        let difference = (values | high) &- (thresholds & ~high)
        let less = ((~values & thresholds) | (~(values ^ thresholds) & ~difference)) & high
        return ((less &>> 7) &* 0x0102_0408_1020_4080) &>> 56
    }

    /// Whether a pixel inside the picture is dark.
    subscript(x: Int, y: Int) -> Bool {
        words[y * wordsPerRow + (x >> 6)] >> UInt64(x & 63) & 1 != 0
    }
}

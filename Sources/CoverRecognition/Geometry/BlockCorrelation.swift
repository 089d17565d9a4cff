import Glibc

/// Compares a cover's thumbnail with what lies in the photo where the cover should be, block by block, whatever the
/// light: each block's normalised correlation (J. Lewis, "Fast normalized cross-correlation", 1995).
///
/// Features alone are not enough: a publisher's logo and series design give many that match. The picture between them
/// does not.
struct BlockCorrelation {
    /// Pixels of a block's side in the thumbnail.
    private static let side = 8
    /// Grey steps of standard deviation below which a block shows nothing.
    private static let leastDeviation: Float = 4
    /// Correlation from which a block agrees.
    private static let leastCorrelation: Float = 0.6
    /// Pixels of the thumbnail by which a block may be off in each direction.
    private static let shift = 1
    /// Mean grey of the photo from which a block that has something on it is washed out: it says nothing then.
    private static let washedOut: Float = 240
    /// Variance of the photo's greys below which there is nothing to compare.
    private static let leastVariance: Float = 1

    struct Result: Equatable {
        /// Share of the thumbnail that lies inside the photo.
        var inFrame: Double = 0
        /// Blocks that show something, inside the photo.
        var blocks = 0
        var agreeing = 0
        /// Quarters of the cover that have an agreeing block.
        var quarters = 0
        /// Share of the blocks that agree.
        var agreement: Double { blocks == 0 ? 0 : Double(agreeing) / Double(blocks) }
    }

    /// The thumbnail, as soft as the photo.
    private var smooth: [Float] = []
    private var warped: [Float] = []
    private var isInside: [Bool] = []

    init() {}

    /// - Parameters:
    ///   - space: of the photo.
    ///   - area: of the cover in the photo, in square pixels.
    mutating func compare(
        _ cover: borrowing ReferenceCover, with space: borrowing ScaleSpace, width: Int, height: Int, map: PlanarMap,
        area: Double
    ) -> Result {
        var result = Result()
        result.inFrame = warp(cover, space, width, height, map, area)
        soften(cover.thumbnail)
        let (columns, rows) = (cover.thumbnail.width, cover.thumbnail.height)
        var quarters = 0
        for top in stride(from: 0, through: rows - Self.side, by: Self.side) {
            for left in stride(from: 0, through: columns - Self.side, by: Self.side) {
                guard let correlation = correlation(cover.thumbnail, left, top) else { continue }
                result.blocks += 1
                guard correlation >= Self.leastCorrelation else { continue }
                result.agreeing += 1
                let right = 2 * left + Self.side > columns
                let bottom = 2 * top + Self.side > rows
                quarters |= 1 << ((right ? 1 : 0) + (bottom ? 2 : 0))
            }
        }
        result.quarters = quarters.nonzeroBitCount
        return result
    }

    /// Blurs the thumbnail as much as the photo's octaves are, and the steps of its greys away, by one, two, one across and down.
    private mutating func soften(_ thumbnail: Thumbnail) {
        let (columns, rows) = (thumbnail.width, thumbnail.height)
        smooth.removeAll(keepingCapacity: true)
        for row in 0..<rows {
            let (above, here, below) = (max(0, row - 1) * columns, row * columns, min(rows - 1, row + 1) * columns)
            func down(_ column: Int) -> Float {
                Float(thumbnail.pixels[above + column]) + 2 * Float(thumbnail.pixels[here + column])
                    + Float(thumbnail.pixels[below + column])
            }
            var (before, at) = (down(0), down(0))
            for column in 0..<columns {
                let after = down(min(columns - 1, column + 1))
                smooth.append((before + 2 * at + after) / 16)
                (before, at) = (at, after)
            }
        }
    }

    /// Draws what lies in the photo as the thumbnail shows it, with a margin for the shifts.
    /// - Returns: the share of the thumbnail inside the photo.
    private mutating func warp(
        _ cover: borrowing ReferenceCover, _ space: borrowing ScaleSpace, _ width: Int, _ height: Int, _ map: PlanarMap,
        _ area: Double
    ) -> Double {
        let (columns, rows) = (cover.thumbnail.width, cover.thumbnail.height)
        let side = Double(max(columns, rows))
        // Pixels of the photo to a pixel of the thumbnail; of each octave's pixels there should be one or two.
        let footprint = (area / Double(cover.size.x * cover.size.y)).squareRoot() / side
        let wanted = footprint > 2.4 ? Int(log2(footprint / 1.2)) : 0
        let octave = space.octaves[min(space.octaves.count - 1, wanted)]
        let scale = Float(1) / Float(1 << min(space.octaves.count - 1, wanted))
        let (margin, wide) = (Self.shift, columns + 2 * Self.shift)
        let count = wide * (rows + 2 * margin)
        if warped.count < count {
            warped = [Float](repeating: 0, count: count)
            isInside = [Bool](repeating: false, count: count)
        }
        // A thumbnail's places are continuous, a map's count from the middle of the first pixel of the cover's picture.
        let half = 0.5 / Double(cover.longSide)
        let greys = space.values.span
        let lastX = Float(octave.width) - 1.001
        let lastY = Float(octave.height) - 1.001
        var inside = 0
        for row in 0..<(rows + 2 * margin) {
            let v = (Double(row - margin) + 0.5) / side - half
            for column in 0..<wide {
                let index = row * wide + column
                isInside[index] = false
                let u = (Double(column - margin) + 0.5) / side - half
                guard let place = map(u, v), place.x >= 0, place.y >= 0, place.x <= Double(width - 1),
                    place.y <= Double(height - 1)
                else { continue }
                let x = min(lastX, Float(place.x) * scale)
                let y = min(lastY, Float(place.y) * scale)
                let (left, top) = (Int(Int32(x)), Int(Int32(y)))
                let upper = octave.start + top * octave.width + left
                let (right, below) = (x - Float(left), y - Float(top))
                let a = greys[upper] + right * (greys[upper + 1] - greys[upper])
                let lower = upper + octave.width
                let b = greys[lower] + right * (greys[lower + 1] - greys[lower])
                warped[index] = a + below * (b - a)
                isInside[index] = true
                if row >= margin, column >= margin, row < rows + margin, column < columns + margin { inside += 1 }
            }
        }
        return Double(inside) / Double(columns * rows)
    }

    /// - Returns: the best of all shifts, or nil for a block that shows nothing or lies outside.
    private func correlation(_ thumbnail: Thumbnail, _ left: Int, _ top: Int) -> Float? {
        let count = Float(Self.side * Self.side)
        var block = InlineArray<8, SIMD8<Float>>(repeating: SIMD8(repeating: 0))
        var (sum, squares) = (SIMD8<Float>(repeating: 0), SIMD8<Float>(repeating: 0))
        for row in 0..<Self.side {
            let start = (top + row) * thumbnail.width + left
            let line = Self.eight(smooth, start)
            block[row] = line
            sum += line
            squares += line * line
        }
        let mean = sum.sum() / count
        let variance = squares.sum() / count - mean * mean
        guard variance >= Self.leastDeviation * Self.leastDeviation else { return nil }
        let wide = thumbnail.width + 2 * Self.shift
        var best: Float?
        for down in 0...(2 * Self.shift) {
            for right in 0...(2 * Self.shift) {
                let start = (top + down) * wide + left + right
                let end = start + (Self.side - 1) * wide
                guard isInside[start], isInside[start + Self.side - 1], isInside[end], isInside[end + Self.side - 1]
                else { continue }
                var (seen, seenSquares) = (SIMD8<Float>(repeating: 0), SIMD8<Float>(repeating: 0))
                var products = SIMD8<Float>(repeating: 0)
                for row in 0..<Self.side {
                    let line = Self.eight(warped, start + row * wide)
                    seen += line
                    seenSquares += line * line
                    products += line * block[row]
                }
                let seenMean = seen.sum() / count
                guard seenMean < Self.washedOut else { continue }
                best = max(best ?? -1, -1)
                let seenVariance = seenSquares.sum() / count - seenMean * seenMean
                guard seenVariance >= Self.leastVariance else { continue }
                let covariance = products.sum() / count - mean * seenMean
                best = max(best ?? -1, covariance / (variance * seenVariance).squareRoot())
            }
        }
        return best
    }

    @inline(__always)
    private static func eight(_ values: [Float], _ start: Int) -> SIMD8<Float> {
        precondition(start >= 0 && start + 8 <= values.count, "a block lies inside")
        return unsafe values.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: 4 * start, as: SIMD8<Float>.self)
        }
    }
}

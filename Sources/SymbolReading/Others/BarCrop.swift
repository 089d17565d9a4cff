import Glibc
import PhotoDecoding

/// The surroundings of a candidate as a small picture with level scan lines, for ZBar.
struct BarCrop {
    let image: LumaImage
    /// Pixels of the picture a pixel of the crop.
    let step: Double
    private let corner: SIMD2<Double>
    private let right: SIMD2<Double>
    private let down: SIMD2<Double>

    /// Quiet zones at either end: a share of the candidate's width, and pixels.
    private static let reach = (share: 0.15, pixels: 12.0)
    /// Columns for the candidate: a long Code 128 has 300 modules, and ZBar wants two pixels for each.
    private static let columns = 250.0...1400.0
    private static let mostRows = 120
    private static let mostColumns = 3000.0

    /// - Parameter scale: how much finer or coarser than usual.
    init?(of candidate: BarCandidate, in pyramid: inout Pyramid, scale: Double = 1) {
        let width = 2 * Double(candidate.halfWidth)
        let height = 2 * Double(candidate.halfHeight) * 1.1
        guard width.isFinite, height.isFinite, width >= 8 else { return nil }
        // One pixel for each, unless the candidate is small or very large.
        let natural = max(min(1, width / Self.columns.lowerBound), 0.5, width / Self.columns.upperBound)
        step = natural / scale
        var level = pyramid.finest
        while Double(1 << (level + 1)) <= step * 1.1, level < 12 { level += 1 }
        let unit = Double(1 << level)
        let (c, s) = (Double(cosf(candidate.direction)), Double(sinf(candidate.direction)))
        let across = SIMD2(c, s)
        let along = SIMD2(-s, c)
        let margin = width * Self.reach.share + Self.reach.pixels * unit
        let columns = min(Self.mostColumns, (width + 2 * margin) / step)
        let rows = max(3, min(Self.mostRows, Int(height / step)))
        let middle = SIMD2(Double(candidate.x), Double(candidate.y))
        right = across * step
        down = along * (height / Double(rows))
        corner = middle - right * (columns / 2) - down * (Double(rows - 1) / 2)
        let shift = 0.5 - 0.5 / unit
        guard
            let image = pyramid.level(level).sampled(
                from: corner / unit - SIMD2(shift, shift), right: right / unit, down: down / unit,
                width: Int(columns), height: rows)
        else { return nil }
        self.image = image
    }

    /// The place in the picture.
    func place(_ point: Point) -> Point {
        let place = corner + right * Double(point.x) + down * Double(point.y)
        return Point(x: Int(place.x.rounded()), y: Int(place.y.rounded()))
    }
}

extension LumaImage {
    /// The pixels on a grid at any angle, interpolated; white beyond the border, as a quiet zone for codes that reach it.
    /// - Returns: nil for a grid without pixels, or a picture of one row or column.
    func sampled(
        from corner: SIMD2<Double>, right: SIMD2<Double>, down: SIMD2<Double>, width columns: Int, height rows: Int
    ) -> LumaImage? {
        guard columns > 0, rows > 0, width > 1, height > 1 else { return nil }
        let (mostX, mostY) = (Float(width) - 1.001, Float(height) - 1.001)
        let (endX, endY) = (Float(width) - 0.25, Float(height) - 0.25)
        let width = self.width
        let (stepX, stepY) = (Float(right.x), Float(right.y))
        let sampled = unsafe [UInt8](unsafeUninitializedCapacity: columns * rows) { sampled, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                guard let source = source.baseAddress else { return }
                for row in 0..<rows {
                    let start = corner + down * Double(row)
                    var (x, y) = (Float(start.x), Float(start.y))
                    for column in 0..<columns {
                        defer {
                            x += stepX
                            y += stepY
                        }
                        guard x > -0.75, y > -0.75, x < endX, y < endY else {
                            unsafe sampled[row &* columns &+ column] = 255
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
                        unsafe sampled[row &* columns &+ column] = UInt8(upper + fy * (lower - upper) + 0.5)
                    }
                }
            }
            count = columns * rows
        }
        return LumaImage(width: columns, height: rows, pixels: sampled)
    }
}

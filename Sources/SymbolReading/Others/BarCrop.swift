import Glibc
import PhotoDecoding

/// The surroundings of a candidate on level scan lines, for ZBar and our DataBar reader: as a picture, or single lines.
struct BarCrop {
    /// Pixels of the picture a pixel of the crop.
    let step: Double
    let columns: Int
    let rows: Int
    private let level: Int
    private let corner: SIMD2<Double>
    private let right: SIMD2<Double>
    private let down: SIMD2<Double>

    /// Quiet zones at either end: a share of the candidate's width, and pixels.
    private static let reach = (share: 0.15, pixels: 12.0)
    /// Columns for the candidate: a long Code 128 has 300 modules, and ZBar wants two pixels for each.
    private static let columnsWanted = 250.0...1400.0
    private static let mostRows = 120
    private static let mostColumns = 3000.0

    /// - Parameter scale: how much finer or coarser than usual.
    init?(of candidate: BarCandidate, in pyramid: inout Pyramid, scale: Double = 1) {
        let width = 2 * Double(candidate.halfWidth)
        let height = 2 * Double(candidate.halfHeight) * 1.1
        guard width.isFinite, height.isFinite, width >= 8 else { return nil }
        // One pixel for each, unless the candidate is small or very large.
        let natural = max(
            min(1, width / Self.columnsWanted.lowerBound), 0.5, width / Self.columnsWanted.upperBound)
        step = natural / scale
        var level = pyramid.finest
        while Double(1 << (level + 1)) <= step * 1.1, level < 12 { level += 1 }
        self.level = level
        let (c, s) = (Double(cosf(candidate.direction)), Double(sinf(candidate.direction)))
        let margin = width * Self.reach.share + Self.reach.pixels * Double(1 << level)
        let columns = min(Self.mostColumns, (width + 2 * margin) / step)
        rows = max(3, min(Self.mostRows, Int(height / step)))
        self.columns = Int(columns)
        let middle = SIMD2(Double(candidate.x), Double(candidate.y))
        right = SIMD2(c, s) * step
        down = SIMD2(-s, c) * (height / Double(rows))
        corner = middle - right * (columns / 2) - down * (Double(rows - 1) / 2)
    }

    /// Rows of the crop as a picture.
    /// - Returns: nil for a picture of one row or column.
    func image(in pyramid: inout Pyramid, rows: Range<Int>) -> LumaImage? {
        let unit = Double(1 << level)
        let shift = 0.5 - 0.5 / unit
        let first = corner + down * Double(rows.lowerBound)
        return pyramid.level(level).sampled(
            from: first / unit - SIMD2(shift, shift), right: right / unit, down: down / unit, width: columns,
            height: rows.count)
    }

    /// The whole crop as a picture.
    func image(in pyramid: inout Pyramid) -> LumaImage? { image(in: &pyramid, rows: 0..<rows) }

    /// The place in the picture.
    func place(_ point: Point) -> Point {
        let place = corner + right * Double(point.x) + down * Double(point.y)
        return Point(x: Int(place.x.rounded()), y: Int(place.y.rounded()))
    }
}

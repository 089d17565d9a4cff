import Glibc
import PhotoDecoding

/// The surroundings of a candidate, turned so that scan lines are rows: lines along x, bars upright.
///
/// Sampled bilinearly from the level where the candidate is at most 700 pixels wide, with 4 samples a module if the
/// candidate is just an EAN-13, but never finer than a third of a pixel nor coarser than a pixel. Beyond the border the
/// picture's last pixels repeat.
struct BarPatch {
    /// Rows, at most `mostLines`.
    private(set) var lines = 0
    /// Samples a row.
    private(set) var columns = 0
    private(set) var samples: [Float] = []
    /// Distance of samples in pixels of the level.
    private(set) var step: Float = 1
    /// Distance of rows in pixels of the level.
    private(set) var lineStep: Float = 1
    private(set) var level = 0
    /// Middle of the patch in pixels of the level.
    private(set) var middleX: Float = 0
    private(set) var middleY: Float = 0
    private(set) var cosine: Float = 1
    private(set) var sine: Float = 0
    /// Place of the first sample and row from the middle, in pixels of the level.
    private(set) var firstColumn: Float = 0
    private(set) var firstLine: Float = 0

    static let mostLines = 40
    /// Widest candidate in pixels of the level sampled.
    private static let widest: Float = 700
    /// Samples across a candidate: an EAN-13 has 95 modules.
    private static let samplesAcross: Float = 95 * 4

    /// - Parameters:
    ///   - reach: how far beyond the candidate, as a share of its width, the patch goes at either end.
    ///   - mostLines: rows at most.
    mutating func sample(
        _ pyramid: inout Pyramid, _ candidate: BarCandidate, reach: Float, mostLines: Int = BarPatch.mostLines
    ) {
        level = pyramid.finest
        while 2 * candidate.halfWidth / Float(1 << level) > Self.widest, pyramid.isWorthwhile(level + 1) { level += 1 }
        let image = pyramid.level(level)
        let scale = 1 / Float(1 << level)
        let width = 2 * candidate.halfWidth * scale
        step = (width / Self.samplesAcross).clamped(0.34, 1)
        cosine = cosf(candidate.direction)
        sine = sinf(candidate.direction)
        let height = 2 * candidate.halfHeight * scale * 0.92
        lines = max(5, min(mostLines, height.whole))
        lineStep = height / Float(lines)
        let radius = candidate.halfWidth * scale * (1 + reach) + 12
        columns = max(1, (2 * radius / step).whole)
        middleX = (candidate.x + 0.5) * scale - 0.5
        middleY = (candidate.y + 0.5) * scale - 0.5
        firstColumn = -radius
        firstLine = -Float(lines - 1) / 2 * lineStep
        if samples.count < lines * columns {
            samples.append(contentsOf: repeatElement(0, count: lines * columns - samples.count))
        }
        guard image.width > 1, image.height > 1 else { return }
        fill(from: image)
        if candidate.isInverted {
            for i in 0..<(lines * columns) { samples[i] = 255 - samples[i] }
        }
    }

    /// The negative.
    var inverted: BarPatch {
        var patch = self
        for i in patch.samples.indices { patch.samples[i] = 255 - patch.samples[i] }
        return patch
    }

    /// Whether it is darker just beyond both ends of the candidate than between them, on the middle lines: light bars
    /// on dark. Dark paper right behind a narrow quiet zone looks the same now and then.
    /// - Parameter width: of the candidate in samples.
    func isDarkAround(width: Float) -> Bool {
        let middle = columns / 2
        let (half, margin) = ((width / 2).whole, max(2, (width * Self.quietShare).whole))
        guard middle - half - margin >= 0, middle + half + margin < columns, half > 0 else { return false }
        var (left, inside, right): (Float, Float, Float) = (0, 0, 0)
        let rows = (lines / 3)..<max(lines / 3 + 1, 2 * lines / 3)
        for line in rows {
            let row = line * columns + middle
            for i in 1...margin {
                left += samples[row - half - i]
                right += samples[row + half + i]
            }
            for i in -half...half { inside += samples[row + i] }
        }
        let outside = (left + right) / Float(2 * margin)
        return max(left, right) / Float(margin) < inside / Float(2 * half + 1)
            && outside < 0.9 * inside / Float(2 * half + 1)
    }

    /// Share of a candidate's width that is looked at on either side for a quiet zone: seven modules of an EAN-13.
    private static let quietShare: Float = 0.075

    private mutating func fill(from image: LumaImage) {
        let (dx, dy) = (step * cosine, step * sine)
        let (mostX, mostY) = (Float(image.width) - 1.001, Float(image.height) - 1.001)
        let (width, columns) = (image.width, self.columns)
        for line in 0..<lines {
            let v = firstLine + Float(line) * lineStep
            let startX = middleX + firstColumn * cosine - v * sine
            let startY = middleY + firstColumn * sine + v * cosine
            unsafe samples.withUnsafeMutableBufferPointer { samples in
                unsafe image.pixels.withUnsafeBufferPointer { pixels in
                    guard let row = unsafe samples.baseAddress.map({ unsafe $0 + line * columns }),
                        let pixels = pixels.baseAddress
                    else { return }
                    let (endX, endY) = (startX + Float(columns - 1) * dx, startY + Float(columns - 1) * dy)
                    if min(startX, endX) >= 0, max(startX, endX) < mostX, min(startY, endY) >= 0,
                        max(startY, endY) < mostY
                    {
                        unsafe Self.fillInside(row, columns, from: pixels, width: width, (startX, startY), (dx, dy))
                        return
                    }
                    var (x, y) = (startX, startY)
                    for j in 0..<columns {
                        // Clamped below the last pixel, so that all four neighbours exist.
                        let (cx, cy) = (x.clamped(0, mostX), y.clamped(0, mostY))
                        let (ix, iy) = (Int32(cx), Int32(cy))
                        let (fx, fy) = (cx - Float(ix), cy - Float(iy))
                        let p = unsafe pixels + (Int(iy) &* width &+ Int(ix))
                        let (a, b) = unsafe (Float(p[0]), Float(p[1]))
                        let (c, d) = unsafe (Float(p[width]), Float(p[width &+ 1]))
                        let (upper, lower) = (a + fx * (b - a), c + fx * (d - c))
                        unsafe row[j] = upper + fy * (lower - upper)
                        x += dx
                        y += dy
                    }
                }
            }
        }
    }

    /// A row that lies in the picture: places are counted in 2⁻³² of a pixel, and nothing needs to be clamped.
    private static func fillInside(
        _ row: UnsafeMutablePointer<Float>, _ columns: Int, from pixels: UnsafePointer<UInt8>, width: Int,
        _ start: (x: Float, y: Float), _ step: (x: Float, y: Float)
    ) {
        let unit = 4_294_967_296.0
        let part: Float = 1 / 16_777_216
        var (x, y) = (Int(Double(start.x) * unit), Int(Double(start.y) * unit))
        let (stepX, stepY) = (Int(Double(step.x) * unit), Int(Double(step.y) * unit))
        for j in 0..<columns {
            let p = unsafe pixels + ((y &>> 32) &* width &+ (x &>> 32))
            let fx = Float(Int32(truncatingIfNeeded: (x &>> 8) & 0xFF_FFFF)) * part
            let fy = Float(Int32(truncatingIfNeeded: (y &>> 8) & 0xFF_FFFF)) * part
            let (a, b) = unsafe (Float(p[0]), Float(p[1]))
            let (c, d) = unsafe (Float(p[width]), Float(p[width &+ 1]))
            let (upper, lower) = (a + fx * (b - a), c + fx * (d - c))
            unsafe row[j] = upper + fy * (lower - upper)
            x &+= stepX
            y &+= stepY
        }
    }

    /// Place of a sample in pixels of the level.
    /// - Parameters:
    ///   - column: in samples from the patch's left end.
    ///   - line: in rows from the patch's top.
    func place(column: Float, line: Float) -> (x: Float, y: Float) {
        let u = firstColumn + column * step
        let v = firstLine + line * lineStep
        return (middleX + u * cosine - v * sine, middleY + u * sine + v * cosine)
    }

    /// The column where a line leaves the picture, or the patch ends.
    func room(from column: Float, line: Float, backwards: Bool, in image: LumaImage) -> Float {
        var column = column
        let step: Float = backwards ? -1 : 1
        while column >= 0, column < Float(columns) {
            let place = place(column: column, line: line)
            if place.x < 0 || place.y < 0 || place.x > Float(image.width - 1) || place.y > Float(image.height - 1) {
                break
            }
            column += step
        }
        return column
    }

    /// Place of a sample in pixels of the picture.
    func picturePlace(column: Float, line: Float) -> Point {
        let place = place(column: column, line: line)
        let scale = Float(1 << level)
        return Point(
            x: ((place.x + 0.5) * scale - 0.5).rounded().whole, y: ((place.y + 0.5) * scale - 0.5).rounded().whole)
    }
}

import PhotoDecoding

/// A part of a photo cut out in the frame of a code: upright, reading rightwards, at a known size of module.
///
/// Small by construction, whatever the photo: a few tens of thousands of pixels, a millisecond to make and scan.
struct CloseUp {
    let image: LumaImage
    private let corner: Vector
    private let right: Vector
    private let down: Vector

    /// Columns and rows for a module: enough for ZBar, which wants two or more.
    static let columnsPerModule = 4
    static let rowsPerModule = 2

    /// - Parameters:
    ///   - along: modules from the end of the code, in reading direction; at most `mostModules` of them.
    ///   - down: modules from the middle of the lines that read it, down the bars; at most `mostModules` of them.
    ///   - image: the photo divided by `divisor`.
    init?(
        of image: LumaImage, dividedBy divisor: Int, frame: CodeFrame, along: ClosedRange<Int>,
        down: ClosedRange<Int>
    ) {
        precondition(
            along.count <= Self.mostModules && down.count <= Self.mostModules, "a close-up is a small part")
        right = frame.along * (1 / Double(Self.columnsPerModule))
        self.down = frame.down * (1 / Double(Self.rowsPerModule))
        corner = frame.end + frame.along * Double(along.lowerBound) + frame.down * Double(down.lowerBound)
        guard
            let image = image.sampled(
                from: corner * (1 / Double(divisor)), right: right * (1 / Double(divisor)),
                down: self.down * (1 / Double(divisor)), width: Self.columnsPerModule * along.count,
                height: Self.rowsPerModule * down.count)
        else { return nil }
        self.image = image
    }

    /// Modules of a side at most.
    static let mostModules = 128

    /// The place in the stored photo.
    func place(_ point: Point) -> Point {
        let place = corner + right * Double(point.x) + down * Double(point.y)
        return Point(x: Int(place.x.rounded()), y: Int(place.y.rounded()))
    }
}

extension LumaImage {
    /// The pixels on a grid at any angle, interpolated; white outside the picture.
    /// - Returns: nil for a grid without pixels.
    func sampled(from corner: Vector, right: Vector, down: Vector, width columns: Int, height rows: Int) -> LumaImage? {
        guard columns > 0, rows > 0 else { return nil }
        let (width, height) = (self.width, self.height)
        let sampled = unsafe [UInt8](unsafeUninitializedCapacity: columns * rows) { sampled, count in
            unsafe pixels.withUnsafeBufferPointer { source in
                for row in 0..<rows {
                    for column in 0..<columns {
                        let x = corner.x + right.x * Double(column) + down.x * Double(row)
                        let y = corner.y + right.y * Double(column) + down.y * Double(row)
                        guard x >= 0, y >= 0, x < Double(width - 1), y < Double(height - 1) else {
                            unsafe sampled[row * columns + column] = 255
                            continue
                        }
                        let place = Int(y) * width + Int(x)
                        let (shareX, shareY) = (
                            Int32((x - x.rounded(.down)) * 256), Int32((y - y.rounded(.down)) * 256)
                        )
                        let upper = unsafe Int32(source[place]) * (256 - shareX) + Int32(source[place + 1]) * shareX
                        let lower =
                            unsafe Int32(source[place + width]) * (256 - shareX)
                            + Int32(source[place + width + 1]) * shareX
                        unsafe sampled[row * columns + column] = UInt8(
                            truncatingIfNeeded: (upper * (256 - shareY) + lower * shareY) >> 16)
                    }
                }
            }
            count = columns * rows
        }
        return LumaImage(width: columns, height: rows, pixels: sampled)
    }
}

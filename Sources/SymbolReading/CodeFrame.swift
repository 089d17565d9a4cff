import PhotoDecoding

/// Where the bars of a code lie in the stored photo: its end, the way it reads, and the size of a module.
///
/// The points where scan lines left a code tell its ends, not its angle: a few level lines over tilted bars look level.
/// The angle comes from the bars themselves, from the gradients of the pixels between the points.
struct CodeFrame {
    /// The last bar, in the middle of the lines that read the code.
    let end: Vector
    /// One module on in reading direction, square to the bars.
    let along: Vector
    /// One module down along the bars, as seen when the text reads rightwards.
    var down: Vector { Vector(x: -along.y, y: along.x) }

    /// Modules of an EAN-13 or UPC-A from first to last bar.
    static let modules = 95.0

    /// - Parameters:
    ///   - points: where scan lines left the code, both ends among them.
    ///   - heading: roughly the way from its first bar to its last.
    ///   - image: the photo divided by `divisor`.
    /// - Returns: nil where the points are too near each other or the pixels show no bars.
    init?(points: [Point], heading: Vector, image: LumaImage, divisor: Int) {
        guard let first = points.first, heading.length > 0 else { return nil }
        var low = first
        var high = first
        for point in points {
            low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
            high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
        }
        guard
            let normal = Self.normal(
                of: image, x: (low.x / divisor)...(high.x / divisor), y: (low.y / divisor)...(high.y / divisor))
        else { return nil }
        let cosine = (normal.x * heading.x + normal.y * heading.y) / heading.length
        // Scan lines cross the bars at 45 degrees or less, and a little more in photos seen from the side.
        guard abs(cosine) > 0.5 else { return nil }
        let unit = normal * (cosine < 0 ? -1 : 1)
        let places = points.map { Vector($0) }
        let alongs = places.map { $0.x * unit.x + $0.y * unit.y }
        guard let start = alongs.min(), let end = alongs.max(), end - start > Self.modules / 2 else { return nil }
        let last = zip(places, alongs).filter { $0.1 > end - 0.1 * (end - start) }.map(\.0)
        let middle = last.reduce(Vector(x: 0, y: 0)) { $0 + $1 } * (1 / Double(last.count))
        self.end = middle + unit * (end - (middle.x * unit.x + middle.y * unit.y))
        along = unit * ((end - start) / Self.modules)
    }

    /// The same end with another size of module.
    func scaled(by factor: Double) -> CodeFrame {
        CodeFrame(end: end, along: along * factor)
    }

    private init(end: Vector, along: Vector) {
        self.end = end
        self.along = along
    }

    /// The direction in which the pixels of a rectangle change most: across the bars.
    private static func normal(of image: LumaImage, x: ClosedRange<Int>, y: ClosedRange<Int>) -> Vector? {
        let columns = (max(1, x.lowerBound), min(image.width - 2, x.upperBound))
        let rows = (max(1, y.lowerBound - 4), min(image.height - 2, y.upperBound + 4))
        guard columns.0 <= columns.1, rows.0 <= rows.1 else { return nil }
        // At most some 10 000 places, wherever the bars fill the photo.
        let step = max(1, Int((Double((columns.1 - columns.0) * (rows.1 - rows.0)) / 10_000).squareRoot()))
        var difference = 0
        var product = 0
        let width = image.width
        // Rows and columns were kept one pixel inside the picture, so every neighbour is in it.
        unsafe image.pixels.withUnsafeBufferPointer { pixels in
            for row in stride(from: rows.0, through: rows.1, by: step) {
                for column in stride(from: columns.0, through: columns.1, by: step) {
                    let place = row * width + column
                    // Scharr's weights: plain differences are drawn 4 degrees towards the diagonal by bars of 3 pixels.
                    func at(_ dx: Int, _ dy: Int) -> Int { unsafe Int(pixels[place + dy * width + dx]) }
                    let rising = at(1, 1) - at(-1, -1)
                    let falling = at(1, -1) - at(-1, 1)
                    let across = 3 * (rising + falling) + 10 * (at(1, 0) - at(-1, 0))
                    let down = 3 * (rising - falling) + 10 * (at(0, 1) - at(0, -1))
                    difference += across * across - down * down
                    product += 2 * across * down
                }
            }
        }
        // The mean of doubled angles, so that opposite gradients agree; then half of it.
        let (a, b) = (Double(difference), Double(product))
        let length = (a * a + b * b).squareRoot()
        guard length > 0 else { return nil }
        let normal = a >= 0 ? Vector(x: length + a, y: b) : Vector(x: b, y: length - a)
        return normal * (1 / normal.length)
    }
}

/// A place or a way in the stored photo, to a fraction of a pixel.
struct Vector: Equatable {
    var x: Double
    var y: Double

    init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    init(_ point: Point) {
        self.init(x: Double(point.x), y: Double(point.y))
    }

    var length: Double { (x * x + y * y).squareRoot() }

    static func + (a: Vector, b: Vector) -> Vector { Vector(x: a.x + b.x, y: a.y + b.y) }
    static func - (a: Vector, b: Vector) -> Vector { Vector(x: a.x - b.x, y: a.y - b.y) }
    static func * (a: Vector, factor: Double) -> Vector { Vector(x: a.x * factor, y: a.y * factor) }
}

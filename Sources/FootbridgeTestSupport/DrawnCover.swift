public import PhotoDecoding

/// A book's front of shapes and bars, drawn from a number, and photos of it.
public struct DrawnCover: Sendable {
    /// 300 by 440 pixels.
    public let image: LumaImage

    /// - Parameters:
    ///   - number: the same number gives the same front.
    ///   - title: another number here gives another title on the same picture.
    public init(_ number: UInt64, title: UInt64? = nil) {
        var canvas = Canvas(width: 300, height: 440, grey: 205)
        var numbers = SeededGenerator(seed: number &* 977 &+ 5)
        for _ in 0..<70 {
            canvas.drawShape(
                x: Double(numbers.next() % 300), y: Double(110 + numbers.next() % 330),
                size: Double(8 + numbers.next() % 34), corners: 3 + Int(numbers.next() % 5),
                turn: Double(numbers.next() % 628) / 100, grey: UInt8(numbers.next() % 256))
        }
        var words = SeededGenerator(seed: (title ?? number) &* 31 &+ 7)
        for line in 0..<3 {
            for letter in 0..<9 {
                canvas.drawShape(
                    x: Double(30 + 28 * letter), y: Double(25 + 32 * line), size: Double(9 + words.next() % 5),
                    corners: 3 + Int(words.next() % 4), turn: Double(words.next() % 628) / 100,
                    grey: UInt8(words.next() % 90))
            }
        }
        // So that nothing at its edges is taken for a border.
        for x in 0..<300 {
            canvas.greys[x] = x % 20 < 10 ? 40 : 205
            canvas.greys[439 * 300 + x] = canvas.greys[x]
        }
        for y in 0..<440 {
            canvas.greys[y * 300] = y % 20 < 10 ? 40 : 205
            canvas.greys[y * 300 + 299] = canvas.greys[y * 300]
        }
        image = canvas.image
    }

    /// A photo of fronts on a table, each at its corners, clockwise from its own top left.
    public static func photo(
        of covers: [(cover: DrawnCover, corners: [SIMD2<Double>])], width: Int, height: Int
    ) -> LumaImage {
        var canvas = Canvas(width: width, height: height, grey: 120)
        var grain = SeededGenerator(seed: 1)
        for index in canvas.greys.indices { canvas.greys[index] = 112 + Double(grain.next() % 16) }
        for (cover, corners) in covers { canvas.lay(cover.image, at: corners) }
        return canvas.image
    }

    /// A photo of one front.
    public func photo(at corners: [SIMD2<Double>], width: Int = 480, height: Int = 640) -> LumaImage {
        Self.photo(of: [(self, corners)], width: width, height: height)
    }

    private struct Canvas {
        let width: Int
        let height: Int
        var greys: [Double]

        init(width: Int, height: Int, grey: Double) {
            self.width = width
            self.height = height
            greys = [Double](repeating: grey, count: width * height)
        }

        var image: LumaImage {
            let pixels = greys.map { UInt8(max(0, min(255, $0.rounded()))) }
            guard let image = LumaImage(width: width, height: height, pixels: pixels) else {
                preconditionFailure("a canvas has its pixels")
            }
            return image
        }

        mutating func drawShape(x: Double, y: Double, size: Double, corners: Int, turn: Double, grey: UInt8) {
            // A regular polygon: the places on the inner side of all its edges.
            let normals = (0..<corners).map { Self.direction(turn + 6.283185 * Double($0) / Double(corners)) }
            for row in max(0, Int(y - size))...max(0, min(height - 1, Int(y + size))) {
                for column in max(0, Int(x - size))...max(0, min(width - 1, Int(x + size))) {
                    let way = SIMD2(Double(column) - x, Double(row) - y)
                    if normals.allSatisfy({ ($0 * way).sum() < 0.7 * size }) {
                        greys[row * width + column] = Double(grey)
                    }
                }
            }
        }

        /// Of a polygon's side; good enough for drawing, and the same on every machine.
        private static func direction(_ angle: Double) -> SIMD2<Double> {
            let turned = angle - 6.283185 * (angle / 6.283185).rounded()
            let square = turned * turned
            let sine = turned * (1 - square / 6 + square * square / 120 - square * square * square / 5040)
            let half = turned / 2 * (1 - square / 24 + square * square / 1920)
            return SIMD2(1 - 2 * half * half, sine)
        }

        /// Lays a picture with its corners at four places: backwards, pixel by pixel, through the projective map (P.
        /// Heckbert, 1989, section 2.2.3).
        mutating func lay(_ image: LumaImage, at corners: [SIMD2<Double>]) {
            let (p, q, r, s) = (corners[0], corners[1], corners[2], corners[3])
            func cross(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> Double { a.x * b.y - a.y * b.x }
            let (sum, first, second) = (p - q + r - s, q - r, s - r)
            let g = cross(sum, second) / cross(first, second)
            let h = cross(first, sum) / cross(first, second)
            let (across, down) = (q - p + g * q, s - p + h * s)
            let left = corners.map(\.x).min() ?? 0
            let right = corners.map(\.x).max() ?? 0
            let top = corners.map(\.y).min() ?? 0
            let bottom = corners.map(\.y).max() ?? 0
            for y in max(0, Int(top))...max(0, min(height - 1, Int(bottom))) {
                for x in max(0, Int(left))...max(0, min(width - 1, Int(right))) {
                    // (across - g·place)·u + (down - h·place)·v = place - p
                    let place = SIMD2(Double(x), Double(y))
                    let (a, b, c) = (across - g * place, down - h * place, place - p)
                    let u = cross(c, b) / cross(a, b)
                    let v = cross(a, c) / cross(a, b)
                    guard u >= 0, v >= 0, u < 1, v < 1 else { continue }
                    greys[y * width + x] = Self.mean(
                        image, u * Double(image.width - 2), v * Double(image.height - 2))
                }
            }
        }

        private static func mean(_ image: LumaImage, _ x: Double, _ y: Double) -> Double {
            let (left, top) = (Int(x), Int(y))
            let (right, down) = (x - Double(left), y - Double(top))
            let upper = Double(image[left, top]) * (1 - right) + Double(image[left + 1, top]) * right
            let lower = Double(image[left, top + 1]) * (1 - right) + Double(image[left + 1, top + 1]) * right
            return upper * (1 - down) + lower * down
        }
    }
}

import PhotoDecoding

/// A white picture to draw codes on.
struct Drawing {
    let width: Int
    let height: Int
    private var pixels: [UInt8]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels = [UInt8](repeating: 255, count: width * height)
    }

    var image: LumaImage {
        guard let image = LumaImage(width: width, height: height, pixels: pixels) else {
            preconditionFailure("a drawing has as many pixels as it says")
        }
        return image
    }

    mutating func fill(x: Int, y: Int, width: Int, height: Int, with value: UInt8 = 0) {
        for row in max(0, y)..<min(self.height, y + height) {
            for column in max(0, x)..<min(self.width, x + width) { pixels[row * self.width + column] = value }
        }
    }

    /// Draws bars from a string of modules, `1` dark.
    mutating func bars(_ modules: String, x: Int, y: Int, module: Int, height: Int) {
        for (index, bit) in modules.enumerated() where bit == "1" {
            fill(x: x + index * module, y: y, width: module, height: height)
        }
    }

    /// Draws rows of modules, `#` dark.
    mutating func matrix(_ rows: [String], x: Int, y: Int, module: Int) {
        for (row, line) in rows.enumerated() {
            for (column, mark) in line.enumerated() where mark == "#" {
                fill(x: x + column * module, y: y + row * module, width: module, height: module)
            }
        }
    }

    /// Draws a picture.
    mutating func place(_ image: LumaImage, x: Int, y: Int) {
        for row in 0..<image.height {
            for column in 0..<image.width { pixels[(y + row) * width + x + column] = image[column, row] }
        }
    }

    /// The picture turned about its middle by the angle with this cosine and sine, on white, interpolated. Positive
    /// angles turn clockwise as seen.
    func turned(cosine: Double, sine: Double) -> Drawing {
        var result = Drawing(width: width, height: height)
        let middle = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
        for y in 0..<height {
            for x in 0..<width {
                let dx = Double(x) - middle.x
                let dy = Double(y) - middle.y
                result.pixels[y * width + x] = interpolated(
                    x: middle.x + dx * cosine + dy * sine, y: middle.y - dx * sine + dy * cosine)
            }
        }
        return result
    }

    private func interpolated(x: Double, y: Double) -> UInt8 {
        let left = Int(x.rounded(.down))
        let top = Int(y.rounded(.down))
        var value = 0.0
        for (column, row) in [(left, top), (left + 1, top), (left, top + 1), (left + 1, top + 1)] {
            let weight = (1 - abs(x - Double(column))) * (1 - abs(y - Double(row)))
            let inside = column >= 0 && row >= 0 && column < width && row < height
            value += weight * (inside ? Double(pixels[row * width + column]) : 255)
        }
        return UInt8(max(0, min(255, value.rounded())))
    }

    /// The picture blurred by a box of `2 * radius + 1` pixels, three times over.
    func blurred(radius: Int) -> Drawing {
        var result = self
        for _ in 0..<3 { result = result.boxed(radius, dx: 1, dy: 0).boxed(radius, dx: 0, dy: 1) }
        return result
    }

    /// As if the camera had moved by so many pixels.
    func moved(right: Int = 0, down: Int = 0) -> Drawing {
        boxed(right / 2, dx: 1, dy: 0).boxed(down / 2, dx: 0, dy: 1)
    }

    private func boxed(_ radius: Int, dx: Int, dy: Int) -> Drawing {
        var result = self
        for y in 0..<height {
            for x in 0..<width {
                var sum = 0
                for offset in -radius...radius {
                    let column = min(max(x + offset * dx, 0), width - 1)
                    let row = min(max(y + offset * dy, 0), height - 1)
                    sum += Int(pixels[row * width + column])
                }
                result.pixels[y * width + x] = UInt8(sum / (2 * radius + 1))
            }
        }
        return result
    }

    /// Brightness multiplied, then shifted, cut to 0 to 255.
    func toned(by factor: Double, plus shift: Double = 0) -> Drawing {
        var result = self
        result.pixels = pixels.map { UInt8(max(0, min(255, Double($0) * factor + shift))) }
        return result
    }
}

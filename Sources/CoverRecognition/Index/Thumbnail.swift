/// A cover in few pixels of sixteen greys: enough to see whether what lies in a photo is this cover.
struct Thumbnail {
    /// Pixels of the longer side.
    static let longSide = 96

    var width = 0
    var height = 0
    /// Greys 0 to 255.
    var pixels: [UInt8] = []

    init() {}

    /// Reduces a cover's picture.
    init(of plane: borrowing GreyPlane) {
        let scale = Float(Self.longSide) / Float(max(plane.width, plane.height))
        width = min(Self.longSide, max(8, Int(Float(plane.width) * scale + 0.5)))
        height = min(Self.longSide, max(8, Int(Float(plane.height) * scale + 0.5)))
        let stepX = Float(plane.width) / Float(width)
        let stepY = Float(plane.height) / Float(height)
        for y in 0..<height {
            for x in 0..<width {
                let mean = Self.mean(
                    plane, x: Float(x) * stepX..<Float(x + 1) * stepX, y: Float(y) * stepY..<Float(y + 1) * stepY)
                pixels.append(UInt8(max(0, min(255, mean + 0.5))))
            }
        }
    }

    private static func mean(_ plane: borrowing GreyPlane, x: Range<Float>, y: Range<Float>) -> Float {
        var sum: Float = 0
        var area: Float = 0
        for row in Int(y.lowerBound)...min(plane.height - 1, Int(y.upperBound)) {
            let down = max(0, min(y.upperBound, Float(row + 1)) - max(y.lowerBound, Float(row)))
            for column in Int(x.lowerBound)...min(plane.width - 1, Int(x.upperBound)) {
                let share = down * max(0, min(x.upperBound, Float(column + 1)) - max(x.lowerBound, Float(column)))
                sum += share * plane.values[row * plane.width + column]
                area += share
            }
        }
        return sum / max(area, .leastNormalMagnitude)
    }

    /// Of the greys.
    var variance: Float { Variance.of(pixels.map(Float.init)[...]) }

    static func packedBytes(width: Int, height: Int) -> Int { (width * height + 1) / 2 }

    /// Two pixels a byte, the first in the lower half, each the nearest of sixteen greys.
    var packed: [UInt8] {
        stride(from: 0, to: pixels.count, by: 2).map {
            pixels[$0] >> 4 | ($0 + 1 < pixels.count ? pixels[$0 + 1] & 0xF0 : 0)
        }
    }

    /// Takes a packed thumbnail's place.
    mutating func unpack(_ record: RawSpan, at start: Int, width: Int, height: Int) {
        self.width = width
        self.height = height
        pixels.removeAll(keepingCapacity: true)
        for index in 0..<(width * height) {
            let pair = record.byte(at: start + index / 2)
            pixels.append((index % 2 == 0 ? pair & 15 : pair >> 4) << 4 | 8)
        }
    }
}

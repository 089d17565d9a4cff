public import PhotoDecoding

/// What a picture is like, measured on a reduced copy; cheap against any attempt to read it.
public struct PhotoQuality: Sendable, Equatable {
    /// Pixels of the copy at most.
    static let measuredPixels = 400_000

    /// Mean brightness, 0 black to 255 white.
    public let meanLuma: Double
    /// Difference between the brightest and the darkest twentieth of the pixels, 0 to 255.
    public let contrast: Double
    /// How fast brightness changes at the sharpest edges: the steepest hundredth of the steps between neighbouring
    /// pixels, divided by the contrast. About 0 for a smear, above 0.5 for edges of one or two pixels.
    public let sharpness: Double

    /// Measures a picture.
    public init(_ image: LumaImage) {
        var histogram = [Int](repeating: 0, count: 256)
        var steps = [Int](repeating: 0, count: 256)
        var sum = 0
        let width = image.width
        for y in 0..<image.height {
            var previous = image.pixels[y * width]
            for x in 0..<width {
                let index = y * width + x
                let value = image.pixels[index]
                histogram[Int(value)] += 1
                sum += Int(value)
                var step = abs(Int(value) - Int(previous))
                if y > 0 { step = max(step, abs(Int(value) - Int(image.pixels[index - width]))) }
                steps[step] += 1
                previous = value
            }
        }
        let count = image.pixels.count
        meanLuma = Double(sum) / Double(count)
        let dark = Self.value(below: count / 20, in: histogram)
        let bright = Self.value(below: count - count / 20, in: histogram)
        contrast = Double(bright - dark)
        let steepest = Self.value(below: count - count / 100, in: steps)
        sharpness = contrast == 0 ? 0 : Double(steepest) / contrast
    }

    /// The value that `rank` of the counted ones are below.
    private static func value(below rank: Int, in histogram: [Int]) -> Int {
        var seen = 0
        for (value, count) in histogram.enumerated() {
            seen += count
            if seen > rank { return value }
        }
        return 255
    }
}

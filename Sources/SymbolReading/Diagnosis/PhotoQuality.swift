public import PhotoDecoding

/// What a picture is like, measured on a reduced copy; cheap against any attempt to read it.
public struct PhotoQuality: Sendable, Equatable {
    /// Pixels of the copy at most.
    static let measuredPixels = 150_000
    /// Width and height of the blocks that are looked at for stripes.
    private static let block = 16

    /// Mean brightness, 0 black to 255 white.
    public let meanLuma: Double
    /// Difference between the brightest and the darkest hundredth of the pixels, 0 to 255.
    public let contrast: Double
    /// How fast brightness changes at the sharpest edges: the steepest hundredth of the steps between neighbouring
    /// pixels, divided by the contrast. About 0 for a smear, above 0.5 for edges of one or two pixels.
    public let sharpness: Double
    /// Sharpness in the direction in which it is least, 0 to 1, as a share of that in which it is greatest: low where the
    /// camera moved.
    public let evenness: Double
    /// Share of the pixels that are as white as a picture can be.
    public let saturation: Double
    /// Share of the picture, 0 to 1, that looks like part of a code: dark and light in quick succession in one
    /// direction (a bar code) or both (a QR code).
    public let stripes: Double

    /// What was measured elsewhere.
    public init(
        meanLuma: Double, contrast: Double, sharpness: Double, evenness: Double, saturation: Double, stripes: Double
    ) {
        self.meanLuma = meanLuma
        self.contrast = contrast
        self.sharpness = sharpness
        self.evenness = evenness
        self.saturation = saturation
        self.stripes = stripes
    }

    /// Measures a picture.
    public init(_ image: LumaImage) {
        var histogram = [Int](repeating: 0, count: 256)
        var steps = [Int](repeating: 0, count: 256)
        let width = image.width
        unsafe image.pixels.withUnsafeBufferPointer { pixels in
            unsafe histogram.withUnsafeMutableBufferPointer { histogram in
                unsafe steps.withUnsafeMutableBufferPointer { steps in
                    for y in 0..<image.height {
                        let line = y * width
                        var previous = unsafe Int(pixels[line])
                        for index in line..<(line + width) {
                            let value = unsafe Int(pixels[index])
                            unsafe histogram[value] &+= 1
                            let above = unsafe y > 0 ? Int(pixels[index &- width]) : value
                            unsafe steps[max(abs(value &- previous), abs(value &- above))] &+= 1
                            previous = value
                        }
                    }
                }
            }
        }
        let sum = histogram.indices.reduce(0) { $0 + $1 * histogram[$1] }
        let count = image.pixels.count
        meanLuma = Double(sum) / Double(count)
        let dark = Self.value(below: count / 100, in: histogram)
        let bright = Self.value(below: count - count / 100, in: histogram)
        contrast = Double(bright - dark)
        let steepest = Self.value(below: count - count / 100, in: steps)
        sharpness = contrast == 0 ? 0 : Double(steepest) / contrast
        stripes = Self.stripes(in: image)
        evenness = Self.evenness(of: image)
        saturation = Double(histogram[250...].reduce(0, +)) / Double(count)
    }

    /// Distance of the rows at which evenness is measured.
    private static let rowsApart = 3

    private static func evenness(of image: LumaImage) -> Double {
        let (width, height) = (image.width, image.height)
        guard width > 2, height > 2 else { return 1 }
        let steepest = [1, width, width + 1, width - 1].map { step in
            var steps = [Int](repeating: 0, count: 256)
            var count = 0
            unsafe image.pixels.withUnsafeBufferPointer { pixels in
                unsafe steps.withUnsafeMutableBufferPointer { steps in
                    for y in stride(from: 0, to: height - 1, by: Self.rowsApart) {
                        count += width - 2
                        for index in (y * width + 1)..<(y * width + width - 1) {
                            unsafe steps[abs(Int(pixels[index]) &- Int(pixels[index &+ step]))] &+= 1
                        }
                    }
                }
            }
            return Double(value(below: count - count / 100, in: steps))
        }
        guard let most = steepest.max(), let least = steepest.min(), most > 0 else { return 1 }
        return least / most
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

    /// Share of the blocks in which brightness swings through its range several times in a line.
    private static func stripes(in image: LumaImage) -> Double {
        var striped = 0
        var blocks = 0
        unsafe image.pixels.withUnsafeBufferPointer { pixels in
            for top in stride(from: 0, through: image.height - block, by: block) {
                for left in stride(from: 0, through: image.width - block, by: block) {
                    blocks += 1
                    if unsafe isStriped(pixels, from: top * image.width + left, width: image.width) { striped += 1 }
                }
            }
        }
        return blocks == 0 ? 0 : Double(striped) / Double(blocks)
    }

    /// - Parameter first: place of the block's first pixel.
    private static func isStriped(_ pixels: UnsafeBufferPointer<UInt8>, from first: Int, width: Int) -> Bool {
        var low = 255
        var high = 0
        var along = 0
        var down = 0
        for y in 0..<block {
            for x in 0..<block {
                let index = first &+ y &* width &+ x
                let value = unsafe Int(pixels[index])
                low = min(low, value)
                high = max(high, value)
                if x > 0 { along &+= abs(value &- (unsafe Int(pixels[index &- 1]))) }
                if y > 0 { down &+= abs(value &- (unsafe Int(pixels[index &- width]))) }
            }
        }
        let range = high - low
        // At least 40 levels, and on average three swings from dark to light or back in a line of 16 pixels.
        return range >= 40 && max(along, down) >= 3 * range * block * 3 / 4
    }
}

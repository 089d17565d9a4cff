/// Which pixels of a picture are darker, or lighter, than what lies around them: ink on its ground.
///
/// Against the mean of a square around each pixel, as Niblack, "An Introduction to Digital Image Processing" (1986), has it:
/// strokes thinner than half the square stand out, however the ground's brightness drifts.
struct InkMask {
    /// Sides of the squares, as shares of the picture's longer side: for captions, and for titles.
    static let squareSides = [0.034, 0.09, 0.24]
    /// Grey that ink differs from its surroundings at least.
    private static let leastContrast = 10.0
    /// Standard deviations of its surroundings that it differs at least.
    private static let leastDeviations = 0.5

    private(set) var width = 0
    private(set) var height = 0
    /// Row by row: 1 for dark ink, 2 for light ink, 0 for ground.
    private(set) var pixels: [UInt8] = []
    private var sums: [Double] = []
    private var squareSums: [Double] = []

    init() {}

    /// Takes a picture whose pixels it is then asked to tell apart.
    mutating func load(_ picture: borrowing GreyPlane) {
        (width, height) = (picture.width, picture.height)
        let stride = width + 1
        sums = [Double](repeating: 0, count: stride * (height + 1))
        squareSums = sums
        for y in 0..<height {
            var (sum, square) = (0.0, 0.0)
            for x in 0..<width {
                let grey = Double(picture.values[y * width + x])
                sum += grey
                square += grey * grey
                let here = (y + 1) * stride + x + 1
                sums[here] = sums[here - stride] + sum
                squareSums[here] = squareSums[here - stride] + square
            }
        }
        pixels = [UInt8](repeating: 0, count: width * height)
    }

    /// - Parameters:
    ///   - picture: the one that was loaded.
    ///   - square: side of the square around each pixel, as a share of the longer side.
    mutating func fill(_ picture: borrowing GreyPlane, square: Double) {
        let half = max(2, Int(Double(max(width, height)) * square / 2))
        let stride = width + 1
        for y in 0..<height {
            let (top, bottom) = (max(0, y - half) * stride, min(height, y + half + 1) * stride)
            let rows = Double((bottom - top) / stride)
            for x in 0..<width {
                let (left, right) = (max(0, x - half), min(width, x + half + 1))
                let count = rows * Double(right - left)
                let mean = (sums[bottom + right] - sums[bottom + left] - sums[top + right] + sums[top + left]) / count
                let squareSum =
                    squareSums[bottom + right] - squareSums[bottom + left] - squareSums[top + right]
                    + squareSums[top + left]
                let deviation = max(0, squareSum / count - mean * mean).squareRoot()
                let difference = Double(picture.values[y * width + x]) - mean
                let least = max(Self.leastContrast, Self.leastDeviations * deviation)
                pixels[y * width + x] = difference <= -least ? 1 : difference >= least ? 2 : 0
            }
        }
    }
}

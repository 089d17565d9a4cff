import PhotoDecoding

/// The even border around a scanned or exported cover, which a photo of the book does not have.
enum UniformMargin {
    /// Grey steps by which the pixels of a border may differ.
    private static let tolerance = 10
    /// A border is no wider than this share of a side: what is left must be a cover still.
    private static let mostShare = 0.2

    /// - Returns: the picture without rows and columns of one grey at its edges.
    static func trimmed(_ image: LumaImage) -> PixelArea {
        let (width, height) = (image.width, image.height)
        let mostRows = Int(Double(height) * mostShare)
        let mostColumns = Int(Double(width) * mostShare)
        let pixels = image.pixels.span
        func isEven(from start: Int, by stride: Int, count: Int, like grey: UInt8) -> Bool {
            for index in 0..<count where abs(Int(pixels[start + index * stride]) - Int(grey)) > tolerance {
                return false
            }
            return true
        }
        /// Rows or columns from an edge inward that are as grey as its first pixel.
        func depth(_ most: Int, _ start: (Int) -> Int, by stride: Int, count: Int) -> Int {
            (0..<most).first { !isEven(from: start($0), by: stride, count: count, like: pixels[start(0)]) } ?? most
        }
        let top = depth(mostRows, { $0 * width }, by: 1, count: width)
        let bottom = depth(mostRows, { (height - 1 - $0) * width }, by: 1, count: width)
        let left = depth(mostColumns, { $0 }, by: width, count: height)
        let right = depth(mostColumns, { width - 1 - $0 }, by: width, count: height)
        return PixelArea(x: left, y: top, width: width - left - right, height: height - top - bottom)
    }
}

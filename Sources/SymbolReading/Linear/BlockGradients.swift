import Glibc
import PhotoDecoding

/// The structure tensor of a picture, block by block: how strong its gradients are and how parallel.
///
/// Gradients are taken on 2×2 pixels; with the diagonal differences d1 and d2 the gradient is (d1 + d2, d1 − d2), so
/// that Σd1², Σd2² and Σd1·d2 hold the tensor. The tensor of a block is the mean over it and its eight neighbours.
/// After Bigün and Granlund, "Optimal orientation detection of linear symmetry" (1987).
struct BlockGradients {
    let columns: Int
    let rows: Int
    /// Pixels a side.
    let side: Int
    /// Mean squared gradient, grey levels² a pixel.
    private(set) var energy: [Float]
    /// 1 where all gradients of a block are parallel, 0 where none prevails.
    private(set) var coherence: [Float]
    /// Cosine and sine of twice the direction of the gradients.
    private(set) var cosine: [Float]
    private(set) var sine: [Float]

    /// - Returns: nil for a picture of fewer than three blocks a side.
    init?(of image: LumaImage) {
        let isSmall = max(image.width, image.height) < 170 || min(image.width, image.height) < 48
        side = isSmall ? 4 : 8
        columns = (image.width - 1) / side
        rows = (image.height - 1) / side
        guard columns >= 2, rows >= 2, image.width >= 3 * side, image.height >= 3 * side else { return nil }
        let count = columns * rows
        var xx = [Float](repeating: 0, count: count)
        var yy = xx
        var xy = xx
        Self.sum(image, side: side, columns: columns, rows: rows, &xx, &yy, &xy)
        var line = xx
        Self.spread(&xx, columns, rows, &line)
        Self.spread(&yy, columns, rows, &line)
        Self.spread(&xy, columns, rows, &line)
        energy = line
        coherence = line
        cosine = line
        sine = line
        for i in 0..<count {
            // Of the sums of squared diagonal differences: the axes are turned by 45°.
            let difference = 4 * xy[i]
            let mixed = 2 * (xx[i] - yy[i])
            let strength = (difference * difference + mixed * mixed).squareRoot()
            energy[i] = 2 * (xx[i] + yy[i])
            coherence[i] = strength / (energy[i] + 1e-3)
            cosine[i] = difference / (strength + 1e-6)
            sine[i] = mixed / (strength + 1e-6)
        }
    }

    /// Means over blocks of d1², d2² and d1·d2, each divided by 4 as the gradient is over two pixels.
    private static func sum(
        _ image: LumaImage, side: Int, columns: Int, rows: Int, _ xx: inout [Float], _ yy: inout [Float],
        _ xy: inout [Float]
    ) {
        let width = columns * side
        let scale = 1 / Float(4 * side * side)
        var sums = [Int32](repeating: 0, count: 3 * width)
        for row in 0..<rows {
            unsafe sums.withUnsafeMutableBufferPointer { sums in
                unsafe image.pixels.withUnsafeBufferPointer { pixels in
                    guard let sums = sums.baseAddress, let pixels = pixels.baseAddress else { return }
                    unsafe sums.update(repeating: 0, count: 3 * width)
                    for line in 0..<side {
                        let upper = unsafe pixels + (row * side + line) * image.width
                        unsafe add(upper, upper + image.width, width, sums, sums + width, sums + 2 * width)
                    }
                }
            }
            for column in 0..<columns {
                var (a, b, c): (Int32, Int32, Int32) = (0, 0, 0)
                for x in (column * side)..<((column + 1) * side) {
                    a &+= sums[x]
                    b &+= sums[width + x]
                    c &+= sums[2 * width + x]
                }
                let i = row * columns + column
                xx[i] = Float(a) * scale
                yy[i] = Float(b) * scale
                xy[i] = Float(c) * scale
            }
        }
    }

    /// One line of pixels into the sums by column. Both lines have `width + 1` pixels.
    private static func add(
        _ upper: UnsafePointer<UInt8>, _ lower: UnsafePointer<UInt8>, _ width: Int, _ a: UnsafeMutablePointer<Int32>,
        _ b: UnsafeMutablePointer<Int32>, _ c: UnsafeMutablePointer<Int32>
    ) {
        for x in 0..<width {
            let d1 = unsafe Int16(lower[x &+ 1]) &- Int16(upper[x])
            let d2 = unsafe Int16(upper[x &+ 1]) &- Int16(lower[x])
            let (w1, w2) = (Int32(d1), Int32(d2))
            unsafe a[x] &+= w1 &* w1
            unsafe b[x] &+= w2 &* w2
            unsafe c[x] &+= w1 &* w2
        }
    }

    /// Mean over 3×3 blocks, beyond the border nothing.
    private static func spread(_ values: inout [Float], _ columns: Int, _ rows: Int, _ line: inout [Float]) {
        for y in 0..<rows {
            let start = y * columns
            for x in 0..<columns {
                let i = start + x
                line[i] = values[i] + (x > 0 ? values[i - 1] : 0) + (x < columns - 1 ? values[i + 1] : 0)
            }
        }
        for y in 0..<rows {
            for i in (y * columns)..<((y + 1) * columns) {
                let above = y > 0 ? line[i - columns] : 0
                let below = y < rows - 1 ? line[i + columns] : 0
                values[i] = (line[i] + above + below) / 9
            }
        }
    }
}

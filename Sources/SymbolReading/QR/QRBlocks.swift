import PhotoDecoding

/// Minimum, maximum and mean of each 8×8 block of a picture: what its thresholds are made of.
struct QRBlocks {
    /// Pixels along a block's side.
    static let side = 8

    private(set) var columns = 0
    private(set) var rows = 0
    private(set) var minima: [UInt8] = []
    private(set) var maxima: [UInt8] = []
    private(set) var means: [UInt8] = []

    /// Measures a picture of at least one block; an incomplete last column or row of blocks is left out.
    mutating func measure(_ image: LumaImage) {
        let columns = image.width / Self.side
        let rows = image.height / Self.side
        self.columns = columns
        self.rows = rows
        let count = columns * rows
        minima = [UInt8](repeating: 0, count: count)
        maxima = [UInt8](repeating: 0, count: count)
        means = [UInt8](repeating: 0, count: count)
        guard count > 0 else { return }
        let width = image.width
        unsafe image.pixels.withUnsafeBytes { pixels in
            guard let base = pixels.baseAddress else { return }
            for row in 0..<rows {
                let strip = unsafe base + row * Self.side * width
                var column = 0
                // Two blocks at a time, sixteen columns in one register.
                while column + 1 < columns {
                    let start = unsafe strip + column * Self.side
                    let first = unsafe start.loadUnaligned(as: SIMD16<UInt8>.self)
                    var low = first
                    var high = first
                    var sum = SIMD16<UInt16>(truncatingIfNeeded: first)
                    for line in 1..<Self.side {
                        let next = unsafe (start + line * width).loadUnaligned(as: SIMD16<UInt8>.self)
                        low = pointwiseMin(low, next)
                        high = pointwiseMax(high, next)
                        sum &+= SIMD16<UInt16>(truncatingIfNeeded: next)
                    }
                    let place = row * columns + column
                    minima[place] = low.lowHalf.min()
                    minima[place + 1] = low.highHalf.min()
                    maxima[place] = high.lowHalf.max()
                    maxima[place + 1] = high.highHalf.max()
                    means[place] = UInt8(truncatingIfNeeded: sum.lowHalf.wrappedSum() &>> 6)
                    means[place + 1] = UInt8(truncatingIfNeeded: sum.highHalf.wrappedSum() &>> 6)
                    column += 2
                }
                if column < columns {
                    var low = SIMD8<UInt8>(repeating: 255)
                    var high = SIMD8<UInt8>(repeating: 0)
                    var sum = SIMD8<UInt16>(repeating: 0)
                    for line in 0..<Self.side {
                        let next = unsafe (strip + column * Self.side + line * width)
                            .loadUnaligned(as: SIMD8<UInt8>.self)
                        low = pointwiseMin(low, next)
                        high = pointwiseMax(high, next)
                        sum &+= SIMD8<UInt16>(truncatingIfNeeded: next)
                    }
                    let place = row * columns + column
                    minima[place] = low.min()
                    maxima[place] = high.max()
                    means[place] = UInt8(truncatingIfNeeded: sum.wrappedSum() &>> 6)
                }
            }
        }
    }
}

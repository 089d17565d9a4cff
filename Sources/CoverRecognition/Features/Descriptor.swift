import Glibc

/// What the surroundings of a keypoint look like: gradients by place and direction, turned to the keypoint's own (SIFT;
/// D. Lowe, IJCV 2004, section 6), as square roots of their shares (RootSIFT; R. Arandjelović and A. Zisserman, "Three
/// things everyone should know to improve object retrieval", CVPR 2012).
struct Descriptor {
    /// Which way, and how far apart, the samples lie.
    struct Axes {
        let along: SIMD2<Float>
        let across: SIMD2<Float>

        /// Those of a picture that is seen aslant.
        init(along: SIMD2<Float>, across: SIMD2<Float>) {
            self.along = along
            self.across = across
        }

        /// - Parameter direction: radians.
        init(sigma: Float, direction: Float) {
            along = SIMD2(cosf(direction), sinf(direction)) * sigma
            across = SIMD2(-along.y, along.x)
        }
    }

    /// 4 × 4 places of 8 directions.
    static let count = 128
    /// Gradients along a side.
    private static let side = 16
    /// Samples along a side: a gradient needs its neighbours.
    private static let samples = 18
    /// Distance of two samples as a multiple of the keypoint's standard deviation.
    private static let spacing: Float = 0.75
    /// Standard deviation of the window in samples.
    private static let windowSigma: Float = 8
    /// No direction may have more than this of the whole, so that a glare does not drown the rest.
    private static let mostShare: Float = 0.2
    /// A share of 1 would be written as this.
    static let scale: Float = 512

    /// The samples, a row every 24 values, so that eight may be read anywhere.
    private var grid = [Float](repeating: 0, count: 18 * 24)
    /// 6 × 6 cells of 9 directions: cells beyond the edge and the ninth direction take what is not wanted, so that no
    /// gradient needs to be asked where it lies.
    private var cells = [Float](repeating: 0, count: 6 * 6 * 9)
    /// Of the last keypoint: the sum of its squared gradients by place and direction.
    private(set) var energy: Float = 0
    private var values = [Float](repeating: 0, count: 128)

    private static let window: [Float] = (0..<256).map {
        let x = Float($0 % side) - 7.5
        let y = Float($0 / side) - 7.5
        return expf(-(x * x + y * y) / (2 * windowSigma * windowSigma))
    }
    /// For each row or column of gradients the first of two cells it counts for, from 0, and the second's share.
    private static let cellOf: [(first: Int, share: Float)] = (0..<side).map {
        let place = (Float($0) - 7.5) / 4 + 2.5
        return (Int(place), place - place.rounded(.down))
    }

    init() {}

    /// - Parameters:
    ///   - axes: one standard deviation along the keypoint's direction and across it, in pixels of the plane.
    ///   - plane: where the blurred plane nearest in scale begins in `greys`.
    ///   - descriptors: takes ``count`` values at its end.
    /// - Returns: false where all is one grey; nothing is added then.
    mutating func add(
        _ keypoint: Keypoint, axes: Axes, in greys: [Float], plane: Int, width: Int, height: Int,
        to descriptors: inout [UInt8]
    ) -> Bool {
        sample(keypoint, axes, greys, plane, width, height)
        return describe(to: &descriptors)
    }

    /// The same where the keypoint is looked at as it is, straight on.
    /// - Parameter direction: of the keypoint, radians.
    mutating func add(
        _ keypoint: Keypoint, direction: Float, in greys: [Float], plane: Int, width: Int, height: Int,
        to descriptors: inout [UInt8]
    ) -> Bool {
        add(
            keypoint, axes: Axes(sigma: keypoint.sigma, direction: direction), in: greys, plane: plane, width: width,
            height: height, to: &descriptors)
    }

    private mutating func describe(to descriptors: inout [UInt8]) -> Bool {
        for index in cells.indices { cells[index] = 0 }
        for row in 0..<Self.side { addRow(row) }
        return write(to: &descriptors)
    }

    /// Adds a keypoint's descriptor without the plane that its samples lie nearest to: light that falls off over a cover,
    /// as a lamp's in its shine does, is that plane, and what is printed is the rest.
    /// - Returns: as above; the parameters are those, too.
    mutating func addWithoutSlope(
        _ keypoint: Keypoint, axes: Axes, in greys: [Float], plane: Int, width: Int, height: Int,
        to descriptors: inout [UInt8]
    ) -> Bool {
        sample(keypoint, axes, greys, plane, width, height)
        takeOffSlope()
        return describe(to: &descriptors)
    }

    private mutating func takeOffSlope() {
        let middle = Float(Self.samples - 1) / 2
        var slope = SIMD2<Float>(0, 0)
        var squares: Float = 0
        for row in 0..<Self.samples {
            for column in 0..<Self.samples {
                let place = SIMD2(Float(column) - middle, Float(row) - middle)
                slope += grid[row * 24 + column] * place
                squares += place.x * place.x
            }
        }
        slope /= squares
        for row in 0..<Self.samples {
            for column in 0..<Self.samples {
                let place = SIMD2(Float(column) - middle, Float(row) - middle)
                grid[row * 24 + column] -= (slope * place).sum()
            }
        }
    }

    private mutating func sample(
        _ keypoint: Keypoint, _ axes: Axes, _ greys: [Float], _ plane: Int, _ width: Int, _ height: Int
    ) {
        precondition(width > 1 && height > 1 && plane >= 0 && plane + width * height <= greys.count, "inside the plane")
        let along = axes.along * Self.spacing
        let across = axes.across * Self.spacing
        let lastX = Float(width) - 1.001
        let lastY = Float(height) - 1.001
        unsafe greys.withUnsafeBufferPointer { greys in
            unsafe grid.withUnsafeMutableBufferPointer { grid in
                guard let base = greys.baseAddress, let grid = grid.baseAddress else { return }
                let picture = unsafe base + plane
                for row in 0..<Self.samples {
                    let down = Float(row) - 8.5
                    var x = keypoint.x + across.x * down - along.x * 8.5
                    var y = keypoint.y + across.y * down - along.y * 8.5
                    for column in 0..<Self.samples {
                        // In this order of arguments the minimum of something and NaN is the something.
                        let nearX = max(0, min(lastX, x))
                        let nearY = max(0, min(lastY, y))
                        let left = Int(Int32(nearX))
                        let top = Int(Int32(nearY))
                        let right = nearX - Float(left)
                        let below = nearY - Float(top)
                        let upper = unsafe picture + (top &* width &+ left)
                        let lower = unsafe upper + width
                        let a = unsafe upper[0] + right * (upper[1] - upper[0])
                        let b = unsafe lower[0] + right * (lower[1] - lower[0])
                        unsafe grid[row &* 24 &+ column] = a + below * (b - a)
                        x += along.x
                        y += along.y
                    }
                }
            }
        }
    }

    /// How steep the last keypoint's surroundings are, and how much they bend: mean squares over the samples of the slope
    /// between a sample's neighbours and of the second difference.
    ///
    /// Where something is drawn the one goes with the other; a reflection is steep and smooth.
    var texture: (slope: Float, curvature: Float) {
        var slope = SIMD8<Float>(repeating: 0)
        var curvature = SIMD8<Float>(repeating: 0)
        unsafe grid.withUnsafeBytes { grid in
            for row in 1...Self.side {
                for column in stride(from: 1, through: Self.side, by: 8) {
                    func eight(_ down: Int, _ right: Int) -> SIMD8<Float> {
                        unsafe grid.loadUnaligned(
                            fromByteOffset: 4 &* ((row &+ down) &* 24 &+ column &+ right), as: SIMD8<Float>.self)
                    }
                    let (left, right, above, below) = (eight(0, -1), eight(0, 1), eight(-1, 0), eight(1, 0))
                    let bend = left + right + above + below - 4 * eight(0, 0)
                    slope += (right - left) * (right - left) + (below - above) * (below - above)
                    curvature += bend * bend
                }
            }
        }
        let count = Float(Self.side * Self.side)
        return (slope.sum() / count, curvature.sum() / count)
    }

    private mutating func addRow(_ row: Int) {
        let window = Self.window.span
        let (rowCell, rowShare) = Self.cellOf[row]
        var sizes = InlineArray<16, Float>(repeating: 0)
        var places = InlineArray<16, Float>(repeating: 0)
        unsafe grid.withUnsafeBytes { grid in
            for half in 0..<2 {
                let column = 8 * half
                func eight(_ down: Int, _ right: Int) -> SIMD8<Float> {
                    unsafe grid.loadUnaligned(
                        fromByteOffset: 4 &* ((row &+ down) &* 24 &+ column &+ right), as: SIMD8<Float>.self)
                }
                let x = eight(1, 2) - eight(1, 0)
                let y = eight(2, 1) - eight(0, 1)
                let size = (x * x + y * y).squareRoot()
                let place = Angle.directions(x: x, y: y) * (8 / Angle.fullTurn)
                for lane in 0..<8 {
                    sizes[column &+ lane] = size[lane] * window[row * Self.side + column + lane]
                    places[column &+ lane] = place[lane]
                }
            }
        }
        var cells = cells.mutableSpan
        let cellOf = Self.cellOf.span
        for column in 0..<Self.side {
            let direction = min(7, Int(Int32(places[column])))
            let turned = (places[column] - Float(direction)) * sizes[column]
            let straight = sizes[column] - turned
            let (first, share) = cellOf[column]
            let upper = (rowCell * 6 + first) * 9 + direction
            let lower = upper + 6 * 9
            let above = 1 - rowShare
            let left = 1 - share
            cells[upper] += straight * above * left
            cells[upper + 1] += turned * above * left
            cells[upper + 9] += straight * above * share
            cells[upper + 10] += turned * above * share
            cells[lower] += straight * rowShare * left
            cells[lower + 1] += turned * rowShare * left
            cells[lower + 9] += straight * rowShare * share
            cells[lower + 10] += turned * rowShare * share
        }
    }

    private mutating func write(to descriptors: inout [UInt8]) -> Bool {
        energy = 0
        for cell in 0..<16 {
            let from = ((cell / 4 + 1) * 6 + cell % 4 + 1) * 9
            for direction in 0..<8 {
                // The ninth direction is the first again.
                let value = cells[from + direction] + (direction == 0 ? cells[from + 8] : 0)
                values[cell * 8 + direction] = value
                energy += value * value
            }
        }
        guard energy >= 1e-6 else { return false }
        let inverse = 1 / energy.squareRoot()
        var sum: Float = 0
        for index in 0..<Self.count {
            values[index] = min(Self.mostShare, values[index] * inverse)
            sum += values[index]
        }
        for index in 0..<Self.count {
            let root = (values[index] / sum).squareRoot() * Self.scale
            descriptors.append(UInt8(min(255, root + 0.5)))
        }
        return true
    }
}

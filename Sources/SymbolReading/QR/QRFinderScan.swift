/// A place that looks like the middle of a finder pattern along its row and its column.
struct QRFinderCandidate {
    /// Pixels in the picture that was scanned.
    var x: Float
    var y: Float
    /// Pixels along a module's side.
    var moduleSize: Float
    /// Whether the pattern is light on dark.
    var isInverted: Bool
    /// Scanned rows that cross the pattern.
    var hits: Int
}

/// Looks for finder patterns of QR codes in a picture of two tones: five runs in the ratio 1:1:3:1:1 along a row, along
/// the column through their middle and again along the row (ISO/IEC 18004, "Locate the finder patterns").
///
/// Single runs may be off by half and more, since blur widens dark or light; the distances between like edges (two
/// neighbouring runs together) do not move with blur and are held to 0.7 modules.
struct QRFinderScan {
    /// Pixels along a side of the cells in which candidates are looked up.
    private static let cell = 16
    private static let most = 3_000

    private(set) var candidates: [QRFinderCandidate] = []
    private var heads: [Int32] = []
    private var next: [Int32] = []
    private var cellColumns = 0
    private var cellRows = 0

    /// Rows from one scanned row to the next.
    static func step(height: Int) -> Int {
        height < 300 ? 1 : height < 1_100 ? 2 : 3
    }

    /// Fills `candidates` with those that enough rows cross, the most convincing first, at most 250.
    mutating func scan(_ bits: borrowing QRDarkBits) {
        candidates.removeAll(keepingCapacity: true)
        next.removeAll(keepingCapacity: true)
        cellColumns = bits.width / Self.cell + 1
        cellRows = bits.height / Self.cell + 1
        heads = [Int32](repeating: -1, count: cellColumns * cellRows)
        let step = Self.step(height: bits.height)
        var y = step / 2
        while y < bits.height {
            scanRow(bits, y: y)
            y += step
        }
        candidates.removeAll { Float($0.hits * step) < 0.9 * $0.moduleSize }
        candidates.sort { Float($0.hits) / ($0.moduleSize + 1) > Float($1.hits) / ($1.moduleSize + 1) }
        if candidates.count > 250 { candidates.removeLast(candidates.count - 250) }
    }

    private mutating func scanRow(_ bits: borrowing QRDarkBits, y: Int) {
        let start = y * bits.wordsPerRow
        // The last six places where the tone changes, oldest first.
        var (p0, p1, p2, p3, p4, p5) = (0, 0, 0, 0, 0, 0)
        var changes = 1
        var carry = bits.words[start] & 1
        for index in 0..<bits.wordsPerRow {
            let word = bits.words[start &+ index]
            var edges = word ^ ((word &<< 1) | carry)
            carry = word &>> 63
            while edges != 0 {
                let bit = edges.trailingZeroBitCount
                edges &= edges &- 1
                let x = index &* 64 &+ bit
                if x >= bits.width { break }
                (p0, p1, p2, p3, p4, p5) = (p1, p2, p3, p4, p5, x)
                changes &+= 1
                // At least six changes, counting the row's beginning.
                if changes < 6 { continue }
                let middle = p3 &- p2
                let total = p5 &- p0
                if middle &* 3 < total &- (middle &>> 1), middle &* 4 < total { continue }
                if middle < p2 &- p1 || middle < p4 &- p3 { continue }
                judge(
                    bits, runs: (p1 &- p0, p2 &- p1, middle, p4 &- p3, p5 &- p4), middle: p2 &+ p3, y: y,
                    isInverted: word &>> UInt64(bit) & 1 != 0)
            }
        }
        // The row's end closes the last run.
        (p0, p1, p2, p3, p4, p5) = (p1, p2, p3, p4, p5, bits.width)
        if changes >= 5 {
            judge(
                bits, runs: (p1 - p0, p2 - p1, p3 - p2, p4 - p3, p5 - p4), middle: p2 + p3, y: y,
                isInverted: !bits[bits.width - 1, y])
        }
    }

    private mutating func judge(
        _ bits: borrowing QRDarkBits, runs: (Int, Int, Int, Int, Int), middle: Int, y: Int, isInverted: Bool
    ) {
        guard runs.2 >= runs.1, runs.2 >= runs.3, let size = Self.moduleSize(of: runs) else { return }
        let x = Float(middle) * 0.5
        if let known = candidate(nearX: x, y: Float(y) + 0.5, size: size, isInverted: isInverted, rowReach: 2.2) {
            candidates[known].hits += 1
            return
        }
        let column = middle / 2
        guard
            let down = Self.middle(bits, x: column, y: y, isVertical: true, size: size, isDark: !isInverted)
        else { return }
        let centreY = Float(y) + down.offset
        let row = min(bits.height - 1, max(0, Int(centreY)))
        guard
            let along = Self.middle(bits, x: column, y: row, isVertical: false, size: size, isDark: !isInverted)
        else { return }
        let centreX = Float(column) + along.offset
        let mean = (down.size + along.size) / 2
        if let known = candidate(nearX: centreX, y: centreY, size: mean, isInverted: isInverted, rowReach: 1.2) {
            candidates[known].hits += 1
            return
        }
        guard candidates.count < Self.most else { return }
        let cell =
            min(cellRows - 1, max(0, Int(centreY) / Self.cell)) * cellColumns
            + min(cellColumns - 1, max(0, Int(centreX) / Self.cell))
        next.append(heads[cell])
        heads[cell] = Int32(candidates.count)
        candidates.append(
            QRFinderCandidate(x: centreX, y: centreY, moduleSize: mean, isInverted: isInverted, hits: 1))
    }

    /// A candidate already found here, whose size fits.
    /// - Parameter rowReach: modules by which it may lie above or below.
    private func candidate(
        nearX x: Float, y: Float, size: Float, isInverted: Bool, rowReach: Float
    ) -> Int? {
        let column = Int(x) / Self.cell
        let row = Int(y) / Self.cell
        let reach = 1 + Int(rowReach * size) / Self.cell
        let columns = max(0, column - 1)...max(0, min(cellColumns - 1, column + 1))
        let top = max(0, row - reach)
        let bottom = min(cellRows - 1, row + reach)
        guard top <= bottom else { return nil }
        for row in top...bottom {
            for column in columns {
                var index = Int(heads[row * cellColumns + column])
                while index >= 0 {
                    let known = candidates[index]
                    if known.isInverted == isInverted, abs(known.x - x) < known.moduleSize * 1.2,
                        abs(known.y - y) < known.moduleSize * rowReach, size < known.moduleSize * 1.6,
                        size > known.moduleSize * 0.6
                    {
                        return index
                    }
                    index = Int(next[index])
                }
            }
        }
        return nil
    }

    /// The size of a module if five runs are near 1:1:3:1:1, else nil.
    ///
    /// Whole numbers throughout: the runs times seven against multiples of their sum.
    @inline(__always)
    static func moduleSize(of runs: (Int, Int, Int, Int, Int)) -> Float? {
        let total = runs.0 &+ runs.1 &+ runs.2 &+ runs.3 &+ runs.4
        guard total >= 7 else { return nil }
        let tolerance = total &* 7 / 10 &+ 5
        guard abs(7 &* (runs.0 &+ runs.1) &- 2 &* total) <= tolerance,
            abs(7 &* (runs.3 &+ runs.4) &- 2 &* total) <= tolerance,
            abs(7 &* (runs.1 &+ runs.2) &- 4 &* total) <= tolerance,
            abs(7 &* (runs.2 &+ runs.3) &- 4 &* total) <= tolerance,
            abs(7 &* runs.2 &- 3 &* total) &* 10 <= 13 &* total &+ 40
        else { return nil }
        func isOuter(_ run: Int) -> Bool { 70 &* run >= 3 &* total && 7 &* run <= 2 &* total &+ 4 }
        guard isOuter(runs.0), isOuter(runs.1), isOuter(runs.3), isOuter(runs.4) else { return nil }
        return Float(total) / 7
    }

    /// The middle of the pattern along a row or column through a pixel of its middle run.
    /// - Parameters:
    ///   - size: of a module as measured the other way.
    ///   - isDark: the tone of the middle run.
    /// - Returns: pixels from the pixel's leading edge to the middle, and the size of a module this way; nil where the
    ///   runs are not those of a finder.
    private static func middle(
        _ bits: borrowing QRDarkBits, x: Int, y: Int, isVertical: Bool, size: Float, isDark: Bool
    ) -> (offset: Float, size: Float)? {
        guard x >= 0, y >= 0, x < bits.width, y < bits.height, bits[x, y] == isDark else { return nil }
        let place = isVertical ? y : x
        let end = isVertical ? bits.height : bits.width
        let limit = Int(4 * size) + 3
        // Pixels of one tone from `from` on, in steps of `step`.
        func run(from: Int, step: Int, isDark: Bool) -> Int {
            var position = from
            var length = 0
            while position >= 0, position < end, length < limit,
                (isVertical ? bits[x, position] : bits[position, y]) == isDark
            {
                length &+= 1
                position &+= step
            }
            return length
        }
        let before = run(from: place, step: -1, isDark: isDark)
        let light1 = run(from: place - before, step: -1, isDark: !isDark)
        let outer1 = run(from: place - before - light1, step: -1, isDark: isDark)
        let after = run(from: place + 1, step: 1, isDark: isDark)
        let light2 = run(from: place + 1 + after, step: 1, isDark: !isDark)
        let outer2 = run(from: place + 1 + after + light2, step: 1, isDark: isDark)
        guard outer1 > 0, light1 > 0, light2 > 0, outer2 > 0,
            let found = moduleSize(of: (outer1, light1, before + after, light2, outer2)),
            found <= 2.5 * size, found >= 0.4 * size
        else { return nil }
        return (Float(after - before + 2) / 2, found)
    }
}

/// Finds which of many patterns of bars a stretch of a scan line is most like, by rendering all of them.
///
/// The costs of a module depend only on the modules within its blur, so that those of four modules in a row are tabulated
/// over the ten modules they depend on, and a pattern of seventeen modules costs five look-ups.
struct PatternLikelihood {
    /// The stretch: where it is, how it is seen, what lies on either side.
    struct Stretch {
        /// Place of the first module's beginning, in samples.
        var start: Float
        /// Samples a module; below zero where the pattern runs against the line.
        var module: Float
        var modules: Int
        /// What is seen of white, and how much darker black is.
        var light: Float = 0
        var depth: Float = 1
        /// Whether modules that are 1 in a pattern are light.
        var isInverted = false
        /// The three modules behind the stretch, in the three lowest bits, 1 as in the pattern.
        var behind: UInt32 = 0
        /// The three modules before the stretch; nil where only the nearest is known, which is 0.
        var before: UInt32?
    }

    /// The best pattern and how much it is ahead.
    struct Result {
        var value: Int
        /// Sum of squared differences, three a module.
        var cost: Float
        /// That of the next best.
        var second: Float
        /// Sum of squared differences to the mean.
        var variation: Float
    }

    private var seen = [Float](repeating: 0, count: 3 * mostModules)
    private var costs = [Float](repeating: 0, count: mostModules * ModuleBlur.windows)
    private var pairs = [Float](repeating: 0, count: 512)
    private var chunks = [Float](repeating: 0, count: mostModules / 4 * 1024)
    private var leastOfChunk = [Float](repeating: 0, count: mostModules / 4)

    static let mostModules = 20

    /// - Returns: nil where the stretch is not in the line.
    mutating func best(
        of patterns: [UInt32], _ stretch: Stretch, in darkness: [Float], _ blur: ModuleBlur
    ) -> Result? {
        guard (9...Self.mostModules).contains(stretch.modules), let variation = sample(stretch, darkness) else {
            return nil
        }
        tabulate(stretch, blur)
        let padded = (stretch.modules + 3) / 4 * 4
        let pad = UInt32(padded - stretch.modules)
        let outside = ((stretch.before ?? 0) << UInt32(stretch.modules + 3) | stretch.behind) << pad
        var (best, second, value) = (Float.infinity, Float.infinity, -1)
        let count = padded / 4
        // What the chunks behind the first two cost at least: most patterns need not be looked up further.
        let rest = leastOfChunk[2..<count].reduce(0, +)
        unsafe chunks.withUnsafeBufferPointer { table in
            for (index, pattern) in patterns.enumerated() {
                let word = pattern << (3 + pad) | outside
                var shift = UInt32(padded - 4)
                var cost = unsafe table[Int((word >> shift) & 1023)]
                shift &-= 4
                unsafe cost += table[1024 &+ Int((word >> shift) & 1023)]
                if cost + rest >= second { continue }
                for chunk in 2..<count {
                    shift &-= 4
                    unsafe cost += table[chunk &* 1024 &+ Int((word >> shift) & 1023)]
                }
                if cost < best {
                    (second, best, value) = (best, cost, index)
                } else if cost < second {
                    second = cost
                }
            }
        }
        return Result(value: value, cost: best, second: second, variation: variation)
    }

    /// Takes three samples a module; the pattern's 1 is dark in them.
    private mutating func sample(_ stretch: Stretch, _ darkness: [Float]) -> Float? {
        let end = stretch.start + stretch.module * Float(stretch.modules)
        let last = Float(darkness.count - 1)
        guard min(stretch.start, end) > -abs(stretch.module), max(stretch.start, end) < last + abs(stretch.module),
            stretch.depth > 0.05
        else { return nil }
        var (sum, squares): (Float, Float) = (0, 0)
        for i in 0..<(3 * stretch.modules) {
            let place = (stretch.start + stretch.module * (Float(i) + 0.5) / 3).clamped(0, last - 0.01)
            let left = place.whole
            let value = darkness[left] + (place - Float(left)) * (darkness[left + 1] - darkness[left])
            let level = (value - stretch.light) / stretch.depth
            seen[i] = stretch.isInverted ? 1 - level : level
            sum += seen[i]
            squares += seen[i] * seen[i]
        }
        return squares - sum * sum / Float(3 * stretch.modules)
    }

    private mutating func tabulate(_ stretch: Stretch, _ blur: ModuleBlur) {
        let modules = stretch.modules
        unsafe costs.withUnsafeMutableBufferPointer { costs in
            unsafe blur.darkness.withUnsafeBufferPointer { darkness in
                for module in 0..<modules {
                    let (a, b, c) = (seen[3 * module], seen[3 * module + 1], seen[3 * module + 2])
                    for window in 0..<128 {
                        let x = unsafe a - darkness[window]
                        let y = unsafe b - darkness[window &+ 128]
                        let z = unsafe c - darkness[window &+ 256]
                        unsafe costs[module &* 128 &+ window] = x * x + y * y + z * z
                    }
                }
                // What is not known before the stretch is whatever fits best.
                if stretch.before == nil {
                    for window in 0..<32 {
                        let least = unsafe min(
                            min(costs[window], costs[window + 32]), min(costs[window + 64], costs[window + 96]))
                        for copy in 0..<4 { unsafe costs[window + 32 * copy] = least }
                    }
                    for window in 0..<64 {
                        let least = unsafe min(costs[128 + window], costs[192 + window])
                        unsafe costs[128 + window] = least
                        unsafe costs[192 + window] = least
                    }
                }
            }
        }
        for chunk in 0..<((modules + 3) / 4) { sum(chunk, modules: min(4, modules - 4 * chunk)) }
    }

    /// The costs of four modules in a row: of the first two by eight of the ten modules they depend on, of the last two by
    /// eight, and both together.
    private mutating func sum(_ chunk: Int, modules: Int) {
        unsafe costs.withUnsafeBufferPointer { costs in
            unsafe pairs.withUnsafeMutableBufferPointer { pairs in
                for pair in 0..<2 {
                    let first = (4 * chunk + 2 * pair) * 128
                    let count = modules - 2 * pair
                    for word in 0..<256 {
                        let a = unsafe count > 0 ? costs[first &+ (word >> 1)] : 0
                        let b = unsafe count > 1 ? costs[first &+ 128 &+ (word & 127)] : 0
                        unsafe pairs[pair &* 256 &+ word] = a + b
                    }
                }
            }
        }
        unsafe pairs.withUnsafeBufferPointer { pairs in
            unsafe chunks.withUnsafeMutableBufferPointer { chunks in
                var least = SIMD4<Float>(repeating: .infinity)
                for word in 0..<256 {
                    let first = unsafe pairs[word]
                    let last = 256 &+ (word & 63) &* 4
                    let four = unsafe SIMD4(pairs[last], pairs[last &+ 1], pairs[last &+ 2], pairs[last &+ 3]) + first
                    let place = chunk &* 1024 &+ 4 &* word
                    unsafe chunks[place] = four[0]
                    unsafe chunks[place &+ 1] = four[1]
                    unsafe chunks[place &+ 2] = four[2]
                    unsafe chunks[place &+ 3] = four[3]
                    least = pointwiseMin(least, four)
                }
                leastOfChunk[chunk] = least.min()
            }
        }
    }
}

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
    private var chunks = [Float](repeating: 0, count: mostModules / 4 * 1024)

    static let mostModules = 20

    /// - Returns: nil where the stretch is not in the line.
    mutating func best(
        of patterns: [UInt32], _ stretch: Stretch, in darkness: [Float], _ blur: ModuleBlur
    ) -> Result? {
        guard stretch.modules <= Self.mostModules, let variation = sample(stretch, darkness) else { return nil }
        tabulate(stretch, blur)
        let padded = (stretch.modules + 3) / 4 * 4
        let pad = UInt32(padded - stretch.modules)
        let outside = ((stretch.before ?? 0) << UInt32(stretch.modules + 3) | stretch.behind) << pad
        var (best, second, value) = (Float.infinity, Float.infinity, -1)
        unsafe chunks.withUnsafeBufferPointer { table in
            for (index, pattern) in patterns.enumerated() {
                let word = pattern << (3 + pad) | outside
                var cost: Float = 0
                var shift = UInt32(padded - 4)
                for chunk in 0..<(padded / 4) {
                    unsafe cost += table[chunk &* 1024 &+ Int((word >> shift) & 1023)]
                    shift &-= 4
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
        unsafe chunks.withUnsafeMutableBufferPointer { chunks in
            unsafe costs.withUnsafeBufferPointer { costs in
                for chunk in 0..<((modules + 3) / 4) {
                    let count = min(4, modules - 4 * chunk)
                    let base = 4 * chunk * 128
                    for word in 0..<1024 {
                        var cost: Float = 0
                        for i in 0..<count { unsafe cost += costs[base &+ i &* 128 &+ ((word >> (3 &- i)) & 127)] }
                        unsafe chunks[chunk &* 1024 &+ word] = cost
                    }
                }
            }
        }
    }
}

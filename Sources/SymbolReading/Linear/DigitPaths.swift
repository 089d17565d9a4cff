/// What a digit programme found: how well each pattern fits in each digit's place, if all others fit as they like.
struct DigitPaths {
    /// Cost of the best path, in squared contrast (samples).
    var total: Float = 1e9
    /// Cost above the best path of a pattern in a place.
    var table = DigitTable(repeating: 1e3)
    /// By segment, and for the end: where the best path begins it, in samples from where the warp has it.
    var offsets = InlineArray<16, Float>(repeating: 0)
}

/// A number for each digit of a code and each pattern: 0 to 9 set A (or C in right halves), 10 to 19 set B.
struct DigitTable {
    /// An array, not an `InlineArray`: reading an element of one that is not stored in a variable copies all of it.
    private var values: [Float]

    init(repeating value: Float) { values = [Float](repeating: value, count: 260) }

    @inline(__always)
    subscript(digit: Int, pattern: Int) -> Float {
        get { values[digit &* 20 &+ pattern] }
        set { values[digit &* 20 &+ pattern] = newValue }
    }

    func least(_ digit: Int, _ patterns: Range<Int>) -> Float {
        // No closure: it would copy the table.
        var least = Float.infinity
        for pattern in patterns { least = min(least, self[digit, pattern]) }
        return least
    }

    func bestPattern(_ digit: Int, _ patterns: Range<Int>) -> Int {
        var best = patterns.lowerBound
        for pattern in patterns where self[digit, pattern] < self[digit, best] { best = pattern }
        return best
    }
}

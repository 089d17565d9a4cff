/// A mean scan line as darkness: 0 where it is as light as its surroundings get, 1 where as dark.
struct DarknessProfile {
    /// Of each sample.
    private(set) var darkness: [Float] = []
    /// Distance of light and dark around each sample, in grey levels.
    private(set) var contrast: [Float] = []

    private var lightest: [Float] = []
    private var darkest: [Float] = []
    private var ahead: [Float] = []
    private var behind: [Float] = []
    private var sums: [Double] = []

    /// Half the window in samples: nine modules, which is longer than any digit.
    static func halfWindow(expectedWidth: Float) -> Int { max(6, (expectedWidth / 95 * 9).whole) }

    /// - Parameters:
    ///   - profile: grey levels, at least one.
    ///   - half: half the window of the sliding extremes, in samples, at least 1.
    mutating func measure(_ profile: [Float], halfWindow half: Int) {
        let count = profile.count
        Self.slide(profile, half, &lightest, &ahead, &behind) { $0 > $1 }
        Self.slide(profile, half, &darkest, &ahead, &behind) { $0 < $1 }
        Self.smooth(&lightest, half, &sums)
        Self.smooth(&darkest, half, &sums)
        var widest: Float = 0
        for i in 0..<count { widest = max(widest, lightest[i] - darkest[i]) }
        let floor = max(0.15 * widest, 2)
        if darkness.count != count {
            darkness = [Float](repeating: 0, count: count)
            contrast = darkness
        }
        for i in 0..<count {
            contrast[i] = lightest[i] - darkest[i]
            darkness[i] = (lightest[i] - profile[i]) / max(contrast[i], floor)
        }
    }

    /// Sliding extreme by van Herk's method: blocks of the window's length, running extremes from both of their ends.
    private static func slide(
        _ profile: [Float], _ half: Int, _ extreme: inout [Float], _ ahead: inout [Float], _ behind: inout [Float],
        _ wins: (Float, Float) -> Bool
    ) {
        let count = profile.count
        let window = 2 * half + 1
        let padded = count + 2 * half
        if ahead.count < padded {
            ahead = [Float](repeating: 0, count: padded)
            behind = ahead
        }
        if extreme.count != count { extreme = [Float](repeating: 0, count: count) }
        var left = 0
        for i in 0..<padded {
            let value = profile[min(max(i - half, 0), count - 1)]
            ahead[i] = left > 0 && wins(ahead[i - 1], value) ? ahead[i - 1] : value
            left = left == window - 1 ? 0 : left + 1
        }
        for i in stride(from: padded - 1, through: 0, by: -1) {
            let value = profile[min(max(i - half, 0), count - 1)]
            let isLast = i == padded - 1 || (i + 1) % window == 0
            behind[i] = !isLast && wins(behind[i + 1], value) ? behind[i + 1] : value
        }
        for i in 0..<count {
            let (a, b) = (behind[i], ahead[i + window - 1])
            extreme[i] = wins(a, b) ? a : b
        }
    }

    /// Mean over the window.
    private static func smooth(_ values: inout [Float], _ half: Int, _ sums: inout [Double]) {
        let count = values.count
        if sums.count < count + 1 { sums = [Double](repeating: 0, count: count + 1) }
        for i in 0..<count { sums[i + 1] = sums[i] + Double(values[i]) }
        for i in 0..<count {
            let (low, high) = (max(0, i - half), min(count, i + half + 1))
            values[i] = Float((sums[high] - sums[low]) / Double(high - low))
        }
    }
}

/// How far a code that was read reaches along its bars: the lines that look like the profile that read it.
struct CodeExtent {
    /// Where it begins and ends, in pixels of the patch's level along the bars from the patch's middle.
    let top: Float
    let bottom: Float

    /// A line belongs to the code if its correlation is this share of that of the lines that were read.
    private static let share: Float = 0.5
    /// Lines in a row that may fail: a scratch, glare.
    private static let gap = 2

    /// - Parameters:
    ///   - profile: the mean line that was read; `start` to `end` the code in it.
    ///   - lines: those that it is the mean of.
    ///   - slope: of the bars, in samples a line.
    init(
        of profile: [Float], from start: Float, to end: Float, lines: Range<Int>, slope: Float, in patch: BarPatch
    ) {
        let lines = lines.clamped(to: 0..<patch.lines)
        let middle = Float(lines.lowerBound + lines.upperBound - 1) / 2
        let low = max(0, min(start, end).whole)
        let high = max(low, min(profile.count, max(start, end).whole))
        func correlation(_ line: Int) -> Float {
            Self.correlation(profile, low..<high, patch, line, shift: slope * (Float(line) - middle))
        }
        let own = lines.map(correlation).sorted()
        let least = Self.share * max(0.2, own.isEmpty ? 0 : own[own.count / 2])
        var first = lines.lowerBound
        var last = max(first, lines.upperBound - 1)
        var (line, misses) = (first - 1, 0)
        while line >= 0, misses <= Self.gap {
            if correlation(line) >= least { (first, misses) = (line, 0) } else { misses += 1 }
            line -= 1
        }
        (line, misses) = (last + 1, 0)
        while line < patch.lines, misses <= Self.gap {
            if correlation(line) >= least { (last, misses) = (line, 0) } else { misses += 1 }
            line += 1
        }
        top = patch.firstLine + (Float(first) - 0.5) * patch.lineStep
        bottom = patch.firstLine + (Float(last) + 0.5) * patch.lineStep
    }

    private static func correlation(
        _ profile: [Float], _ columns: Range<Int>, _ patch: BarPatch, _ line: Int, shift: Float
    ) -> Float {
        let whole = shift.rounded(.down).whole
        let part = shift - Float(whole)
        let row = line * patch.columns
        let low = max(columns.lowerBound, -whole)
        let high = min(columns.upperBound, patch.columns - 1 - whole)
        guard high - low >= 16 else { return 0 }
        var (a, b, aa, bb, ab): (Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0)
        let base = profile[low]
        for j in low..<high {
            let p = profile[j] - base
            let left = patch.samples[row + j + whole]
            let q = left + part * (patch.samples[row + j + whole + 1] - left) - base
            a += p
            b += q
            aa += p * p
            bb += q * q
            ab += p * q
        }
        let count = Float(high - low)
        let variance = (aa - a * a / count) * (bb - b * b / count)
        return variance > 1e-3 ? (ab - a * b / count) / variance.squareRoot() : 0
    }
}

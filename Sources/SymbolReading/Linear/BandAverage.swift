/// Averages lines of a patch along the bars, and tells how sharp the average is.
enum BandAverage {
    /// How lines are moved before they are averaged.
    struct Shear: Equatable {
        /// Samples a line.
        var slope: Float
        /// Change of the slope from the left end to the right: bars that fan out, as they do in perspective.
        var fan: Float = 0
    }

    /// The average of lines `first` to `end`, each moved in proportion to its distance from the middle one.
    /// - Parameter wanted: the samples that are made, others keep what they were; nil for all.
    static func average(
        _ patch: BarPatch, from first: Int, to end: Int, _ shear: Shear, into average: inout [Float],
        only wanted: Range<Int>? = nil
    ) {
        let columns = patch.columns
        if average.count != columns { average = [Float](repeating: 0, count: columns) }
        guard end > first else { return }
        let wanted = (wanted ?? 0..<columns).clamped(to: 0..<columns)
        let middle = Float(first + end - 1) / 2
        let share = 1 / Float(end - first)
        unsafe average.withUnsafeMutableBufferPointer { average in
            unsafe patch.samples.withUnsafeBufferPointer { samples in
                guard let target = average.baseAddress, let source = samples.baseAddress else { return }
                unsafe (target + wanted.lowerBound).update(repeating: 0, count: wanted.count)
                for line in first..<end {
                    let row = unsafe source + line * columns
                    let distance = Float(line) - middle
                    if shear.fan == 0 {
                        unsafe add(row, columns, movedBy: shear.slope * distance, to: target, wanted)
                    } else {
                        unsafe addFanned(row, columns, distance, shear, to: target)
                    }
                }
                for j in wanted { unsafe target[j] *= share }
            }
        }
    }

    private static func add(
        _ row: UnsafePointer<Float>, _ columns: Int, movedBy shift: Float, to target: UnsafeMutablePointer<Float>,
        _ wanted: Range<Int>
    ) {
        let whole = shift.rounded(.down).whole
        let part = shift - Float(whole)
        let from = min(wanted.upperBound, max(wanted.lowerBound, -whole))
        let to = max(from, min(wanted.upperBound, columns - 1 - whole))
        for j in wanted.lowerBound..<from { unsafe target[j] += row[0] }
        if from < to {
            let moved = unsafe row + whole
            for j in from..<to { unsafe target[j] += moved[j] + part * (moved[j &+ 1] - moved[j]) }
        }
        for j in to..<wanted.upperBound { unsafe target[j] += row[columns - 1] }
    }

    private static func addFanned(
        _ row: UnsafePointer<Float>, _ columns: Int, _ distance: Float, _ shear: Shear,
        to target: UnsafeMutablePointer<Float>
    ) {
        var x = distance * (shear.slope - shear.fan / 2)
        let dx = 1 + distance * shear.fan / Float(columns)
        let most = max(0, Float(columns) - 1.01)
        for j in 0..<columns {
            let clamped = x.clamped(0, most)
            let i = Int(Int32(clamped))
            let next = min(i &+ 1, columns &- 1)
            unsafe target[j] += row[i] + (clamped - Float(i)) * (row[next] - row[i])
            x += dx
        }
    }

    /// Summed squared differences of samples two apart, from `first` up to `end`.
    static func sharpness(_ profile: [Float], from first: Int, to end: Int) -> Float {
        let low = max(1, first)
        let high = min(profile.count - 1, end)
        guard low < high else { return 0 }
        let span = profile.span
        var eight = Float8.zero
        var j = low
        while j + 8 <= high {
            let difference = span.eight(at: j + 1) - span.eight(at: j - 1)
            eight += difference * difference
            j += 8
        }
        var sum = eight.total
        while j < high {
            let difference = span[j + 1] - span[j - 1]
            sum += difference * difference
            j += 1
        }
        return sum
    }
}

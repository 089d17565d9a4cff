/// A part that templates are made of, as what differs from a sharp step.
///
/// A blurred step is 0, then some samples of transition, then 1; its product with a profile is a difference of two
/// sums up to an index and the product with few samples. At a blur of 0.4 modules that is 11 instead of 28.
struct TemplatePart: Sendable {
    /// First sample of the transition, and how many.
    let first: Int
    let count: Int
    /// From here to the end of the segment 1 is added; the segment's length for nowhere.
    let from: Int
    /// Place of the transition in the list of all.
    let at: Int
}

/// The parts of one set of templates.
struct TemplateParts: Sendable {
    private(set) var parts: [TemplatePart] = []
    /// Of the transitions: what is to be added to the sharp step, four times the same value.
    private(set) var values: [SIMD4<Float>] = []

    /// Differences below this count as none.
    private static let least: Float = 2e-4

    /// Appends the part that is nearest to these values of a segment.
    /// - Parameter from: where the sharp step is.
    mutating func append(_ samples: [Float], from: Int, within range: Range<Int>) {
        let differences = range.map { samples[$0] - ($0 >= from ? 1 : 0) }
        let low = differences.firstIndex { abs($0) > Self.least } ?? 0
        let high = (differences.lastIndex { abs($0) > Self.least } ?? -1) + 1
        parts.append(
            TemplatePart(first: range.lowerBound + low, count: max(0, high - low), from: from, at: values.count))
        if low < high { for value in differences[low..<high] { values.append(SIMD4(repeating: value)) } }
    }

    /// Product of a part with eight neighbouring pieces of a profile, and with the eight after them.
    @inline(__always)
    func products(
        _ index: Int, _ darkness: UnsafePointer<Float>, _ sums: UnsafePointer<Float>, _ start: Int, _ length: Int
    ) -> (Float8, Float8) {
        let part = parts[index]
        return unsafe values.withUnsafeBufferPointer { values in
            var one = unsafe Self.eight(sums + (start &+ length)) - Self.eight(sums + (start &+ part.from))
            var two = unsafe Self.eight(sums + (start &+ length &+ 8)) - Self.eight(sums + (start &+ part.from &+ 8))
            var z = unsafe darkness + (start &+ part.first)
            for i in part.at..<(part.at &+ part.count) {
                let factor = unsafe Float8(lowHalf: values[i], highHalf: values[i])
                one += unsafe factor * Self.eight(z)
                two += unsafe factor * Self.eight(z + 8)
                unsafe z += 1
            }
            return (one, two)
        }
    }

    /// Product of a part with eight neighbouring pieces of a profile.
    @inline(__always)
    func product(
        _ index: Int, _ darkness: UnsafePointer<Float>, _ sums: UnsafePointer<Float>, _ start: Int, _ length: Int
    ) -> Float8 {
        let part = parts[index]
        return unsafe values.withUnsafeBufferPointer { values in
            var one = unsafe Self.eight(sums + (start &+ length)) - Self.eight(sums + (start &+ part.from))
            var z = unsafe darkness + (start &+ part.first)
            for i in part.at..<(part.at &+ part.count) {
                one += unsafe Float8(lowHalf: values[i], highHalf: values[i]) * Self.eight(z)
                unsafe z += 1
            }
            return one
        }
    }

    @inline(__always)
    static func eight(_ pointer: UnsafePointer<Float>) -> Float8 {
        unsafe UnsafeRawPointer(pointer).loadUnaligned(as: Float8.self)
    }
}

/// Products of a piece of profile with all templates of a segment at once, for two beginnings a sample apart.
///
/// The reader's most frequent loop. Templates lie transposed, eight patterns in a vector, so that one sample of the
/// profile meets all patterns; two beginnings share each load of templates.
enum DigitKernel {
    typealias Products = (first: Three, second: Three)
    typealias Three = SIMD3Vectors

    /// Up to three vectors of eight patterns.
    struct SIMD3Vectors {
        var a: Float8
        var b: Float8
        var c: Float8

        @inline(__always)
        subscript(index: Int) -> Float8 { index == 0 ? a : index == 1 ? b : c }
    }

    /// Sets A and B.
    /// - Parameter start: sample where the first begins; `length` more and one must exist.
    @inline(__always)
    static func three(
        _ darkness: [Float], _ start: Int, _ templates: [Float8], _ stretch: Int, _ length: Int
    ) -> Products {
        let vectors = DigitTemplates.vectors
        let first = stretch * DigitTemplates.length * vectors
        precondition(start >= 0 && start + length < darkness.count && first + length * vectors <= templates.count)
        return unsafe darkness.withUnsafeBufferPointer { darkness in
            unsafe templates.withUnsafeBufferPointer { templates in
                var (a0, b0, c0) = (Float8.zero, Float8.zero, Float8.zero)
                var (a1, b1, c1) = (Float8.zero, Float8.zero, Float8.zero)
                var at = first
                for j in start..<(start &+ length) {
                    let x = unsafe Float8(repeating: darkness[unchecked: j])
                    let y = unsafe Float8(repeating: darkness[unchecked: j &+ 1])
                    let a = unsafe templates[unchecked: at]
                    let b = unsafe templates[unchecked: at &+ 1]
                    let c = unsafe templates[unchecked: at &+ 2]
                    a0 += a * x
                    b0 += b * x
                    c0 += c * x
                    a1 += a * y
                    b1 += b * y
                    c1 += c * y
                    at &+= vectors
                }
                return (SIMD3Vectors(a: a0, b: b0, c: c0), SIMD3Vectors(a: a1, b: b1, c: c1))
            }
        }
    }

    /// Set A alone (`vector` 0) or C (`vector` 3).
    @inline(__always)
    static func two(
        _ darkness: [Float], _ start: Int, _ templates: [Float8], _ stretch: Int, _ length: Int, _ vector: Int
    ) -> Products {
        let vectors = DigitTemplates.vectors
        let first = stretch * DigitTemplates.length * vectors + vector
        precondition(start >= 0 && start + length < darkness.count && first + length * vectors <= templates.count + 3)
        return unsafe darkness.withUnsafeBufferPointer { darkness in
            unsafe templates.withUnsafeBufferPointer { templates in
                var (a0, b0) = (Float8.zero, Float8.zero)
                var (a1, b1) = (Float8.zero, Float8.zero)
                var at = first
                for j in start..<(start &+ length) {
                    let x = unsafe Float8(repeating: darkness[unchecked: j])
                    let y = unsafe Float8(repeating: darkness[unchecked: j &+ 1])
                    let a = unsafe templates[unchecked: at]
                    let b = unsafe templates[unchecked: at &+ 1]
                    a0 += a * x
                    b0 += b * x
                    a1 += a * y
                    b1 += b * y
                    at &+= vectors
                }
                return (
                    SIMD3Vectors(a: a0, b: b0, c: .zero), SIMD3Vectors(a: a1, b: b1, c: .zero)
                )
            }
        }
    }
}

extension UnsafeBufferPointer {
    /// Without the check that debug builds make; the caller has made it for the whole loop.
    @inline(__always)
    fileprivate subscript(unchecked index: Int) -> Element { unsafe self[index] }
}

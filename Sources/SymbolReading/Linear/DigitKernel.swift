/// The reader's most frequent loop: products of a profile with blurred steps, for eight offsets at once, and what all
/// patterns of a digit cost there.
struct DigitKernel {
    /// Eight neighbouring places of a segment in a profile.
    struct Place {
        /// First sample of the first.
        let start: Int
        /// Samples of the segment.
        let length: Int
        let stretch: Int
        /// Of the samples of each, their sum and their squares' sum.
        let sum: Float8
        let square: Float8
        /// Factor of the cost, and what is added.
        let scale: Float
        let price: Float
    }

    /// Products with the shared part, the six rising and the six falling steps.
    private var products = [Float8](repeating: .zero, count: 13)

    /// Products of the profile with the templates' parts.
    mutating func multiply(_ place: Place, isRight: Bool, _ darkness: [Float], _ templates: DigitTemplates) {
        let half = isRight ? DigitTemplates.stretches * DigitTemplates.length : 0
        multiply(place, darkness, templates.rising, at: 1, shared: templates.shared, from: half)
        if templates.isPlain {
            for step in 1...6 { products[6 + step] = products[step] }
        } else {
            // Their product with the shared part is made again: seven sums keep the unit that adds busy.
            multiply(place, darkness, templates.falling, at: 7, shared: templates.shared, from: half)
        }
    }

    private mutating func multiply(
        _ place: Place, _ darkness: [Float], _ steps: [SIMD4<Float>], at index: Int, shared: [SIMD4<Float>],
        from half: Int
    ) {
        let first = place.stretch * DigitTemplates.length
        let count = DigitTemplates.steps
        precondition(
            place.start >= 0 && place.start + place.length + 8 <= darkness.count
                && half + first + place.length <= shared.count && (first + place.length) * count <= steps.count,
            "templates and profile are long enough")
        unsafe darkness.withUnsafeBytes { darkness in
            unsafe shared.withUnsafeBufferPointer { shared in
                unsafe steps.withUnsafeBufferPointer { steps in
                    var sum = Float8.zero
                    var (a, b, c) = (Float8.zero, Float8.zero, Float8.zero)
                    var (d, e, f) = (Float8.zero, Float8.zero, Float8.zero)
                    var at = first &* count
                    for j in 0..<place.length {
                        let x = unsafe darkness.loadUnaligned(
                            fromByteOffset: 4 &* (place.start &+ j), as: Float8.self)
                        sum = unsafe Self.add(sum, x, shared[half &+ first &+ j])
                        a = unsafe Self.add(a, x, steps[at])
                        b = unsafe Self.add(b, x, steps[at &+ 1])
                        c = unsafe Self.add(c, x, steps[at &+ 2])
                        d = unsafe Self.add(d, x, steps[at &+ 3])
                        e = unsafe Self.add(e, x, steps[at &+ 4])
                        f = unsafe Self.add(f, x, steps[at &+ 5])
                        at &+= count
                    }
                    products[0] = sum
                    (products[index], products[index + 1], products[index + 2]) = (a, b, c)
                    (products[index + 3], products[index + 4], products[index + 5]) = (d, e, f)
                }
            }
        }
    }

    @inline(__always)
    private static func add(_ sum: Float8, _ x: Float8, _ factor: SIMD4<Float>) -> Float8 {
        sum + x * Float8(lowHalf: factor, highHalf: factor)
    }

    /// Costs of a digit's patterns, from the products just made.
    /// - Returns: the cheapest.
    func digitCosts(
        _ patterns: Range<Int>, _ place: Place, _ templates: DigitTemplates, into costs: inout [Float8], at index: Int
    ) -> Float8 {
        let base = place.square + DigitTemplates.gainPrior
            - place.sum * place.sum * (1 / (Float(place.length) + DigitTemplates.offsetPrior))
        let floor = Float8(repeating: place.price)
        let most = base * place.scale + floor
        let shared = products[0] + DigitTemplates.gainPrior
        // In right halves the edges inside fall, rise, fall; in left ones they rise, fall, rise.
        let isRight = patterns.lowerBound == 20
        let (odd, even) = isRight ? (7, 1) : (1, 7)
        let sign: Float = isRight ? -1 : 1
        let row = place.stretch * RetailPattern.count
        let count = patterns.count
        precondition(
            index >= 0 && index + count <= costs.count && patterns.upperBound <= 30
                && row + patterns.upperBound <= templates.weights.count && templates.innerEdges.count == 30,
            "a row for each digit")
        var least = Float8(repeating: 1e9)
        unsafe costs.withUnsafeMutableBufferPointer { costs in
            unsafe templates.weights.withUnsafeBufferPointer { weights in
                unsafe templates.slopes.withUnsafeBufferPointer { slopes in
                    unsafe templates.innerEdges.withUnsafeBufferPointer { edges in
                        unsafe products.withUnsafeBufferPointer { products in
                            for n in 0..<count {
                                let pattern = patterns.lowerBound &+ n
                                let inner = unsafe edges[pattern]
                                let steps = unsafe products[odd &+ Int(inner.x)]
                                    - products[even &+ Int(inner.y)] + products[odd &+ Int(inner.z)]
                                let product = shared + steps * sign
                                let rest = unsafe product - place.sum * slopes[row &+ pattern]
                                let explained = unsafe rest * rest * (weights[row &+ pattern] * place.scale)
                                let cost = (most - explained).greater(floor)
                                unsafe costs[index &+ n] = cost
                                least = least.lesser(cost)
                            }
                        }
                    }
                }
            }
        }
        return least
    }

    /// Cost of a guard.
    func guardCost(_ pattern: Int, _ place: Place, _ darkness: [Float], _ templates: DigitTemplates) -> Float8 {
        let first =
            (place.stretch * DigitTemplates.guardPatterns + pattern - RetailPattern.guardBars) * DigitTemplates.length
        let span = darkness.span
        var product = Float8(repeating: DigitTemplates.gainPrior)
        for j in 0..<place.length { product += span.eight(at: place.start + j) * templates.guards[first + j] }
        let at = place.stretch * RetailPattern.count + pattern
        let base = place.square + DigitTemplates.gainPrior
            - place.sum * place.sum * (1 / (Float(place.length) + DigitTemplates.offsetPrior))
        let rest = product - templates.slopes[at] * place.sum
        return (base - rest * rest * templates.weights[at]).greater(.zero) * place.scale + place.price
    }
}

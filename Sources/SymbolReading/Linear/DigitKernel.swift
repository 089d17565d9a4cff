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
    private var products = [Float8](repeating: .zero, count: 26)
    /// Products of a vector of offsets.
    private static let row = 13

    /// Products of the profile with the templates' parts, for two vectors of eight offsets.
    /// - Parameters:
    ///   - start: first sample of the first place.
    ///   - isPair: whether products are made for the second vector, too.
    ///   - sums: of the profile's samples up to an index.
    mutating func multiply(
        from start: Int, _ length: Int, stretch: Int, isRight: Bool, isPair: Bool, _ darkness: [Float],
        _ sums: [Float], _ templates: DigitTemplates
    ) {
        let first = stretch * DigitTemplates.partsPerStretch
        precondition(
            start >= 0 && start + length + 16 <= min(darkness.count, sums.count)
                && first + DigitTemplates.partsPerStretch <= templates.parts.parts.count, "profile is long enough")
        unsafe darkness.withUnsafeBufferPointer { darkness in
            unsafe sums.withUnsafeBufferPointer { sums in
                guard let z = darkness.baseAddress, let s = sums.baseAddress else { return }
                if isPair {
                    unsafe multiplyPair(first, isRight: isRight, z, s, start, length, templates)
                } else {
                    unsafe multiplyOne(first, isRight: isRight, z, s, start, length, templates)
                }
            }
        }
    }

    @inline(__always)
    private mutating func multiplyPair(
        _ first: Int, isRight: Bool, _ z: UnsafePointer<Float>, _ s: UnsafePointer<Float>, _ start: Int, _ length: Int,
        _ templates: DigitTemplates
    ) {
        let shared = first + (isRight ? 2 : 0)
        let beginning = unsafe templates.parts.products(shared, z, s, start, length)
        let end = unsafe templates.parts.products(shared + 1, z, s, start, length)
        products[0] = beginning.0 + end.0
        products[Self.row] = beginning.1 + end.1
        for step in 1...6 {
            let product = unsafe templates.parts.products(first + 3 + step, z, s, start, length)
            products[step] = product.0
            products[Self.row + step] = product.1
        }
        for step in 7...12 {
            let product =
                templates.isPlain
                ? (products[step - 6], products[Self.row + step - 6])
                : unsafe templates.parts.products(first + 3 + step, z, s, start, length)
            products[step] = product.0
            products[Self.row + step] = product.1
        }
    }

    @inline(__always)
    private mutating func multiplyOne(
        _ first: Int, isRight: Bool, _ z: UnsafePointer<Float>, _ s: UnsafePointer<Float>, _ start: Int, _ length: Int,
        _ templates: DigitTemplates
    ) {
        let shared = first + (isRight ? 2 : 0)
        let beginning = unsafe templates.parts.product(shared, z, s, start, length)
        products[0] = unsafe beginning + templates.parts.product(shared + 1, z, s, start, length)
        for step in 1...6 { products[step] = unsafe templates.parts.product(first + 3 + step, z, s, start, length) }
        for step in 7...12 {
            products[step] =
                templates.isPlain
                ? products[step - 6] : unsafe templates.parts.product(first + 3 + step, z, s, start, length)
        }
    }

    /// Costs of a digit's patterns, from the products just made.
    /// - Parameter second: whether the place belongs to the second of the two vectors.
    /// - Returns: the cheapest.
    func digitCosts(
        _ patterns: Range<Int>, _ place: Place, _ templates: DigitTemplates, into costs: inout [Float8], at index: Int,
        second: Bool = false
    ) -> Float8 {
        let firstProduct = second ? Self.row : 0
        let base =
            place.square + DigitTemplates.gainPrior
            - place.sum * place.sum * (1 / (Float(place.length) + DigitTemplates.offsetPrior))
        let most = base * place.scale
        let shared = products[firstProduct] + DigitTemplates.gainPrior
        // In right halves the edges inside fall, rise, fall; in left ones they rise, fall, rise.
        let isRight = patterns.lowerBound == 20
        let (odd, even) = isRight ? (firstProduct + 7, firstProduct + 1) : (firstProduct + 1, firstProduct + 7)
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
                                let steps =
                                    unsafe products[odd &+ Int(inner.x)]
                                    - products[even &+ Int(inner.y)] + products[odd &+ Int(inner.z)]
                                let product = shared + steps * sign
                                let rest = unsafe product - place.sum * slopes[row &+ pattern]
                                let explained = unsafe rest * rest * (weights[row &+ pattern] * place.scale)
                                let cost = (most - explained).greater(.zero) + place.price
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
        let base =
            place.square + DigitTemplates.gainPrior
            - place.sum * place.sum * (1 / (Float(place.length) + DigitTemplates.offsetPrior))
        let rest = product - templates.slopes[at] * place.sum
        return (base - rest * rest * templates.weights[at]).greater(.zero) * place.scale + place.price
    }
}

/// On which side of its word's place a descriptor lies in each dimension, a bit each (Hamming embedding; H. Jégou, M.
/// Douze and C. Schmid, ECCV 2008, with the word's own place instead of stored medians).
enum Signature {
    /// - Parameter start: where the projected descriptor begins.
    static func bits(of projected: [Float], at start: Int, word: UInt16, _ vocabulary: Vocabulary) -> UInt64 {
        let width = Vocabulary.dimensions
        let coarse = Int(word >> 8) * width
        let residual = Int(word & 255) * width
        precondition(start >= 0 && start + width <= projected.count, "a projected descriptor")
        let (projected, coarses, residuals) = (projected.span, vocabulary.coarse.span, vocabulary.residual.span)
        var bits: UInt64 = 0
        for dimension in 0..<width {
            let isAbove =
                projected[start &+ dimension] > coarses[coarse &+ dimension] + residuals[residual &+ dimension]
            bits |= (isAbove ? 1 : 0) &<< UInt64(dimension)
        }
        return bits
    }

    @inline(__always)
    static func distance(_ one: UInt64, _ other: UInt64) -> Int { (one ^ other).nonzeroBitCount }
}

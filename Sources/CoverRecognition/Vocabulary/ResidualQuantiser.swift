/// Finds the words that stand nearest to a projected descriptor.
struct ResidualQuantiser {
    /// Coarse cells that are searched for a photo's feature; a reference has its nearest alone.
    static let cellsOfPhoto = 2
    /// Words a photo's feature is looked up under. One word finds four of 400 covers less.
    static let wordsOfPhoto = 3

    private let vocabulary: Vocabulary
    private var coarseScores = [Float](repeating: 0, count: Vocabulary.centroidCount)
    private var residualProducts = [Float](repeating: 0, count: Vocabulary.centroidCount)
    private var residualScores = [Float](repeating: 0, count: Vocabulary.centroidCount)

    init(_ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
    }

    /// The nearest words of one descriptor, the nearest first.
    ///
    /// A score is half the squared distance, less what is the same for all words.
    /// - Parameters:
    ///   - start: where the projected descriptor begins.
    ///   - cells: coarse cells that are searched, at most 4.
    ///   - most: words, at most 4.
    ///   - words: takes them at its end.
    mutating func nearestWords(
        of projected: [Float], at start: Int, cells: Int, most: Int, to words: inout [UInt16]
    ) {
        precondition((1...4).contains(cells) && (1...4).contains(most), "few words are kept")
        precondition(start >= 0 && start + Vocabulary.dimensions <= projected.count, "a projected descriptor")
        Self.products(vocabulary.coarseByDimension, projected, start, into: &coarseScores)
        Self.products(vocabulary.residualByDimension, projected, start, into: &residualProducts)
        for index in 0..<Vocabulary.centroidCount {
            coarseScores[index] = vocabulary.coarseHalfSquares[index] - coarseScores[index]
        }
        var best = InlineArray<4, (score: Float, word: UInt16)>(repeating: (.infinity, 0))
        for _ in 0..<cells {
            let cell = Self.least(coarseScores)
            let base = coarseScores[cell]
            coarseScores[cell] = .infinity
            let row = cell * Vocabulary.centroidCount
            for index in 0..<Vocabulary.centroidCount {
                residualScores[index] = vocabulary.residualScores[row + index] - residualProducts[index]
            }
            for _ in 0..<most {
                let residual = Self.least(residualScores)
                let score = base + residualScores[residual]
                guard score < best[most - 1].score else { break }
                residualScores[residual] = .infinity
                var place = most - 1
                while place > 0, best[place - 1].score > score {
                    best[place] = best[place - 1]
                    place -= 1
                }
                best[place] = (score, UInt16(row + residual))
            }
        }
        for index in 0..<most { words.append(best[index].word) }
    }

    /// Products of a descriptor with all centroids, 32 at a time, so that they stay in registers.
    private static func products(
        _ centroids: [Float], _ projected: [Float], _ start: Int, into products: inout [Float]
    ) {
        let count = Vocabulary.centroidCount
        unsafe centroids.withUnsafeBytes { centroids in
            unsafe projected.withUnsafeBufferPointer { projected in
                unsafe products.withUnsafeMutableBytes { products in
                    var first = 0
                    while first < count {
                        var one = SIMD16<Float>(repeating: 0)
                        var other = SIMD16<Float>(repeating: 0)
                        for dimension in 0..<Vocabulary.dimensions {
                            let value = unsafe projected[start &+ dimension]
                            let offset = (dimension &* count &+ first) &* 4
                            unsafe one +=
                                value * centroids.loadUnaligned(fromByteOffset: offset, as: SIMD16<Float>.self)
                            unsafe other +=
                                value * centroids.loadUnaligned(fromByteOffset: offset &+ 64, as: SIMD16<Float>.self)
                        }
                        unsafe products.storeBytes(of: one, toByteOffset: first &* 4, as: SIMD16<Float>.self)
                        unsafe products.storeBytes(of: other, toByteOffset: first &* 4 &+ 64, as: SIMD16<Float>.self)
                        first &+= 32
                    }
                }
            }
        }
    }

    /// The place of the least of 256 values, the first of equals.
    private static func least(_ values: [Float]) -> Int {
        unsafe values.withUnsafeBytes { bytes in
            var least = unsafe bytes.loadUnaligned(as: SIMD16<Float>.self)
            for block in 1..<(Vocabulary.centroidCount / 16) {
                let next = unsafe bytes.loadUnaligned(fromByteOffset: 64 &* block, as: SIMD16<Float>.self)
                least.replace(with: next, where: next .< least)
            }
            let value = least.min()
            for index in 0..<Vocabulary.centroidCount
            where unsafe bytes.loadUnaligned(fromByteOffset: 4 &* index, as: Float.self) == value {
                return index
            }
            return 0
        }
    }
}

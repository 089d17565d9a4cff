/// What descriptors are compared by: a projection to fewer numbers, and words that stand for their neighbourhoods.
///
/// A word is one of 256 coarse centroids and one of 256 residual centroids that all coarse ones share (residual
/// quantisation; Y. Chen, T. Guan and C. Wang, "Approximate nearest neighbor search by residual vector quantization",
/// Sensors 2010). It is fixed: trained once on covers of no shop here, and as good on others as one trained on the very
/// covers that are looked for.
struct Vocabulary: Sendable {
    /// Numbers of a projected descriptor.
    static let dimensions = 64
    /// Coarse centroids, and residual centroids.
    static let centroidCount = 256
    static let wordCount = centroidCount * centroidCount

    /// What is subtracted from a projected descriptor: the projected mean.
    let projectedMean: [Float]
    /// A row of ``dimensions`` for each number of a descriptor, for descriptors as bytes.
    let projection: [Float]
    /// Coarse centroids one after the other, and the same by dimension.
    let coarse: [Float]
    let coarseByDimension: [Float]
    /// Half the squared length of each coarse centroid.
    let coarseHalfSquares: [Float]
    let residual: [Float]
    let residualByDimension: [Float]
    /// For each coarse centroid a row: what each residual centroid's score is before the descriptor is known, ½|r|² + c·r.
    let residualScores: [Float]
    /// How far a descriptor lies from its word's place on average, for each dimension.
    let meanDeviation: [Float]

    /// The one that ships.
    static let trained: Vocabulary = {
        guard let bytes = Base64.bytes(of: TrainedVocabulary.base64), let vocabulary = Vocabulary(bytes: bytes) else {
            preconditionFailure("the vocabulary is part of the program")
        }
        return vocabulary
    }()

    /// - Parameter bytes: as train.py writes them: four 32-bit numbers (1, 256, 256, 64), then single-precision values:
    ///   mean descriptor, projection by row, coarse centroids, residual centroids, mean deviations. Little-endian.
    /// - Returns: nil where they are not that.
    init?(bytes: [UInt8]) {
        let (width, count) = (Self.dimensions, Self.centroidCount)
        let lengths = [Descriptor.count, width * Descriptor.count, count * width, count * width, width]
        guard bytes.count == 16 + 4 * lengths.reduce(0, +) else { return nil }
        let words = stride(from: 0, to: bytes.count, by: 4).map { start in
            (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
        }
        guard Array(words[..<4]) == [1, UInt32(count), UInt32(count), UInt32(width)] else { return nil }
        let floats = words[4...].map(Float.init(bitPattern:))
        guard floats.allSatisfy(\.isFinite) else { return nil }
        var start = 0
        func next(_ length: Int) -> [Float] {
            defer { start += length }
            return Array(floats[start..<(start + length)])
        }
        let mean = next(Descriptor.count)
        let rows = next(width * Descriptor.count)
        let coarse = next(count * width)
        let residual = next(count * width)
        meanDeviation = next(width)
        projectedMean = (0..<width).map { row in
            (0..<Descriptor.count).reduce(Float(0)) { $0 - rows[row * Descriptor.count + $1] * mean[$1] }
        }
        projection = (0..<(Descriptor.count * width)).map {
            rows[$0 % width * Descriptor.count + $0 / width] / Descriptor.scale
        }
        func byDimension(_ centroids: [Float]) -> [Float] {
            (0..<(count * width)).map { centroids[$0 % count * width + $0 / count] }
        }
        func product(_ one: [Float], _ first: Int, _ other: [Float], _ second: Int) -> Float {
            (0..<width).reduce(0) { $0 + one[first * width + $1] * other[second * width + $1] }
        }
        coarseByDimension = byDimension(coarse)
        residualByDimension = byDimension(residual)
        coarseHalfSquares = (0..<count).map { product(coarse, $0, coarse, $0) / 2 }
        let halfSquares = (0..<count).map { product(residual, $0, residual, $0) / 2 }
        residualScores = (0..<Self.wordCount).map {
            halfSquares[$0 % count] + product(coarse, $0 / count, residual, $0 % count)
        }
        self.coarse = coarse
        self.residual = residual
    }

    /// One number of the place that a word stands for.
    @inline(__always)
    func centroid(_ word: Int, _ dimension: Int) -> Float {
        coarse[(word >> 8) * Self.dimensions + dimension] + residual[(word & 255) * Self.dimensions + dimension]
    }
}

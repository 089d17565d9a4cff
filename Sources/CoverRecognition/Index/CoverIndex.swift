/// Covers that photos are compared with.
///
/// A value that does not change: any number of threads may search it, each with a ``CoverRecognizer`` of its own.
public struct CoverIndex: Sendable {
    /// Covers an index may have.
    public static let mostCovers = 16_000_000

    /// In the order in which they were made.
    public let segments: [CoverSegment]
    public let weights: WordWeights
    /// The number of each segment's first cover.
    let firsts: [Int]
    /// Covers, with those that were deleted.
    let coverCount: Int

    /// - Parameters:
    ///   - segments: with at most ``mostCovers`` covers together.
    ///   - weights: made when most of them were; from the segments themselves where there are none yet.
    public init(segments: [CoverSegment], weights: WordWeights? = nil) {
        self.segments = segments
        var firsts: [Int] = []
        var count = 0
        for segment in segments {
            firsts.append(count)
            count += segment.count
        }
        precondition(count <= Self.mostCovers, "covers are counted by whoever adds them")
        self.firsts = firsts
        coverCount = count
        self.weights = weights ?? Self.weights(of: segments)
    }

    /// A small index in memory.
    public init(covers: [CompiledCover]) {
        self.init(segments: [CoverSegment(covers)])
    }

    /// The weights of words over all covers.
    public static func weights(of segments: [CoverSegment]) -> WordWeights {
        var counts = [UInt32](repeating: 0, count: Vocabulary.wordCount)
        for segment in segments {
            for (word, count) in segment.coverCounts().enumerated() { counts[word] += count }
        }
        return WordWeights(coverCounts: counts, covers: segments.reduce(0) { $0 + $1.count })
    }

    /// The same covers and some more, in memory.
    public func adding(_ covers: [CompiledCover]) -> CoverIndex {
        CoverIndex(segments: segments + [CoverSegment(covers)], weights: coverCount == 0 ? nil : weights)
    }

    /// The place of a cover by its number in the whole index.
    func place(of number: Int) -> CoverPlace {
        var segment = firsts.count - 1
        while segment > 0, firsts[segment] > number { segment -= 1 }
        return CoverPlace(segment: segment, cover: number - firsts[segment])
    }

    func part(_ place: CoverPlace) -> CoverMemory.Part { segments[place.segment].part(place.cover) }

    /// The names of the covers that have the same artwork as one, its own first.
    public func names(likeCoverAt place: CoverPlace) -> [String] {
        let own = segments[place.segment].name(of: place.cover).map { [$0] } ?? []
        let group = segments[place.segment].groups[place.cover]
        guard group != 0 else { return own }
        var names = own
        for (number, segment) in segments.enumerated() {
            for cover in 0..<segment.count
            where segment.groups[cover] == group && CoverPlace(segment: number, cover: cover) != place
                && !segment.isDeleted(cover)
            {
                if let name = segment.name(of: cover) { names.append(name) }
            }
        }
        return names
    }
}

/// Where a cover is in an index.
public struct CoverPlace: Sendable, Hashable {
    public let segment: Int
    public let cover: Int

    public init(segment: Int, cover: Int) {
        self.segment = segment
        self.cover = cover
    }
}

import CSignatures

/// The covers that have features like one of the photo, and how much that counts.
///
/// Among a million simulated covers there are some millions a photo, so adding one is a few loads and stores.
struct VoteHits {
    private struct Hit {
        let cover: UInt32
        var weight: Float
    }

    /// The first ``count`` count; the rest is room.
    private var hits: [Hit] = []
    private(set) var count = 0

    /// What all weigh together.
    var sum: Float {
        var sum: Float = 0
        for index in 0..<count { sum += hits[index].weight }
        return sum
    }

    mutating func removeAll() { count = 0 }

    /// Adds postings; where they follow each other a cover's heaviest counts.
    ///
    /// - Parameters:
    ///   - alike: places in `covers` and distances of signatures.
    ///   - weights: by distance.
    ///   - first: number of the segment's first cover.
    ///   - coverCount: of the segment; a damaged file may name others, which are left out.
    mutating func add(
        _ alike: Span<footbridge_alike>, of covers: UnsafeBufferPointer<UInt32>, weights: [Float], times weight: Float,
        first: Int, coverCount: Int
    ) {
        let missing = count + alike.count - hits.count
        if missing > 0 {
            hits.append(contentsOf: repeatElement(Hit(cover: 0, weight: 0), count: max(missing, hits.count)))
        }
        var count = count
        var hits = hits.mutableSpan
        for index in alike.indices {
            let cover = unsafe Int(covers[Int(alike[index].place)])
            guard cover < coverCount else { continue }
            let number = UInt32(first &+ cover)
            let vote = weights[Int(alike[index].distance)] * weight
            if count > 0, hits[count - 1].cover == number {
                hits[count - 1].weight = max(hits[count - 1].weight, vote)
            } else {
                hits[count] = Hit(cover: number, weight: vote)
                count += 1
            }
        }
        self.count = count
    }

    func forEach(_ body: (_ cover: Int, _ weight: Float) -> Void) {
        for index in 0..<count { body(Int(hits[index].cover), hits[index].weight) }
    }
}

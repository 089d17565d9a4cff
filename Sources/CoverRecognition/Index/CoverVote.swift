import CSignatures
import Glibc

/// Scores the covers of an index by the features they share with a photo: the words by which both are known, weighted
/// by how alike their signatures are and how rare the word is (H. Jégou, M. Douze and C. Schmid, "Hamming embedding and
/// weak geometric consistency", ECCV 2008).
///
/// What a feature of the photo gives to all covers together is divided by the square root of its sum, so that a feature
/// that many covers have, such as a publisher's logo, does not outvote the others ("On the burstiness of visual
/// elements", CVPR 2009).
struct CoverVote {
    /// Bits in which two signatures may differ.
    static let mostDistance = 22
    /// Distance at which a vote falls to 1/e.
    private static let decay: Float = 14
    /// Covers that are looked at closer; with forty one of 400 photos is lost.
    static let shortlistLength = 100
    /// Postings that are looked through at once.
    private static let portion = 4096
    /// A cover with fewer features has no advantage from it.
    private static let leastFeatures = 60

    private static let weights: [Float] = (0...mostDistance).map { expf(-Float($0 * $0) / (decay * decay)) }

    /// What a cover's votes are multiplied with.
    static func scale(featureCount: Int) -> Float { 1 / Float(max(featureCount, leastFeatures)).squareRoot() }

    struct Candidate: Equatable {
        let number: Int
        let score: Float
    }

    private var scores: [Float] = []
    /// Postings of a portion that are alike.
    private var alike = [footbridge_alike](repeating: footbridge_alike(place: 0, distance: 0), count: portion)
    private(set) var shortlist: [Candidate] = []

    init() {}

    /// Fills ``shortlist``, the best first.
    mutating func run(_ photo: borrowing PhotoFeatures, in index: CoverIndex, while isWanted: () -> Bool) {
        shortlist.removeAll(keepingCapacity: true)
        if scores.count < index.coverCount { scores = [Float](repeating: 0, count: index.coverCount) }
        for number in 0..<index.coverCount { scores[number] = 0 }
        var hits = VoteHits()
        for feature in 0..<photo.count {
            // A large index takes a tenth of a second.
            if feature & 127 == 127, !isWanted() { return }
            hits.removeAll()
            collect(&hits, of: photo, feature, index)
            spread(hits)
        }
        choose(index)
    }

    private mutating func collect(
        _ hits: inout VoteHits, of photo: borrowing PhotoFeatures, _ feature: Int, _ index: CoverIndex
    ) {
        let most = ResidualQuantiser.wordsOfPhoto
        for entry in (feature * most)..<(feature * most + most) {
            let word = photo.words[entry]
            let signature = photo.signatures[entry]
            let weight = index.weights.values[Int(word)]
            for (segment, first) in zip(index.segments, index.firsts) {
                let coverCount = segment.count
                unsafe segment.postings.withPostings(of: word) { signatures, covers in
                    unsafe scan(
                        signatures, covers, for: signature, weight: weight, first: first, coverCount: coverCount,
                        into: &hits)
                }
            }
        }
    }

    /// Adds the postings whose signatures are alike; a cover's best counts.
    private mutating func scan(
        _ signatures: UnsafeBufferPointer<UInt64>, _ covers: UnsafeBufferPointer<UInt32>, for signature: UInt64,
        weight: Float, first: Int, coverCount: Int, into hits: inout VoteHits
    ) {
        guard let base = signatures.baseAddress else { return }
        var start = 0
        while start < signatures.count {
            let count = min(Self.portion, signatures.count - start)
            let found = unsafe footbridge_find_alike(
                base + start, count, signature, UInt32(Self.mostDistance), &alike)
            let covers = unsafe UnsafeBufferPointer(rebasing: covers[start..<(start + count)])
            unsafe hits.add(
                alike.span.extracting(first: found), of: covers, weights: Self.weights, times: weight, first: first,
                coverCount: coverCount)
            start += count
        }
    }

    private mutating func spread(_ hits: VoteHits) {
        guard hits.count > 0 else { return }
        let scale = 1 / hits.sum.squareRoot()
        hits.forEach { cover, weight in scores[cover] += weight * scale }
    }

    private mutating func choose(_ index: CoverIndex) {
        var least: Float = 0
        for (segment, first) in zip(index.segments, index.firsts) {
            for cover in 0..<segment.count {
                let score = scores[first + cover] * segment.voteScales[cover]
                guard score > least, !segment.isDeleted(cover) else { continue }
                shortlist.append(Candidate(number: first + cover, score: score))
                if shortlist.count == 4 * Self.shortlistLength {
                    cut()
                    least = shortlist[Self.shortlistLength - 1].score
                }
            }
        }
        cut()
    }

    private mutating func cut() {
        shortlist.sort { ($1.score, $0.number) < ($0.score, $1.number) }
        if shortlist.count > Self.shortlistLength { shortlist.removeLast(shortlist.count - Self.shortlistLength) }
    }
}

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
    private var hitCovers: [UInt32] = []
    private var hitWeights: [Float] = []
    private(set) var shortlist: [Candidate] = []

    init() {}

    /// Fills ``shortlist``, the best first.
    mutating func run(_ photo: borrowing PhotoFeatures, in index: CoverIndex, while isWanted: () -> Bool) {
        shortlist.removeAll(keepingCapacity: true)
        if scores.count < index.coverCount { scores = [Float](repeating: 0, count: index.coverCount) }
        for number in 0..<index.coverCount { scores[number] = 0 }
        for feature in 0..<photo.count {
            // A large index takes a tenth of a second.
            if feature & 127 == 127, !isWanted() { return }
            collectHits(photo, feature, index)
            spreadHits()
        }
        choose(index)
    }

    private mutating func collectHits(_ photo: borrowing PhotoFeatures, _ feature: Int, _ index: CoverIndex) {
        hitCovers.removeAll(keepingCapacity: true)
        hitWeights.removeAll(keepingCapacity: true)
        let most = ResidualQuantiser.wordsOfPhoto
        for entry in (feature * most)..<(feature * most + most) {
            let word = photo.words[entry]
            let signature = photo.signatures[entry]
            let weight = index.weights.values[Int(word)]
            for (segment, first) in zip(index.segments, index.firsts) {
                let coverCount = segment.count
                unsafe segment.postings.withPostings(of: word) { signatures, covers in
                    unsafe scan(
                        signatures, covers, for: signature, weight: weight, first: first, coverCount: coverCount)
                }
            }
        }
    }

    /// Adds the postings whose signatures are alike; a cover's best counts.
    private mutating func scan(
        _ signatures: UnsafeBufferPointer<UInt64>, _ covers: UnsafeBufferPointer<UInt32>, for signature: UInt64,
        weight: Float, first: Int, coverCount: Int
    ) {
        let count = signatures.count
        guard let base = signatures.baseAddress else { return }
        let sought = SIMD8<UInt64>(repeating: signature)
        var place = 0
        while place < count {
            // Eight at a time: nineteen times in twenty none of them is alike.
            if place &+ 8 <= count {
                let eight = unsafe UnsafeRawPointer(base + place).loadUnaligned(as: SIMD8<UInt64>.self)
                if Self.allDiffer(eight ^ sought) {
                    place &+= 8
                    continue
                }
            }
            let end = min(count, place &+ 8)
            while place < end {
                let distance = unsafe Signature.distance(base[place], signature)
                if distance <= Self.mostDistance {
                    let cover = unsafe covers[place]
                    if Int(cover) < coverCount {
                        add(UInt32(truncatingIfNeeded: first &+ Int(cover)), Self.weights[distance] * weight)
                    }
                }
                place &+= 1
            }
        }
    }

    private mutating func add(_ cover: UInt32, _ weight: Float) {
        if let last = hitCovers.last, last == cover {
            hitWeights[hitWeights.count - 1] = max(hitWeights[hitWeights.count - 1], weight)
        } else {
            hitCovers.append(cover)
            hitWeights.append(weight)
        }
    }

    /// Whether each of eight words has more than ``mostDistance`` bits set, by sums within them (H. S. Warren, "Hacker's
    /// Delight", chapter 5); the machines this must run on have no instruction for it, nor one that compares words.
    @inline(__always)
    static func allDiffer(_ words: SIMD8<UInt64>) -> Bool {
        let pairs = words &- ((words &>> 1) & 0x5555_5555_5555_5555)
        let nibbles = (pairs & 0x3333_3333_3333_3333) &+ ((pairs &>> 2) & 0x3333_3333_3333_3333)
        let bytes = (nibbles &+ (nibbles &>> 4)) & 0x0F0F_0F0F_0F0F_0F0F
        let doubles = bytes &+ (bytes &>> 8)
        let quads = doubles &+ (doubles &>> 16)
        let sums = (quads &+ (quads &>> 32)) & 0x7F
        // The eighth bit is set from one more than the limit on.
        let marked = sums &+ UInt64(128 - mostDistance - 1)
        let four = marked.lowHalf & marked.highHalf
        let two = four.lowHalf & four.highHalf
        return two.x & two.y & 0x80 != 0
    }

    private mutating func spreadHits() {
        guard !hitCovers.isEmpty else { return }
        let scale = 1 / hitWeights.reduce(0, +).squareRoot()
        for (cover, weight) in zip(hitCovers, hitWeights) { scores[Int(cover)] += weight * scale }
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

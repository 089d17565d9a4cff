import Glibc

/// How many pairs agree on where a cover lies in a photo, how large and how turned: each pair tells all of that by
/// itself, and the pair that most others agree with wins. No chance is needed where few hundred can all be asked
/// (compare O. Chum and J. Matas on RANSAC; J. Philbin and others, "Object retrieval with large vocabularies and fast
/// spatial matching", CVPR 2007, section 4).
struct SimilarityVote {
    /// Pairs that must agree.
    static let leastAgreement = 4
    /// How far a pair may lie from where another puts it, in cover sizes, near the other and growing with the distance.
    private static let tolerance: Float = 0.12
    private static let mostLogSizeDifference: Float = 0.8
    private static let mostTurnDifference: Float = 0.6

    /// The pair that others agree with, and with it how many.
    private(set) var best = 0
    private(set) var agreement = 0
    private var photoSeen: [Int32] = []
    private var coverSeen: [Int32] = []

    init() {}

    mutating func run(_ pairs: borrowing TentativeMatches, photoCount: Int, coverCount: Int) {
        best = 0
        agreement = 0
        let count = pairs.count
        guard count >= Self.leastAgreement else { return }
        photoSeen.removeAll(keepingCapacity: true)
        coverSeen.removeAll(keepingCapacity: true)
        photoSeen.append(contentsOf: repeatElement(-1, count: photoCount))
        coverSeen.append(contentsOf: repeatElement(-1, count: coverCount))
        for hypothesis in 0..<count {
            let agreeing = countAgreeing(pairs, with: hypothesis)
            if agreeing > agreement {
                agreement = agreeing
                best = hypothesis
            }
        }
    }

    /// Each feature counts once.
    private mutating func countAgreeing(_ pairs: borrowing TentativeMatches, with hypothesis: Int) -> Int {
        let logSize = pairs.logSize[hypothesis]
        let turn = pairs.turn[hypothesis]
        let size = exp2f(logSize)
        let along = size * SIMD2(cosf(turn), sinf(turn))
        let (u, v) = (pairs.u[hypothesis], pairs.v[hypothesis])
        let (x, y) = (pairs.x[hypothesis], pairs.y[hypothesis])
        let limit = Self.tolerance * Self.tolerance * size * size
        var agreeing = 0
        for block in 0..<((pairs.count + 7) / 8) {
            let start = 8 * block
            let right = Self.eight(pairs.u, start) - u
            let down = Self.eight(pairs.v, start) - v
            let missX = x + along.x * right - along.y * down - Self.eight(pairs.x, start)
            let missY = y + along.y * right + along.x * down - Self.eight(pairs.y, start)
            let miss = missX * missX + missY * missY
            let allowed = limit * (0.1 + 2 * (right * right + down * down))
            var agrees = miss .< allowed
            guard any(agrees) else { continue }
            let sizes = Self.eight(pairs.logSize, start) - logSize
            agrees = agrees .& (sizes * sizes .<= Self.mostLogSizeDifference * Self.mostLogSizeDifference)
            let turns = Self.eight(pairs.turn, start) - turn
            let wrapped = turns - Angle.fullTurn * (turns / Angle.fullTurn).rounded(.toNearestOrEven)
            agrees = agrees .& (wrapped * wrapped .<= Self.mostTurnDifference * Self.mostTurnDifference)
            guard any(agrees) else { continue }
            for lane in 0..<8 where agrees[lane] {
                let inPhoto = Int(pairs.photoFeatures[start + lane])
                let inCover = Int(pairs.coverFeatures[start + lane])
                guard photoSeen[inPhoto] != Int32(hypothesis), coverSeen[inCover] != Int32(hypothesis) else { continue }
                photoSeen[inPhoto] = Int32(hypothesis)
                coverSeen[inCover] = Int32(hypothesis)
                agreeing += 1
            }
        }
        return agreeing
    }

    @inline(__always)
    private static func eight(_ values: [Float], _ start: Int) -> SIMD8<Float> {
        precondition(start >= 0 && start + 8 <= values.count, "pairs are padded to whole eights")
        return unsafe values.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: start * 4, as: SIMD8<Float>.self)
        }
    }
}

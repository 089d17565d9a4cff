import PhotoDecoding

/// What the passes over one photo have seen so far, and what of it is believed.
///
/// Bar codes carry little redundancy, and a misread is worse than no read. In the corpus ZBar alone reports 24 wrong
/// retail codes, some from 37 scan lines, since it may join the left half of one line with the right half of another.
/// What separates them is agreement, measured as `support`: scan lines times their distance, that is, rows of pixels.
/// - A retail code is sure when one pass gives it 24 rows and nothing that overlaps it has more than a sixth of its
///   support.
/// - Otherwise it needs two passes that agree, with 14 rows in sum, and again nothing in its place above a sixth.
///   EAN-8 and UPC-E, with fewer digits to check, also need 8 rows in one of them.
///
///   Measured over the corpus with nine variants of the cascade (other densities): 24 and 14 solve 210 of 272 retail
///   pictures and report nothing wrong in any variant; 24 and 8 solve 213 with up to one wrong; 16 and 4 solve 216 with
///   up to three wrong.
/// - Other bar codes need a number of rows by how well the symbology protects itself. The wrong Interleaved 2 of 5 of
///   the corpus' cut-off codes have 8, the weakest right one 4, the next 8 and 25.
/// - A QR code has error correction and is believed.
struct Evidence {
    private var candidates: [EvidenceCandidate] = []

    /// How many times the support of what overlaps it a code must have.
    private static let advantage = 6
    /// Candidates kept; a photo full of stripes shall not make comparing them all dear.
    private static let maximumCandidates = 256
    /// Codes looked at from near.
    private static let maximumCloseUps = 4
    /// Points kept for one candidate.
    private static let maximumPoints = 4096

    private let maximumTextBytes: Int

    init(maximumTextBytes: Int) {
        self.maximumTextBytes = maximumTextBytes
    }

    /// Adds what one pass saw.
    /// - Parameter place: from the pass's picture to the stored photo.
    mutating func add(_ findings: [ZBarFinding], density: Int, place: (Point) -> Point) {
        for finding in findings {
            guard case .symbology(let found) = finding.kind, finding.bytes.count <= maximumTextBytes,
                !finding.points.isEmpty
            else { continue }
            let (symbology, bytes) = Self.named(found, finding.bytes)
            let points = finding.points.map(place)
            let support = finding.scanLines * density
            let addOn = symbology.isRetail ? AddOnPlacement.addOn(for: finding, among: findings) : nil
            if let index = candidates.firstIndex(where: { $0.symbology == symbology && $0.bytes == bytes }) {
                candidates[index].support += support
                candidates[index].bestSupport = max(candidates[index].bestSupport, support)
                candidates[index].passes += 1
                if candidates[index].addOn == nil { candidates[index].addOn = addOn }
                if symbology != .qr {
                    candidates[index].box.formUnion(points)
                    let room = Self.maximumPoints - candidates[index].points.count
                    candidates[index].points += points.prefix(room)
                }
            } else if candidates.count < Self.maximumCandidates, let box = Box(points) {
                candidates.append(
                    EvidenceCandidate(
                        symbology: symbology, bytes: bytes, isGS1: finding.isGS1, points: points, box: box,
                        addOn: addOn, support: support, bestSupport: support, passes: 1,
                        heading: finding.ends.map { Vector(place($0.last)) - Vector(place($0.first)) }))
            }
        }
    }

    /// Notes which codes of an upright close-up lie one above the other, so that they do not doubt each other where the
    /// photo shows them tilted and their boxes overlap. Only for the two tiers of a Japanese book: halves of one code
    /// misread on different lines lie above each other too.
    mutating func addNeighbours(_ findings: [ZBarFinding], leastGap: Int) {
        func index(_ finding: ZBarFinding) -> Int? {
            candidates.firstIndex { $0.symbology == .ean13 && $0.bytes == finding.bytes }
        }
        for lower in findings {
            guard let low = index(lower), candidates[low].isSecondTier, let top = lower.points.map(\.y).min() else {
                continue
            }
            for upper in findings {
                guard let high = index(upper), !candidates[high].addOnDigits.isEmpty,
                    let bottom = upper.points.map(\.y).max(), bottom + leastGap <= top
                else { continue }
                candidates[low].neighbours.insert(upper.bytes)
                candidates[high].neighbours.insert(lower.bytes)
            }
        }
    }

    /// An EAN-13 with a leading zero is the same bars as a UPC-A, and is called that.
    private static func named(_ symbology: Symbology, _ bytes: [UInt8]) -> (Symbology, [UInt8]) {
        guard symbology == .ean13, bytes.first == UInt8(ascii: "0") else { return (symbology, bytes) }
        return (.upcA, Array(bytes.dropFirst()))
    }

    /// Whether a retail code that can be a product is sure, so that no further pass is needed.
    var hasSureProduct: Bool {
        candidates.contains { $0.symbology.isRetail && isSure($0) && !$0.isKnownNoProduct }
    }

    /// Whether there are sure retail codes and none of them can be a product.
    var hasOnlyOtherRetail: Bool {
        !hasSureProduct && candidates.contains { $0.symbology.isRetail && isSure($0) }
    }

    /// Where the lower bar codes of Japanese books lie whose upper ones, with the ISBN, are not sure.
    func loneSecondTiers(in image: LumaImage, dividedBy divisor: Int) -> [CodeFrame] {
        guard !hasSureProduct else { return [] }
        return candidates.filter { $0.isSecondTier && isSure($0) }.prefix(Self.maximumCloseUps)
            .compactMap { $0.frame(in: image, dividedBy: divisor) }
    }

    /// Looks beside the books and magazines that have no add-on yet.
    /// - Parameter search: the add-on beside a code in a place, if it has one of so many digits.
    mutating func completeAddOns(
        in image: LumaImage, dividedBy divisor: Int,
        _ search: (CodeFrame, Set<Int>) throws(PhotoError) -> String?
    ) throws(PhotoError) {
        let books = candidates.indices.filter {
            candidates[$0].addOn == nil && !candidates[$0].addOnDigits.isEmpty && isBelieved(candidates[$0])
        }
        for index in books.prefix(Self.maximumCloseUps) {
            guard let frame = candidates[index].frame(in: image, dividedBy: divisor) else { continue }
            candidates[index].addOn = try search(frame, candidates[index].addOnDigits)
        }
    }

    /// Whether anything is believed.
    var hasAny: Bool {
        candidates.contains(where: isBelieved)
    }

    /// Whether a retail code was seen that is not believed yet, but would be if another pass agreed.
    var awaitsSecondOpinion: Bool {
        candidates.contains { $0.symbology.isRetail && !isBelieved($0) && isUncontested($0) }
    }

    /// What is believed, at most `maximum`, in reading order.
    /// - Parameter upright: from the stored photo to the upright one.
    func symbols(maximum: Int, upright: (Point) -> Point = { $0 }) -> [Symbol] {
        let symbols = candidates.filter(isBelieved).prefix(maximum).map { candidate in
            let points = candidate.points.map(upright)
            return Symbol(
                symbology: candidate.symbology,
                text: candidate.symbology == .qr ? QRText.text(candidate.bytes) : QRText.latin1(candidate.bytes),
                rawBytes: candidate.bytes, addOn: candidate.addOn,
                corners: candidate.symbology == .qr && points.count == 4
                    ? clockwise(points) : Outline.corners(around: points),
                isGS1: candidate.isGS1)
        }
        return ReadingOrder.sorted(symbols)
    }

    /// ZBar goes round a QR code's corners counter-clockwise from its top left.
    private func clockwise(_ corners: [Point]) -> [Point] {
        [corners[0], corners[3], corners[2], corners[1]]
    }

    private func isBelieved(_ candidate: EvidenceCandidate) -> Bool {
        guard candidate.symbology.isRetail else {
            return candidate.bestSupport >= Self.leastSupport(candidate.symbology)
        }
        if isSure(candidate) { return true }
        let leastBest =
            switch candidate.symbology {
            case .ean8, .upcE: 8
            default: 2
            }
        return candidate.passes >= 2 && candidate.support >= 14 && candidate.bestSupport >= leastBest
            && isUncontested(candidate)
    }

    private func isSure(_ candidate: EvidenceCandidate) -> Bool {
        candidate.bestSupport >= Self.leastSupport(candidate.symbology) && isUncontested(candidate)
    }

    /// Rows that one pass must give for a code to be believed without a second opinion.
    private static func leastSupport(_ symbology: Symbology) -> Int {
        switch symbology {
        case .ean13, .upcA, .ean8, .upcE: 24
        case .qr: 1
        case .code128: 6
        case .dataBar, .dataBarExpanded: 8
        case .code93, .code39, .codabar, .interleaved2of5: 20
        }
    }

    /// Whether no other retail code in the same place has enough support to doubt this one.
    private func isUncontested(_ candidate: EvidenceCandidate) -> Bool {
        !candidates.contains { other in
            other.symbology.isRetail
                && !(other.symbology == candidate.symbology && other.bytes == candidate.bytes)
                && !candidate.neighbours.contains(other.bytes) && other.support * Self.advantage > candidate.support
                && other.box.touches(candidate.box)
        }
    }
}

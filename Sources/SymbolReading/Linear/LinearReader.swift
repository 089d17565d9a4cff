import PhotoDecoding

/// Reads the retail codes of a picture: EAN-13, EAN-8, UPC-A and UPC-E with their add-ons (ISO/IEC 15420).
///
/// Bars are localised, straightened and decoded by likelihood; what is read must be much more likely than the next best
/// code with a right check digit. The steps can be called one by one, so that a cascade can put others between them;
/// what was made of a candidate is kept for the next step.
struct LinearReader {
    /// Work units (about a microsecond each) at which a step begins nothing more.
    enum Budget {
        static let first = 25_000.0
        /// Each code that is read says that more may follow.
        static let perReading = 8_000.0
        /// A place that was nearly read beside a code.
        static let nearlyRead = 12_000.0
        static let small = 30_000.0
        static let smallStep = 8_000.0
        static let all = 42_000.0
        /// A claim of another reader: of corpus, copies and field no further one is kept with three times as much.
        static let claim = 8_000.0
    }

    var decoder = ProfileDecoder()
    private(set) var localiser = BarLocaliser()
    private var addOns = AddOnReader()
    /// Where bars seem to be, best first.
    private(set) var candidates: [BarCandidate] = []
    /// What was made of the candidates tried.
    private(set) var tried: [CandidateReading] = []
    /// What was read, and where.
    private(set) var readings: [LinearReading] = []
    private var places: [BarCandidate] = []
    /// Whether something else was read in the picture; then weak candidates are not worth much work.
    var isAnythingRead = false
    /// Areas of other codes, where no bars are looked for.
    var excluded: [CodeArea] = []

    /// Smallest picture looked at, in pixels a side.
    private static let leastSide = 12
    private static let mostTried = 60

    /// Forgets the picture before. Buffers are kept.
    mutating func begin() {
        decoder.work = 0
        decoder.claims = []
        candidates = []
        tried.removeAll(keepingCapacity: true)
        readings = []
        places = []
        isAnythingRead = false
        excluded = []
    }

    /// Whether something was read there.
    func covers(_ candidate: BarCandidate) -> Bool {
        places.contains { $0.overlaps(candidate) }
            || excluded.contains { $0.contains(x: candidate.x, y: candidate.y) }
    }

    /// Adds a reading that was confirmed here and made elsewhere.
    mutating func add(_ reading: LinearReading) { readings.append(reading) }

    /// Work units spent on the picture.
    var work: Double { decoder.work }

    /// All retail codes of a picture, by the simplest cascade.
    mutating func read(in pyramid: inout Pyramid) -> [LinearReading] {
        begin()
        localise(in: &pyramid)
        tryCandidates(in: &pyramid)
        if readings.isEmpty { trySmallCodes(in: &pyramid) }
        if readings.isEmpty { tryHarder(in: &pyramid) }
        return readings
    }

    /// Finds the candidates in three levels of the pyramid.
    mutating func localise(in pyramid: inout Pyramid) {
        guard min(pyramid.size.width, pyramid.size.height) >= Self.leastSide else { return }
        let first = BarLocaliser.firstLevel(of: pyramid.size)
        candidates = localiser.candidates(in: &pyramid, from: first, levels: 3)
    }

    /// First effort over the candidates.
    mutating func tryCandidates(in pyramid: inout Pyramid) {
        pass(.first, in: &pyramid, looks: 9, most: Self.mostUnread, limit: Budget.first)
        if isAnythingRead || !readings.isEmpty { tryNearlyRead(in: &pyramid) }
    }

    /// Second effort over places beside a code that was read, which by all that was measured are retail codes, too: they
    /// had a look or two. Of 185 photos in which something was read 4 have such a place.
    private mutating func tryNearlyRead(in pyramid: inout Pyramid) {
        let least = Self.nearlyReadScore * (candidates.first?.score ?? 0)
        let places = tried.indices.filter { tried[$0].isNearlyRead && tried[$0].candidate.score >= least }
            .sorted { tried[$0].candidate.score > tried[$1].candidate.score }
        for index in places.prefix(Self.mostNearlyRead) where !covers(tried[index].candidate) {
            _ = attempt(index, .second, in: &pyramid, looks: 9, limit: decoder.work + Budget.nearlyRead)
        }
    }

    /// Codes of at most an eighth of a large picture's side: one level finer than before.
    mutating func trySmallCodes(in pyramid: inout Pyramid) {
        let first = BarLocaliser.firstLevel(of: pyramid.size)
        guard first > 0, min(pyramid.size.width, pyramid.size.height) >= Self.leastSide else { return }
        let before = candidates
        let most = 0.12 * Float(max(pyramid.size.width, pyramid.size.height))
        candidates = localiser.candidates(in: &pyramid, from: first - 1, levels: 1)
            .filter { 2 * $0.halfWidth <= most }
        let limit = min(Budget.small, decoder.work + Budget.smallStep)
        pass(.first, in: &pyramid, looks: 1, most: 8, limit: limit)
        if readings.isEmpty { candidates = before }
    }

    /// Second effort over the best candidate: of 49 reads it makes, the next best would have been needed for none.
    mutating func tryHarder(in pyramid: inout Pyramid) {
        pass(.second, in: &pyramid, looks: 9, most: 1, limit: Budget.all)
    }

    /// Which candidates are worth a try.
    private struct Gate {
        let score: Float
        let coherence: Float
        /// Width across the bars against the height along them. Of 90 codes read beside another one none was less than
        /// as wide as it was high, and half of the work there went into places that were not.
        let aspect: Float
        static let nothingRead = Gate(score: 0.08, coherence: 0.68, aspect: 0.4)
        static let somethingRead = Gate(score: 0.01, coherence: 0.74, aspect: 0.75)
    }

    /// Failures in a row after which no more is looked for once something was read.
    private static let mostFailures = 12
    /// Candidates tried while nothing is read; of 772 first reads none lay further down.
    private static let mostUnread = 4
    /// Candidates tried in a row once something was read.
    private static let mostBesideRead = 7
    /// Share of the best score below which a place beside a code that was read must look better for a second look.
    private static let weakScore: Float = 0.1

    /// Least share of the best score, and most places, of the second effort beside codes that were read.
    private static let nearlyReadScore: Float = 0.1
    private static let mostNearlyRead = 2

    /// Places that are tried as light bars on dark though it does not seem darker beside them: a box may be too wide.
    private static let mostInverted = 2

    private mutating func pass(
        _ effort: ReadingEffort, in pyramid: inout Pyramid, looks: Int, most: Int, limit: Double
    ) {
        guard let best = candidates.first else { return }
        var (count, failures) = (0, 0)
        for candidate in candidates {
            if covers(candidate) { continue }
            let isRead = isAnythingRead || !readings.isEmpty
            if count >= (isRead ? max(most, Self.mostBesideRead) : most) { break }
            let gate = isRead ? Gate.somethingRead : Gate.nothingRead
            if candidate.score < gate.score * best.score { break }
            if candidate.coherence < gate.coherence { continue }
            if candidate.halfWidth < gate.aspect * candidate.halfHeight { continue }
            if effort == .second, candidate.score < 0.25 * best.score { break }
            // Places that are coherent through and through are bars, if of other codes: they count half.
            if isRead {
                failures += candidate.coherence > 0.93 ? 1 : 2
                if failures > Self.mostFailures { break }
            }
            count += 1
            let limit = limit + Budget.perReading * Double(readings.count)
            if decoder.work > limit { break }
            guard let index = index(of: effort == .second ? likelier(candidate) : candidate) else { break }
            let isWeak = isRead && candidate.score < Self.weakScore * best.score
            if attempt(index, effort, in: &pyramid, looks: isRead ? 1 : looks, limit: limit, isWeak: isWeak) {
                (count, failures) = (0, 0)
                if effort == .second { break }
            } else if effort == .first,
                tried[index].mayBeInverted || !isRead && count <= Self.mostInverted && tried[index].seemsForeign
            {
                guard let index = self.index(of: candidate.inverted, negativeOf: index) else { break }
                if attempt(index, .first, in: &pyramid, looks: 1, limit: limit) { (count, failures) = (0, 0) }
            } else if effort == .first, tried[index].mayBeTwo {
                for half in [candidate.part(from: -0.96, to: -0.04), candidate.part(from: 0.04, to: 0.96)] {
                    guard let index = self.index(of: half) else { break }
                    if attempt(index, .first, in: &pyramid, looks: 9, limit: limit) { (count, failures) = (0, 0) }
                }
            }
        }
    }

    /// The candidate as it is, or as light bars on dark if digits fitted better so.
    private func likelier(_ candidate: BarCandidate) -> BarCandidate {
        func cost(_ candidate: BarCandidate) -> Float {
            tried.first { $0.candidate == candidate }?.bestLook.bestCost ?? .infinity
        }
        return cost(candidate.inverted) < cost(candidate) ? candidate.inverted : candidate
    }

    /// Place of a candidate among those tried; nil if too many were.
    /// - Parameter original: the place of the same candidate with its bars the other way.
    private mutating func index(of candidate: BarCandidate, negativeOf original: Int? = nil) -> Int? {
        if let index = tried.firstIndex(where: { $0.candidate == candidate }) { return index }
        guard tried.count < Self.mostTried else { return nil }
        tried.append(original.map { CandidateReading(negativeOf: tried[$0]) } ?? CandidateReading(candidate))
        return tried.count - 1
    }

    /// Tries a candidate, and keeps what was read there.
    /// - Returns: whether something was read.
    private mutating func attempt(
        _ index: Int, _ effort: ReadingEffort, in pyramid: inout Pyramid, looks: Int, limit: Double, depth: Int = 0,
        isWeak: Bool = false
    ) -> Bool {
        let promising = isWeak ? CandidateReading.promisingCostOfWeak : CandidateReading.promisingCost
        let group =
            effort == .first
            ? tried[index].readQuickly(in: &pyramid, &decoder, looks: looks, limit: limit, promising: promising)
            : tried[index].readThoroughly(in: &pyramid, &decoder, limit: limit)
        guard let group, tried[index].hasRoom(group.surest, in: &pyramid) else { return false }
        let extent = tried[index].extent(of: group, in: &pyramid)
        var reading = tried[index].reading(group, extent)
        reading.addOn = addOns.addOn(beside: group, of: tried[index], in: &pyramid, &decoder)
        if let same = readings.firstIndex(where: { $0.isSameCode(as: reading) }) {
            // Another look at the same code may see its add-on.
            readings[same].addOn = readings[same].addOn ?? reading.addOn
        } else {
            readings.append(reading)
        }
        let parts = tried[index].parts(group, extent, hasAddOn: reading.addOn != nil)
        places.append(parts.read)
        for part in parts.left {
            guard depth < Self.mostParts, decoder.work < limit, let index = self.index(of: part) else { break }
            _ = attempt(index, .first, in: &pyramid, looks: 1, limit: limit, depth: depth + 1)
        }
        return true
    }

    /// How often what is left of a candidate is looked at again: codes one above the other.
    private static let mostParts = 3
}

import Glibc
import PhotoDecoding

/// A candidate with all that was made of it: the second effort and the diagnosis go on where the first one ended.
struct CandidateReading {
    let candidate: BarCandidate
    private(set) var patch = BarPatch()
    private(set) var bands: BarBands?
    private(set) var evidence = CandidateEvidence()
    /// How far the first look came.
    private(set) var firstLook: ProfileDecoder.Progress?
    /// How far the best look came.
    private(set) var bestLook = ProfileDecoder.Progress()
    private var direction = ProfileDecoder.Direction.unknown
    private var average: [Float] = []

    /// Work of sampling the patch and of the slopes.
    static let prepareWork = 300.0
    /// Number of the look at all lines together.
    static let wholeBand = 10
    /// How much longer than the candidate the patch is.
    private static let reach: Float = 0.30

    /// Cost of digits below which a single look is followed by more. Of 60 composites of two to four photos four more
    /// are read whole than with the share explained alone.
    static let promisingCost: Float = 8
    /// The same for a place with little of the best one's score.
    static let promisingCostOfWeak: Float = 4.5
    /// Cost of digits in the first two bands up to which all lines together are looked at, and share of the variance that
    /// the best look must explain for the other bands. Of 642 photos and perturbed copies read in the first effort none
    /// needs more; where the middle bands may lie between two codes, one above the other, neither tells anything.
    private static let mostCostForWhole: Float = 8
    private static let leastExplainedForMore: Float = 0.75
    private static let leastExplainedOfHigh: Float = 0.70
    /// Share of the variance that a look must explain for a second band of the second effort: of 30 reads that it made
    /// all had 0.81 and more, and of the places none was higher than wide.
    private static let leastExplained: Float = 0.80
    /// Evidence that two bands of the second effort must have found for a third, and three for a fourth. 25 of 30 reads
    /// need one band; those that need more have 0.85 and more after two.
    private static let leastOfTwo: Float = 0.25
    private static let leastOfThree: Float = 0.4

    init(_ candidate: BarCandidate) { self.candidate = candidate }

    /// The same place with its bars the other way; what was sampled for the one serves the other.
    init(negativeOf other: CandidateReading) {
        candidate = other.candidate.inverted
        patch = other.patch.inverted
        bands = other.bands?.inverted
    }

    /// First effort.
    /// - Parameters:
    ///   - looks: how many bands are looked at; with 1, more follow if the first is promising.
    ///   - promising: cost of digits below which it is.
    ///   - limit: work units of the decoder at which no further look is begun.
    mutating func readQuickly(
        in pyramid: inout Pyramid, _ decoder: inout ProfileDecoder, looks: Int, limit: Double,
        promising: Float = Self.promisingCost
    ) -> CandidateEvidence.Group? {
        prepare(&pyramid, &decoder)
        guard let bands else { return nil }
        var most = looks
        for (i, band) in BarBands.order(of: bands.profiles.count).enumerated() {
            if i >= most { break }
            look(at: bands.profiles[band], band: band, .first, &decoder)
            if let accepted = evidence.accepted { return accepted }
            if decoder.work > limit { break }
            if i == 0, isHopeless { break }
            if most == 1 { most = evidence.bestExplained > 0.8 ? 9 : bestLook.bestCost < promising ? 2 : 1 }
            if i == 1, bands.profiles.count > 1, isHigh || bestLook.bestCost <= Self.mostCostForWhole {
                let shear = self.bands?.whole(of: patch) ?? BandAverage.Shear(slope: bands.slope)
                BandAverage.average(patch, from: 0, to: patch.lines, shear, into: &average)
                look(at: average, band: Self.wholeBand, .first, &decoder)
                if let accepted = evidence.accepted { return accepted }
            }
            if i >= 1, decoder.claims.isEmpty, !isPromising(after: i) { break }
        }
        return nil
    }

    /// Second effort: more geometries and warps, on at most five bands.
    mutating func readThoroughly(
        in pyramid: inout Pyramid, _ decoder: inout ProfileDecoder, limit: Double
    ) -> CandidateEvidence.Group? {
        prepare(&pyramid, &decoder)
        guard let bands, !isHopeless, candidate.halfWidth >= candidate.halfHeight,
            evidence.potential > 0.11 || candidate.coherence > 0.78
        else { return nil }
        for (i, band) in BarBands.order(of: bands.profiles.count).prefix(5).enumerated() {
            if decoder.work > limit { break }
            look(at: bands.profiles[band], band: band, .second, &decoder)
            if let accepted = evidence.accepted { return accepted }
            if i == 0, evidence.bestExplained < Self.leastExplained { break }
            if i == 1, evidence.bestSum < Self.leastOfTwo { break }
            if i == 2, evidence.bestSum < Self.leastOfThree { break }
        }
        return nil
    }

    private mutating func prepare(_ pyramid: inout Pyramid, _ decoder: inout ProfileDecoder) {
        guard bands == nil else { return }
        decoder.work += Self.prepareWork
        patch.sample(&pyramid, candidate, reach: Self.reach)
        let width = 2 * candidate.halfWidth / Float(1 << patch.level) / patch.step
        bands = BarBands(of: patch, expectedWidth: width)
    }

    private mutating func look(
        at profile: [Float], band: Int, _ effort: ReadingEffort, _ decoder: inout ProfileDecoder
    ) {
        guard let bands else { return }
        decoder.band = band
        let looks = decoder.looks(
            at: profile,
            ProfileDecoder.Task(
                expectedWidth: bands.expectedWidth, step: patch.step, effort: effort, direction: direction))
        if firstLook == nil { firstLook = decoder.progress }
        if decoder.progress.bestCost < bestLook.bestCost { bestLook = decoder.progress }
        for look in looks {
            if look.code.kind == .ean13, look.explained > 0.8, look.llr > 4 {
                direction = look.isReversed ? .backwards : .forwards
            }
            evidence.add(look, band: band)
        }
    }

    /// No geometry in the first look, or none that digits fit: stripes, if the place is wide enough for a code.
    private var isHopeless: Bool {
        guard let firstLook, candidate.halfWidth > 1.3 * candidate.halfHeight else { return false }
        return firstLook.geometries == 0 || firstLook.bestCost > 16
    }

    private func isPromising(after looks: Int) -> Bool {
        evidence.bestExplained >= (isHigh ? Self.leastExplainedOfHigh : Self.leastExplainedForMore)
            && (candidate.coherence >= 0.78 || evidence.bestRatio >= 1 + Float(looks) * 0.5)
    }

    /// Whether the best look is what those at codes are that were read by the second effort.
    var isNearlyRead: Bool {
        candidate.coherence > 0.9 && candidate.halfWidth > 1.3 * candidate.halfHeight && bestLook.geometries > 0
            && bestLook.bestCost < ReadingEffort.first.mostCost
    }

    /// Whether its bars may be light on dark.
    var mayBeInverted: Bool {
        guard let bands, !candidate.isInverted else { return false }
        return patch.isDarkAround(width: bands.expectedWidth)
    }

    /// Whether no digits fitted well: bars of another code, or the other way.
    var seemsForeign: Bool { bestLook.geometries == 0 || bestLook.bestCost > 5 }

    /// Whether it is high enough to be two codes one above the other.
    private var isHigh: Bool { candidate.halfHeight > 0.5 * candidate.halfWidth }

    /// Whether it was nearly read and may be two codes.
    var mayBeTwo: Bool { evidence.hasStrongLook && isHigh }
}

extension CandidateReading {
    /// Whether both ends of a look lie in the picture, with room for as much quiet zone as tells the code from a part
    /// of another: the left half of an EAN-13, cut off, is a UPC-E of system 1 in one of ten cases.
    func hasRoom(_ look: BarLook, in pyramid: inout Pyramid) -> Bool {
        let image = pyramid.level(patch.level)
        let quiet: Float =
            switch look.code.kind {
            case .ean13: 2
            case .upcE: look.code.system == 1 ? 6 : 2.5
            default: 2.5
            }
        let margin = quiet * look.module
        let middle = Float(patch.lines - 1) / 2
        for column in [min(look.start, look.end) - margin, max(look.start, look.end) + margin] {
            let place = patch.place(column: column, line: middle)
            if place.x < -1 || place.y < -1 || place.x > Float(image.width) || place.y > Float(image.height) {
                return false
            }
        }
        return true
    }

    /// The reading of an accepted group, add-on left open.
    func reading(_ group: CandidateEvidence.Group, _ extent: CodeExtent) -> LinearReading {
        let look = group.surest
        let code = group.code
        let isUPCA = code.kind == .ean13 && code.system == 0
        let symbology: Symbology =
            switch code.kind {
            case .ean13: isUPCA ? .upcA : .ean13
            case .upcE: .upcE
            default: .ean8
            }
        return LinearReading(
            symbology: symbology, digits: isUPCA ? String(code.text.dropFirst()) : code.text,
            corners: corners(group, extent), llr: look.llr, explained: look.explained,
            moduleWidth: look.module * patch.step * Float(1 << patch.level), sigma: look.sigma, bands: group.bands,
            evidence: group.sum)
    }

    /// Lines of a band.
    private func lines(of band: Int) -> Range<Int> {
        let count = bands?.profiles.count ?? 1
        guard band < count else { return 0..<patch.lines }
        return (band * patch.lines / count)..<((band + 1) * patch.lines / count)
    }

    /// How much higher than the candidate the search for the bars' ends is: its height are quantiles of blocks.
    private static let headroom: Float = 1.35

    /// How far the code reaches along its bars.
    func extent(of group: CandidateEvidence.Group, in pyramid: inout Pyramid) -> CodeExtent {
        let entry = group.surestEntry
        var profile: [Float] = []
        if let bands, entry.band < bands.profiles.count { profile = bands.profiles[entry.band] }
        if profile.isEmpty {
            BandAverage.average(patch, from: 0, to: patch.lines, bands?.whole ?? .init(slope: 0), into: &profile)
        }
        var high = candidate
        high.halfHeight *= Self.headroom
        var tall = BarPatch()
        tall.sample(&pyramid, high, reach: Self.reach)
        func line(_ line: Int) -> Int {
            ((patch.firstLine + Float(line) * patch.lineStep - tall.firstLine) / tall.lineStep).rounded().whole
        }
        let lines = lines(of: entry.band)
        let first = max(0, line(lines.lowerBound))
        return CodeExtent(
            of: profile, from: entry.look.start, to: entry.look.end,
            lines: first..<max(first + 1, line(lines.upperBound)),
            slope: (bands?.slope ?? 0) * tall.lineStep / patch.lineStep, in: tall)
    }

    private func corners(_ group: CandidateEvidence.Group, _ extent: CodeExtent) -> [Point] {
        let entry = group.surestEntry
        let look = entry.look
        let slope = bands?.slope ?? 0
        let lines = lines(of: entry.band)
        let middle = Float(lines.lowerBound + lines.upperBound - 1) / 2
        func corner(_ column: Float, _ line: Float) -> Point {
            patch.picturePlace(column: column + slope * (line - middle), line: line)
        }
        let low = (extent.top - patch.firstLine) / patch.lineStep
        let high = (extent.bottom - patch.firstLine) / patch.lineStep
        // Read from right to left, the code stands on its head in the patch.
        let (top, bottom) = look.isReversed ? (high, low) : (low, high)
        return [
            corner(look.start, top), corner(look.end, top), corner(look.end, bottom), corner(look.start, bottom),
        ]
    }

    /// Room of an add-on with its gap, as a share of an EAN-13's width.
    private static let addOnShare: Float = 60.0 / 95

    /// The part of the candidate that the code takes, its add-on included, and what is left on its four sides if it may hold another.
    func parts(
        _ group: CandidateEvidence.Group, _ extent: CodeExtent, hasAddOn: Bool
    ) -> (read: BarCandidate, left: [BarCandidate]) {
        let scale = Float(1 << patch.level)
        let half = max(1, candidate.halfHeight / scale)
        let (low, high) = ((extent.top / half).clamped(-1, 1), (extent.bottom / half).clamped(-1, 1))
        let height = max(high - low, 0.05)
        let look = group.surest
        let width = max(1, candidate.halfWidth / scale)
        func across(_ column: Float) -> Float { (patch.firstColumn + column * patch.step) / width }
        var (start, end) = (across(min(look.start, look.end)), across(max(look.start, look.end)))
        if hasAddOn {
            let addOn = Self.addOnShare * (end - start)
            if look.isReversed { start -= addOn } else { end += addOn }
        }
        let read = candidate.part(from: low, to: low + height).narrowed(from: start, to: end)
        var left: [BarCandidate] = []
        for (from, to) in [(-1, low), (high, 1)] where to - from >= 0.6 * height {
            let part = candidate.part(from: from, to: to)
            if part.halfHeight >= 0.07 * part.halfWidth { left.append(part) }
        }
        for (from, to) in [(-1, start), (end, 1)] where to - from >= 0.7 * (end - start) {
            left.append(candidate.narrowed(from: from, to: to))
        }
        return (read, left)
    }
}

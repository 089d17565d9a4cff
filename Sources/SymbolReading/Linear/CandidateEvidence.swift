/// All looks at one candidate, by what they read, and the judgement over them.
struct CandidateEvidence {
    /// A look and which band it was at.
    struct Entry {
        let band: Int
        let look: BarLook
    }

    /// The looks that read the same.
    struct Group {
        let code: RetailCode
        fileprivate(set) var entries: [Entry]
        /// Sum over the bands of the best look's evidence.
        fileprivate(set) var sum: Float = 0

        /// The look that is surest.
        var surest: BarLook { surestEntry.look }
        var surestEntry: Entry { entries.max { $0.look.llr < $1.look.llr } ?? entries[0] }

        /// Bands of which a look speaks for the code.
        var bands: Int {
            var bands: Set<Int> = []
            for entry in entries where entry.look.evidence > 0.12 { bands.insert(entry.band) }
            return bands.count
        }

        fileprivate mutating func add() {
            var best: [(band: Int, evidence: Float)] = []
            for entry in entries {
                let evidence = entry.look.evidence
                if let place = best.firstIndex(where: { $0.band == entry.band }) {
                    best[place].evidence = max(best[place].evidence, evidence)
                } else {
                    best.append((entry.band, evidence))
                }
            }
            sum = best.reduce(0) { $0 + $1.evidence }
        }
    }

    /// What has to be reached; all thresholds of the likelihood ratio are in proportion to it.
    static let threshold: Float = 0.9
    /// A poor fit needs more: of 560 perturbed photos, 450 codes cut off and 2 000 textures the three false reads had
    /// evidence of 0.95 to 1.01 with at most 86 % of the variance explained; of right reads with less than 1.1 most
    /// explain more than 92 %. The same for the surest look: false ones had ratios up to 11.2 where several bands agreed.
    static let thresholdOfPoorFit: Float = 1.1
    private static let ratioOfPoorFit: Float = 1.5
    private static let goodFit: Float = 0.92
    /// Ratio of a single band that is enough where an EAN-13 explains all but noise. Of 4 012 photos, copies, cut-off codes
    /// and textures the wrong codes that explain so much have ratios up to 10.3.
    private static let sureRatio: Float = 20

    private(set) var groups: [Group] = []

    mutating func add(_ look: BarLook, band: Int) {
        let entry = Entry(band: band, look: look)
        if let place = groups.firstIndex(where: { $0.code == look.code }) {
            groups[place].entries.append(entry)
            groups[place].add()
        } else {
            var group = Group(code: look.code, entries: [entry])
            group.add()
            groups.append(group)
        }
    }

    private func forEach(_ body: (BarLook) -> Void) {
        for group in groups { for entry in group.entries { body(entry.look) } }
    }

    /// Best share of variance explained by a look that is not hopelessly blurred.
    var bestExplained: Float {
        var best: Float = 0
        forEach { if $0.sigma < 1.35 { best = max(best, $0.explained) } }
        return best
    }

    /// Best likelihood ratio of such a look that counts.
    var bestRatio: Float {
        var best: Float = 0
        forEach { if $0.sigma < 1.35, $0.evidence > 0 { best = max(best, $0.llr) } }
        return best
    }

    /// Best evidence of a look that explains much.
    var potential: Float {
        var best: Float = 0
        forEach { if $0.explained > 0.75 { best = max(best, $0.evidence + 0.01) } }
        return best
    }

    /// Whether a look was sure, though the candidate was not read: it may hold two codes.
    var hasStrongLook: Bool {
        var found = false
        forEach { if $0.code.kind == .ean13, $0.llr > 14, $0.explained > 0.85 { found = true } }
        return found
    }

    var bestSum: Float { groups.map(\.sum).max() ?? 0 }

    /// The code that is accepted: enough evidence, no rival with 40 % of it, one look sure on its own, and two bands
    /// that agree or one that is surer still.
    var accepted: Group? {
        guard let best = groups.max(by: { $0.sum < $1.sum }) else { return nil }
        let rival = groups.filter { $0.code != best.code }.map(\.sum).max() ?? 0
        let isLong = best.code.kind == .ean13
        var (explained, ratio): (Float, Float) = (0, 0)
        for entry in best.entries {
            explained = max(explained, entry.look.explained)
            ratio = max(ratio, entry.look.llr - entry.look.blurPenalty)
        }
        let isPoor = isLong && explained < Self.goodFit
        let needed = isLong ? (isPoor ? Self.thresholdOfPoorFit / Self.threshold : 1) : 1.35
        let least: Float = isLong ? (isPoor ? 9 * Self.ratioOfPoorFit : 9) : 16
        guard ratio >= least * Self.threshold, best.sum >= needed * Self.threshold,
            rival < 0.4 * best.sum
        else { return nil }
        let isSureAlone =
            explained > 0.955 && ratio > (isLong ? Self.sureRatio : 25) * Self.threshold
            || explained > 0.88 && ratio > 30 * Self.threshold
        return best.bands >= 2 || isSureAlone ? best : nil
    }
}

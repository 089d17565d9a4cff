/// What the scan lines of a place say about each character of a DataBar symbol.
struct DataBarEvidence {
    /// A value that a character may have.
    struct Opinion {
        let value: Int
        /// Scan lines that saw it.
        var lines: Int
        /// Sum of their log-likelihood ratios, each cut at `mostOfOneLine` and weighed by what it explains.
        var llr: Float
        var explained: Float
    }

    private(set) var opinions: [DataBarSlot: [Opinion]] = [:]

    private static let mostOfOneLine: Float = 30
    /// Values kept for a character.
    private static let mostValues = 12

    mutating func add(_ observation: DataBarObservation) {
        // What explains little is likely to be read where no character is.
        let share = (observation.explained - DataBarScan.leastExplained) / (1 - DataBarScan.leastExplained)
        let llr = min(observation.llr, Self.mostOfOneLine) * share
        var known = opinions[observation.slot] ?? []
        if let index = known.firstIndex(where: { $0.value == observation.value }) {
            known[index].lines += 1
            known[index].llr += llr
            known[index].explained = max(known[index].explained, observation.explained)
        } else if known.count < Self.mostValues {
            known.append(Opinion(value: observation.value, lines: 1, llr: llr, explained: observation.explained))
        }
        opinions[observation.slot] = known
    }

    /// Scan lines that saw a character's likeliest value.
    func lines(_ slot: DataBarSlot) -> Int { (opinions[slot] ?? []).map(\.lines).max() ?? 0 }

    /// The likeliest values of a character, best first.
    func best(_ slot: DataBarSlot, most: Int) -> ArraySlice<Opinion> {
        (opinions[slot] ?? []).sorted { $0.llr > $1.llr }.prefix(most)
    }
}

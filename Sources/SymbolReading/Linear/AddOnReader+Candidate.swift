extension AddOnReader {
    /// How far beyond the candidate the patch goes, as a share of its width, and how many lines it has.
    private static let reach: Float = 2.3
    private static let lines = 12
    private static let bands = 3
    /// Log-likelihood ratio that one band must reach.
    private static let leastRatio: Float = 10

    /// The digits beside a code that was read, if enough of three bands agree on them.
    mutating func addOn(
        beside group: CandidateEvidence.Group, of reading: CandidateReading, in pyramid: inout Pyramid,
        _ decoder: inout ProfileDecoder
    ) -> String? {
        guard group.code.kind != .ean8 else { return nil }
        let look = group.surest
        var patch = BarPatch()
        patch.sample(&pyramid, reading.candidate, reach: Self.reach, mostLines: Self.lines)
        let slope = (reading.bands?.slope ?? 0) * patch.lineStep / reading.patch.lineStep
        let shift = (reading.patch.firstColumn - patch.firstColumn) / patch.step
        let end = look.end + shift
        var votes: [(code: RetailCode, count: Int, llr: Float)] = []
        var profile: [Float] = []
        for band in 0..<Self.bands {
            BandAverage.average(
                patch, from: band * patch.lines / Self.bands, to: (band + 1) * patch.lines / Self.bands,
                BandAverage.Shear(slope: slope), into: &profile)
            if look.isReversed { profile.reverse() }
            let middle = (Float(band) + 0.5) * Float(patch.lines) / Float(Self.bands)
            let room = patch.room(from: end, line: middle, backwards: look.isReversed, in: pyramid.level(patch.level))
            let neighbour = Neighbour(
                end: look.isReversed ? Float(patch.columns - 1) - end : end, module: look.module,
                sigma: look.sigma.clamped(0.25, 1.3), spread: look.spread,
                room: look.isReversed ? Float(patch.columns - 1) - room : room)
            guard let finding = read(profile, neighbour, &decoder) else { continue }
            let llr = min(finding.llr, 60) * (finding.explained > 0.9 ? 1 : 0.4)
            if let place = votes.firstIndex(where: { $0.code == finding.code }) {
                votes[place].count += 1
                votes[place].llr = max(votes[place].llr, llr)
            } else {
                votes.append((finding.code, 1, llr))
            }
        }
        guard let best = votes.max(by: { ($0.count, $0.llr) < ($1.count, $1.llr) }) else { return nil }
        // Two digits have next to no check of their own.
        let isSure =
            best.code.kind == .addOn2
            ? best.count >= 2 && best.llr > Self.leastRatio
            : best.count >= 2 || votes.count == 1 && best.llr > Self.leastRatio
        return isSure ? best.code.text : nil
    }
}

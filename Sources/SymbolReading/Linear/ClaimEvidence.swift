/// A code that another reader claims to have seen, and what the profiles say to it.
struct ClaimEvidence {
    let code: RetailCode
    /// By band, the best log-likelihood ratio of the claim against all other valid codes.
    private(set) var ratios: [(band: Int, llr: Float)] = []
    /// Share of variance explained where it fitted best.
    private(set) var explained: Float = 0
    private(set) var best: Float = -99
    /// Looks that read something else and are sure of it.
    private(set) var contradictions = 0

    init(_ code: RetailCode) { self.code = code }

    /// Sum over the bands of min(30, llr) / 20.
    var sum: Float { ratios.reduce(0) { $0 + min(30, max(0, $1.llr)) / 20 } }

    mutating func add(band: Int, llr: Float, explained: Float, isContradicted: Bool) {
        if llr > best { (best, self.explained) = (llr, explained) }
        let counted: Float = explained > 0.6 ? llr : -1
        if let place = ratios.firstIndex(where: { $0.band == band }) {
            ratios[place].llr = max(ratios[place].llr, counted)
        } else {
            ratios.append((band, counted))
        }
        if isContradicted { contradictions += 1 }
    }
}

extension ProfileDecoder {
    /// Fits each claim of the trial's kind where the trial is, and rates it against all other valid codes.
    mutating func weighClaims(_ trial: DigitTrial, _ look: BarLook) {
        guard let ground = lastGround else { return }
        for index in claims.indices where claims[index].code.kind == look.code.kind {
            let code = claims[index].code
            if code == look.code {
                claims[index].add(band: band, llr: look.llr, explained: look.explained, isContradicted: false)
                continue
            }
            fit(code, ground, steps: 6)
            let table = swapTable.table(fit, code)
            let others = ValidCodes.best(code.kind, table, 3).filter { $0 != code }
            let margin = (others.first?.cost ?? 1e9) - code.cost(in: table)
            let byResidual = (bestFit.residualSum / max(1e-6, fit.residualSum) - 1) * Float(fit.samples) / 4
            let llr = min(margin, byResidual)
            claims[index].add(
                band: band, llr: llr, explained: fit.explained,
                isContradicted: look.llr > 15 && look.explained > 0.9 && llr < -10)
        }
    }
}

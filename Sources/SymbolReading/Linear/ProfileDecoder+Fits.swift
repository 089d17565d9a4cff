/// A code and how well it fits.
struct FittedCode {
    let code: RetailCode
    let residual: Float
    let explained: Float
    let sigma: Float
    let spread: Float
}

/// The codes fitted to one trial, the best first.
struct FittedCodes {
    private(set) var codes: [FittedCode] = []

    var best: FittedCode { codes[0] }
    func contains(_ code: RetailCode) -> Bool { codes.contains { $0.code == code } }
    /// Residual of the second best.
    var secondResidual: Float? { codes.dropFirst().map(\.residual).min() }

    /// - Returns: whether it is the best.
    mutating func add(_ code: FittedCode) -> Bool {
        let isBest = codes.isEmpty || code.residual < codes[0].residual
        codes.append(code)
        if isBest { codes.swapAt(0, codes.count - 1) }
        return isBest
    }
}

extension ProfileDecoder {
    /// Where the fits of a trial begin.
    struct Ground {
        let warp: ModuleWarp
        let isReversed: Bool
        var sigma: Float
        var spread: Float
    }

    /// Reads a trial: fits the cheapest valid codes to the grey levels and swaps digits until nothing gets better.
    mutating func look(at trial: DigitTrial, _ task: Task) -> BarLook? {
        let layout = trial.geometry.layout
        let share = Float(layout.segments.count) / 15
        let isClaimed = claims.contains { $0.code.kind == layout.kind }
        let most: Float = isClaimed ? 16 : layout.kind == .ean13 ? task.effort.mostCost : 6.8
        guard trial.paths.total <= most * share else { return nil }
        guard let (ground, codes) = ground(trial, isClaimed) else { return nil }
        lastGround = ground
        var fitted = FittedCodes()
        _ = add(codes[0], ground, &fitted)
        guard fitted.best.explained >= 0.45 else { return nil }
        for (k, code) in codes.enumerated().dropFirst().prefix(2) where code.cost < codes[0].cost + (k < 2 ? 4 : 2) {
            _ = add(code, ground, &fitted)
        }
        if task.effort == .second, layout.kind != .upcE, fitted.best.explained > 0.55, fitted.best.explained < 0.96 {
            descendFreely(ground, &fitted)
        }
        let margin = swapDigits(ground, &fitted, task)
        let best = fitted.best
        let ratio = fitted.secondResidual.map { $0 / max(1e-6, best.residual) } ?? 9
        let (start, end) = (ground.warp.start, ground.warp.end)
        let last = Float(grey.count - 1)
        let ends = trial.isReversed ? (last - end, last - start) : (start, end)
        return BarLook(
            code: best.code, explained: best.explained, ratio: ratio,
            llr: min(margin, (ratio - 1) * Float(bestFit.samples) / 4),
            start: trial.isReversed ? last - start : start, end: trial.isReversed ? last - end : end,
            isReversed: trial.isReversed, sigma: best.sigma, spread: best.spread,
            quietVariation: trial.geometry.quietVariation,
            quietDarkness: layout.kind == .ean13 ? 0 : quietDarkness(beside: ends, module: trial.geometry.module))
    }

    /// How dark the worse of the two quiet zones is, from one module beyond the code to four: 0 as light as the code's spaces,
    /// 1 as dark as its bars.
    private func quietDarkness(beside code: (start: Float, end: Float), module: Float) -> Float {
        func part(_ from: Float, _ to: Float) -> ArraySlice<Float> {
            func place(_ x: Float) -> Int { max(0, min(x.whole, grey.count)) }
            return grey[place(min(from, to))..<max(place(min(from, to)), place(max(from, to)))]
        }
        func mean(_ part: ArraySlice<Float>) -> Float? {
            part.isEmpty ? nil : part.reduce(0, +) / Float(part.count)
        }
        let inside = part(code.start, code.end).sorted()
        guard inside.count > 20 else { return 0 }
        let (dark, light) = (inside[inside.count / 10], inside[inside.count * 9 / 10])
        let quiet = [
            mean(part(code.start - 4 * module, code.start - module)),
            mean(part(code.end + module, code.end + 4 * module)),
        ].compactMap(\.self)
        return quiet.map { (light - $0) / max(light - dark, 1) }.max() ?? 0
    }

    /// A first fit tells blur and ink spread; with them and the improved warp the digits are decoded again.
    private mutating func ground(_ trial: DigitTrial, _ isClaimed: Bool) -> (Ground, [RetailCode])? {
        let layout = trial.geometry.layout
        var warp = ModuleWarp(trial.warp, movedBy: trial.paths, layout)
        guard let first = ValidCodes.best(layout.kind, trial.paths.table, 1).first else { return nil }
        var ground = Ground(warp: warp, isReversed: trial.isReversed, sigma: trial.sigma, spread: 0)
        fit(first, ground, steps: 3)
        if !isClaimed, fit.explained < 0.5 || fit.sigma > 1.5 { return nil }
        ground.sigma = fit.sigma
        ground.spread = fit.spread
        let templates = DigitTemplates.nearest(
            sigma: min(fit.sigma, 1.3), spread: DigitTemplates.spreadIndex(fit.spread))
        let paths = decode(warp, trial.isReversed, layout, templates, 4)
        warp = ModuleWarp(warp, movedBy: paths, layout)
        let codes = ValidCodes.best(layout.kind, paths.table, 4)
        guard !codes.isEmpty else { return nil }
        return (
            Ground(warp: warp, isReversed: trial.isReversed, sigma: ground.sigma, spread: ground.spread), codes
        )
    }

    /// Fits a code into `fit`.
    mutating func fit(_ code: RetailCode, _ ground: Ground, steps: Int) {
        work += ProfileFit.work
        fit.fit(
            ground.isReversed ? reversedGrey : grey, ground.warp, code.modules(), sigma: ground.sigma,
            spread: ground.spread, steps: steps, &scratch)
    }

    /// Fits a code unless it was fitted; the best fit is kept in `bestFit`.
    /// - Returns: whether it is the best so far.
    mutating func add(_ code: RetailCode, _ ground: Ground, _ fitted: inout FittedCodes) -> Bool {
        guard !fitted.contains(code) else { return false }
        fit(code, ground, steps: 5)
        let isBest = fitted.add(
            FittedCode(
                code: code, residual: fit.residualSum, explained: fit.explained, sigma: fit.sigma, spread: fit.spread))
        if isBest { swap(&fit, &bestFit) }
        return isBest
    }

    /// Replaces the code by a valid one that the swap table says is better, as long as a fit agrees.
    /// - Returns: the margin to the best other valid code in the last table, a log-likelihood ratio.
    private mutating func swapDigits(_ ground: Ground, _ fitted: inout FittedCodes, _ task: Task) -> Float {
        var margin: Float = 0
        for _ in 0..<task.effort.rounds {
            let present = fitted.best.code
            let table = swapTable.table(bestFit, present)
            let own = present.cost(in: table)
            let others = ValidCodes.best(present.kind, table, 4).filter { $0 != present }
            margin = (others.first?.cost ?? 1e9) - own
            var isChanged = false
            for (n, other) in others.prefix(2).enumerated() where other.cost - own <= (n > 0 ? 5 : 30) {
                if add(other, ground, &fitted) {
                    isChanged = true
                    break
                }
            }
            if !isChanged { break }
        }
        return margin
    }

    /// Changes up to three digits at a time that do not touch, whatever the check digit says, as long as the fit gets
    /// better; then goes back to valid codes. Leaves local minima that valid codes alone do not leave.
    private mutating func descendFreely(_ ground: Ground, _ fitted: inout FittedCodes) {
        var ground = ground
        var present = fitted.best.code
        var residual = fitted.best.residual
        var free = bestFit
        ground.sigma = fitted.best.sigma
        ground.spread = fitted.best.spread
        for _ in 0..<7 {
            let table = swapTable.table(free, present)
            guard let changed = Self.freelyImproved(present, table) else { break }
            fit(changed, ground, steps: 4)
            guard fit.residualSum < residual * 0.999 else { break }
            residual = fit.residualSum
            present = changed
            swap(&free, &fit)
            ground.sigma = free.sigma
            ground.spread = free.spread
        }
        let codes = ValidCodes.best(present.kind, swapTable.table(free, present), 3)
        for code in codes.prefix(2) { _ = add(code, ground, &fitted) }
    }

    private static func freelyImproved(_ code: RetailCode, _ table: DigitTable) -> RetailCode? {
        var gains: [(gain: Float, digit: Int, pattern: Int)] = []
        for segment in RetailLayout.of(code.kind).segments where segment.digit >= 0 {
            let present = code.pattern(segment.digit, segment)
            let best = table.bestPattern(segment.digit, 0..<segment.patterns.count)
            let gain = table[segment.digit, present] - table[segment.digit, best]
            if best != present, gain > 0.02 { gains.append((gain, segment.digit, best)) }
        }
        gains.sort { $0.gain > $1.gain }
        var improved = code
        var changed: [Int] = []
        for (_, digit, pattern) in gains {
            if changed.count >= 3 { break }
            if changed.contains(digit - 1) || changed.contains(digit + 1) { continue }
            changed.append(digit)
            improved.digits[digit] = UInt8(pattern % 10)
            improved.parity = improved.parity & ~(1 << digit) | (pattern >= 10 ? 1 : 0) << digit
        }
        return changed.isEmpty ? nil : improved
    }
}

/// A geometry that was decoded.
struct DigitTrial {
    let geometry: SymbolGeometry
    var paths: DigitPaths
    var warp: ModuleWarp
    /// Whether the code runs from right to left.
    var isReversed: Bool
    /// Blur in modules.
    let sigma: Float

    /// Cost made comparable between kinds of code: per 15 segments, and one more for the short ones.
    var rank: Float {
        paths.total / Self.share(geometry.layout) + Self.penalty(geometry.layout)
    }

    fileprivate static func share(_ layout: RetailLayout) -> Float { Float(layout.segments.count) / 15 }
    fileprivate static func penalty(_ layout: RetailLayout) -> Float { layout.kind == .ean13 ? 0 : 1 }
}

extension ProfileDecoder {
    private static let clear: Float = 2.5
    private static let hopeless: Float = 12
    /// Nothing is done with paths that cost more, but for saying that they do.
    private static let useless: Float = 17
    /// What other warps and ink spreads may take off the cost; with 1.5 one perturbed photo of 560 is lost.
    private static let refinement: Float = 2

    /// Decodes geometries by the digit programme.
    /// - Returns: those to be fitted, best first.
    mutating func trials(_ geometries: [SymbolGeometry], _ task: Task) -> [DigitTrial] {
        var trials: [DigitTrial] = []
        guard let best = geometries.first else { return [] }
        for geometry in geometries {
            if geometry.score < best.score - task.effort.scoreReach || geometry.score < Self.leastScore { break }
            let blur = edges.sigma / geometry.module
            if blur > (geometry.layout.kind == .upcE ? 1.2 : task.effort.mostBlur) { continue }
            let limit = mostTotal(geometry.layout, trials, task)
            guard var trial = bestWarp(geometry, sigma: blur.clamped(0.25, 1.3), limit: limit, task) else {
                progress.geometries += 1
                continue
            }
            tryInkSpreads(&trial, task)
            note(trial, blur: blur)
            if trial.paths.total > 100 { continue }
            trials.append(trial)
            if trial.paths.total < Self.clear, geometry.layout.kind == .ean13, geometry.score > 2 { break }
        }
        trials.sort { $0.rank < $1.rank }
        if trials.count > task.effort.fits { trials.removeLast(trials.count - task.effort.fits) }
        return trials
    }

    /// What a further trial may cost to be among those that are fitted, with other ink spreads and warps to come.
    private func mostTotal(_ layout: RetailLayout, _ trials: [DigitTrial], _ task: Task) -> Float {
        guard trials.count >= task.effort.fits else { return Self.useless }
        let rank = trials.map(\.rank).sorted()[task.effort.fits - 1]
        let total = (rank - DigitTrial.penalty(layout)) * DigitTrial.share(layout)
        return min(Self.useless, total + Self.refinement)
    }

    private mutating func note(_ trial: DigitTrial, blur: Float) {
        progress.geometries += 1
        guard trial.paths.total < progress.bestCost else { return }
        progress.bestCost = trial.paths.total
        progress.module = trial.geometry.module
        progress.sigma = blur
        let count = profile.contrast.count
        let low = min(count, max(0, trial.geometry.start.whole))
        let high = min(count, max(low, trial.geometry.end.whole))
        progress.contrast = profile.contrast[low..<high].reduce(0, +) / Float(max(1, high - low))
    }

    /// The best of the warps and directions that the effort allows.
    private mutating func bestWarp(
        _ geometry: SymbolGeometry, sigma: Float, limit most: Float, _ task: Task
    ) -> DigitTrial? {
        let layout = geometry.layout
        let templates = DigitTemplates.nearest(sigma: sigma, spread: 1)
        let hasDirection = layout.kind == .upcE
        var best: DigitTrial?
        var bestTotal: Float = 1e9
        // Best cost forwards and backwards.
        var (forwards, backwards): (Float, Float) = (1e9, 1e9)
        for (index, kind) in task.effort.warps.enumerated() {
            if index > 0, bestTotal > Self.hopeless { break }
            for second in [false, true] {
                if second, hasDirection || bestTotal < Self.clear { break }
                let isReversed = hasDirection ? geometry.isReversed : second != (task.direction == .backwards)
                if index > 0, !hasDirection {
                    let (own, other) = isReversed ? (backwards, forwards) : (forwards, backwards)
                    if own > other + 0.8 { continue }
                }
                let seen = !hasDirection && isReversed ? geometry.reversed(count: darkness.count) : geometry
                if kind == .guards, abs(seen.startScale - 1) + abs(seen.endScale - 1) < 0.05 { continue }
                if kind == .even, abs(seen.centreShift) * Float(layout.modules) < 1 { continue }
                let warp = seen.warp(kind)
                guard warp.narrowest >= 0.3 * geometry.module else { continue }
                let limit = min(most, bestTotal + 0.8)
                let paths = decode(warp, isReversed, layout, templates, task.effort.reach, limit: limit)
                if isReversed { backwards = min(backwards, paths.total) } else { forwards = min(forwards, paths.total) }
                if paths.total < bestTotal {
                    bestTotal = paths.total
                    best = DigitTrial(
                        geometry: geometry, paths: paths, warp: warp, isReversed: isReversed, sigma: sigma)
                }
            }
            if task.effort == .second, bestTotal < 1.2 { break }
        }
        return best
    }

    /// More and less ink than printed, where the cost says that something is wrong but not all.
    private mutating func tryInkSpreads(_ trial: inout DigitTrial, _ task: Task) {
        let most = claims.isEmpty ? task.effort.mostCost + Self.refinement : 14
        guard trial.paths.total > 4, trial.paths.total < most else { return }
        for spread in [0, 2] {
            let templates = DigitTemplates.nearest(sigma: trial.sigma, spread: spread)
            let paths = decode(
                trial.warp, trial.isReversed, trial.geometry.layout, templates, task.effort.reach,
                limit: trial.paths.total)
            if paths.total < trial.paths.total { trial.paths = paths }
        }
    }

    mutating func decode(
        _ warp: ModuleWarp, _ isReversed: Bool, _ layout: RetailLayout, _ templates: DigitTemplates, _ reach: Int,
        limit: Float = .infinity
    ) -> DigitPaths {
        work += DigitProgram.work(layout, reach: reach)
        warp.resample(isReversed ? reversedDarkness : darkness, into: &resampled)
        return program.run(resampled, layout, templates, reach: reach, limit: limit)
    }
}

import Glibc

/// Looks for where codes may begin and end in a profile.
///
/// Starts and ends are edges with a quiet zone beside them; of the sixteen quietest of either all pairs are rated by
/// their guards, and the best by how well the edges between lie on a lattice.
struct GeometrySearch {
    /// What the profile is like.
    struct Situation {
        /// Width of the candidate in samples.
        let expectedWidth: Float
        /// Pixels a sample.
        let step: Float
        /// Blur in samples.
        let sigma: Float
        /// How many pairs of each kind the comb rates.
        let most: Int
        /// Whether the profile is read from the right.
        let isReversed: Bool
        /// How far below the best a geometry's score may lie, and the least of all.
        let scoreReach: Float
        let leastScore: Float
    }

    private struct End {
        let place: Float
        let variation: Float
    }

    private static let mostEnds = 16
    private let guards = GuardTemplates.shared
    private var comb = LatticeComb()
    /// Sum of the darkness's changes up to a sample.
    private var variation: [Float] = []
    private var starts: [End] = []
    private var ends: [End] = []

    /// Adds the best geometries of the given kinds.
    mutating func search(
        _ darkness: [Float], _ edges: [BarEdge], _ situation: Situation, _ layouts: [RetailLayout],
        into found: inout [SymbolGeometry]
    ) {
        measureVariation(darkness)
        for layout in layouts {
            collectEnds(edges, situation, layout)
            var pairs = pairs(darkness, edges, situation, layout)
            pairs.sort { $0.score > $1.score }
            for pair in pairs.prefix(situation.most) {
                let least = max(situation.leastScore, (found.first?.score ?? 0) - situation.scoreReach)
                // The centre guard adds at most 1.
                guard pair.score + 1 + Self.mostOfComb(situation.sigma / pair.module) >= least else { continue }
                comb.take(edges, from: pair.start, to: pair.end, modules: layout.modules)
                var geometry = pair
                guard shape(&geometry, darkness, situation, least) else { continue }
                found.append(geometry)
                // The best stays in front.
                if geometry.score > found[0].score { found.swapAt(0, found.count - 1) }
            }
        }
    }

    private mutating func measureVariation(_ darkness: [Float]) {
        variation.removeAll(keepingCapacity: true)
        variation.append(0)
        variation.append(0)
        for i in 1..<max(1, darkness.count) {
            variation.append(variation[i] + abs(darkness[i] - darkness[i - 1]))
        }
    }

    private func variation(from start: Float, to end: Float) -> Float {
        let low = max(1, start.whole)
        let high = min(variation.count - 1, end.whole + 1)
        return high > low ? variation[high] - variation[low] : 0
    }

    /// The edges with the quietest four modules beside them; beyond the picture is no quiet zone.
    private mutating func collectEnds(_ edges: [BarEdge], _ situation: Situation, _ layout: RetailLayout) {
        let module = 0.8 * situation.expectedWidth / Float(layout.modules)
        let sigma = situation.sigma
        let last = Float(variation.count - 2)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        for edge in edges {
            let x = edge.place
            if edge.turnsDark {
                let outside: Float = x - 2 * module < 0 ? 1.5 : 0
                let quiet = variation(from: x - 5 * module, to: x - 0.9 * module - sigma)
                starts.append(End(place: x, variation: quiet + outside))
            } else {
                let outside: Float = x + 2 * module > last ? 1.5 : 0
                let quiet = variation(from: x + 0.9 * module + sigma, to: x + 5 * module)
                ends.append(End(place: x, variation: quiet + outside))
            }
        }
        starts.sort { $0.variation < $1.variation }
        ends.sort { $0.variation < $1.variation }
        if starts.count > Self.mostEnds { starts.removeLast(starts.count - Self.mostEnds) }
        if ends.count > Self.mostEnds { ends.removeLast(ends.count - Self.mostEnds) }
    }

    /// Pairs of ends that may be a code, with what the guards say.
    private func pairs(
        _ darkness: [Float], _ edges: [BarEdge], _ situation: Situation, _ layout: RetailLayout
    ) -> [SymbolGeometry] {
        var pairs: [SymbolGeometry] = []
        let wanted = Float(layout.edges)
        let endGuard: GuardTemplates.Guard = layout.kind == .upcE ? .upcEEnd : .end
        let last = Float(darkness.count - 1)
        for start in starts {
            for end in ends {
                let length = end.place - start.place
                guard length >= 0.28 * situation.expectedWidth, length <= 1.5 * situation.expectedWidth else {
                    continue
                }
                let module = length / Float(layout.modules)
                guard module >= 0.9, module * situation.step >= 0.55 else { continue }
                let sigma = (situation.sigma / module).clamped(0.25, 1.2)
                let count = Float(Self.count(edges, from: start.place - 0.3, to: end.place + 0.3))
                // Blur swallows edges: then missing ones say less.
                let trust: Float = sigma < 0.6 ? 1 : sigma > 0.9 ? 0.25 : 1 - 2.5 * (sigma - 0.6)
                let miscount = count > wanted ? 1.5 * (count - wanted) / wanted : trust * (wanted - count) / wanted
                guard miscount <= 0.5 else { continue }
                let first = guards.correlation(.start, darkness, at: start.place, module: module, sigma: sigma)
                guard first >= 0.15 else { continue }
                let second = guards.correlation(endGuard, darkness, at: end.place, module: module, sigma: sigma)
                guard second >= 0.15 else { continue }
                let before = variation(
                    from: start.place - 5.5 * module, to: start.place - 0.9 * module - situation.sigma)
                let after = variation(from: end.place + 0.9 * module + situation.sigma, to: end.place + 5.5 * module)
                var score = first + second - 0.4 * min(1.5, before) - 0.4 * min(1.5, after) - miscount
                score -= 0.8 * max(0, abs(logf(length / situation.expectedWidth)) - 0.2)
                if start.place < 2 * module { score -= 0.3 }
                if end.place > last - 2 * module { score -= 0.3 }
                var pair = SymbolGeometry(layout: layout, start: start.place, end: end.place, score: score)
                pair.quietVariation = max(before, after)
                pair.isReversed = situation.isReversed
                pairs.append(pair)
            }
        }
        return pairs
    }

    /// Edges strictly between two places, by bisection.
    private static func count(_ edges: [BarEdge], from low: Float, to high: Float) -> Int {
        func rank(_ isBelow: (Float) -> Bool) -> Int {
            var (first, last) = (0, edges.count)
            while first < last {
                let middle = (first + last) / 2
                if isBelow(edges[middle].place) { first = middle + 1 } else { last = middle }
            }
            return first
        }
        return max(0, rank { $0 < high } - rank { $0 <= low })
    }

    /// Finds the centre guard and the bending, and rates the lattice.
    /// - Returns: false, without rating it, if the score cannot reach `least`.
    private func shape(
        _ geometry: inout SymbolGeometry, _ darkness: [Float], _ situation: Situation, _ least: Float
    ) -> Bool {
        let module = geometry.module
        let sigma = (situation.sigma / module).clamped(0.25, 1.2)
        let wanted = least - geometry.score - Self.mostOfComb(sigma)
        guard let centre = findCentre(&geometry, darkness, sigma, least: wanted), centre >= wanted else { return false }
        let (left, right) = (1 + 4 * geometry.centreShift, 1 - 4 * geometry.centreShift)
        let isUPCE = geometry.layout.kind == .upcE
        let startScale = scale(.start, darkness, at: geometry.start, module: module * left, sigma)
        let endScale = scale(isUPCE ? .upcEEnd : .end, darkness, at: geometry.end, module: module * right, sigma)
        geometry.startScale = 1 + (startScale - 1) * left
        geometry.endScale = 1 + (endScale - 1) * right
        var best = LatticeComb.Shape(bend: 4 * geometry.centreShift)
        var value = comb.value(best)
        let first = best.bend + 0.7 * (geometry.startScale - 1)
        let last = -best.bend + 0.7 * (geometry.endScale - 1)
        let byGuards = LatticeComb.Shape(bend: best.bend, skew: -last - first, wave: 2 * (first - last) - 4 * best.bend)
        let guarded = comb.value(byGuards)
        if guarded > value + 0.05 { (best, value) = (byGuards, guarded) }
        (geometry.shape, geometry.comb) = comb.search(from: best, value: value)
        geometry.score += centre + geometry.comb * Self.weightOfComb(sigma) + Self.bonus(sigma)
        return true
    }

    /// Blurred codes have edges where no boundary is: the comb counts for less, and a constant makes up for it.
    /// - Parameter sigma: blur in modules.
    private static func weightOfComb(_ sigma: Float) -> Float { 1.2 * ((1.15 - sigma) / 0.5).clamped(0.25, 1) }
    private static func bonus(_ sigma: Float) -> Float { 0.35 * ((sigma - 0.65) / 0.4).clamped(0, 1) }
    /// What a perfect lattice adds to the score, and a little for rounding.
    private static func mostOfComb(_ sigma: Float) -> Float {
        let sigma = sigma.clamped(0.25, 1.2)
        return weightOfComb(sigma) + bonus(sigma) + 0.001
    }

    /// Searches the centre up to seven modules from the middle.
    /// - Parameter least: below it the correlation is of no interest.
    /// - Returns: the correlation of the centre guard; a constant for a UPC-E, which has none. Nil if it is less than `least`.
    private func findCentre(
        _ geometry: inout SymbolGeometry, _ darkness: [Float], _ sigma: Float, least: Float
    ) -> Float? {
        let modules = Float(geometry.layout.modules)
        let middle = (geometry.start + geometry.end) / 2
        let isUPCE = geometry.layout.kind == .upcE
        let reach = isUPCE ? Self.centreReachOfUPCE : Self.centreReach
        var centres = InlineArray<49, Float>(repeating: Self.centreOfUPCE)
        var most = Self.centreOfUPCE
        if !isUPCE {
            most = -9
            for k in -reach...reach {
                let place = middle + Float(k) * Self.centreStep * geometry.module
                let centre =
                    guards.correlation(.centre, darkness, at: place, module: geometry.module, sigma: sigma)
                    - Self.price(k)
                centres[reach + k] = centre
                most = max(most, centre)
            }
        }
        guard most >= least else { return nil }
        // From the middle outwards, where the centre mostly is: then little is left that the comb could change.
        var (best, found): (Float, Float) = (-9, 0)
        for n in 0...(2 * reach) {
            let k = n % 2 == 0 ? n / 2 : -(n + 1) / 2
            let centre = centres[reach + k]
            let value = centre - (isUPCE ? Self.price(k) : 0)
            // The comb adds at most 0.8.
            if value + 0.801 < best { continue }
            let shift = Float(k) * Self.centreStep / modules
            let sum = value + 0.8 * comb.value(LatticeComb.Shape(bend: 4 * shift))
            if sum > best {
                best = sum
                found = centre
                geometry.centreShift = shift
            }
        }
        return found
    }

    /// Steps of the search for the centre in modules, how many to either side, and what each takes off.
    private static let centreStep: Float = 0.3
    private static let centreReach = 24
    private static let centreReachOfUPCE = 14
    private static func price(_ k: Int) -> Float { 0.010 * Float(abs(k)) }
    /// What stands for the correlation of a centre guard in a UPC-E.
    private static let centreOfUPCE: Float = 0.45

    /// The width of a guard against what is expected, 0.64 to 1.5.
    private func scale(
        _ kind: GuardTemplates.Guard, _ darkness: [Float], at place: Float, module: Float, _ sigma: Float
    ) -> Float {
        var (best, found): (Float, Float) = (-2, 1)
        var factor: Float = 0.64
        while factor < 1.5 {
            let value =
                guards.correlation(kind, darkness, at: place, module: module * factor, sigma: sigma)
                - 0.3 * abs(logf(factor))
            if value > best { (best, found) = (value, factor) }
            factor *= 1.09
        }
        return found
    }
}

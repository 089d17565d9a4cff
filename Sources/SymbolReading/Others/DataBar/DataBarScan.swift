/// Finds DataBar finder patterns in a scan line and reads the characters on either side.
struct DataBarScan {
    private var likelihood = PatternLikelihood()
    private(set) var observations: [DataBarObservation] = []

    /// How far sums of two elements may be off, in modules.
    private static let mostPairError: Float = 0.8
    /// How far a character's width may be off, as a share of it.
    private static let mostWidthError: Float = 0.07
    /// How far the end of a character may be from where its width puts it, in modules.
    private static let mostEdgeError: Float = 0.7
    /// Share of the variation that the finder and a character explain at least.
    static let leastExplained: Float = 0.6
    /// Least variance of the samples: rounding and interpolation make that much. Squared darkness.
    private static let leastVariance: Float = 0.0016
    /// Fills `observations`.
    mutating func read(_ line: [Float], _ edges: ScanEdges) {
        clear()
        let places = edges.places
        guard places.count >= 14 else { return }
        for first in 0..<(places.count - 5) {
            for isForward in [true, false] { read(line, edges, first, isForward) }
        }
    }

    private mutating func read(_ line: [Float], _ edges: ScanEdges, _ first: Int, _ isForward: Bool) {
        let places = edges.places
        let width = places[first + 5] - places[first]
        let module = width / Float(DataBarFinder.modules)
        func pair(_ number: Int) -> Float {
            let from = isForward ? first + number : first + 3 - number
            return (places[from + 2] - places[from]) / module
        }
        // The last two elements are one module each.
        guard abs(pair(3) - 2) < Self.mostPairError else { return }
        let pairs = SIMD4(pair(0), pair(1), pair(2), pair(3))
        var (best, second): (index: Int?, Int?) = (nil, nil)
        var (least, next) = (Self.mostPairError, Self.mostPairError)
        for (index, finder) in DataBarFinder.all.enumerated() {
            let error = Self.size(finder.pairs - pairs)
            if error < least {
                (second, next, best, least) = (best, least, index, error)
            } else if error < next {
                (second, next) = (index, error)
            }
        }
        for index in [best, second] {
            guard let index else { break }
            read(line, edges, Place(finder: DataBarFinder.all[index], first: first, isForward: isForward))
        }
    }

    private static func size(_ difference: SIMD4<Float>) -> Float {
        max(difference.max(), -difference.min())
    }

    /// A finder pattern in a line.
    private struct Place {
        let finder: DataBarFinder
        /// Its first edge in the line.
        let first: Int
        /// Whether its first element comes first.
        let isForward: Bool

        /// The edge a number of elements outwards from its first element.
        func outer(_ elements: Int) -> Int { isForward ? first - elements : first + 5 + elements }
        /// The edge a number of elements outwards from its last element.
        func inner(_ elements: Int) -> Int { isForward ? first + 5 + elements : first - elements }
    }

    private mutating func read(_ line: [Float], _ edges: ScanEdges, _ place: Place) {
        let places = edges.places
        let beginsDark = edges.isDark(place.isForward ? place.first : place.first + 4)
        let (outer, inner) = place.finder.characters
        // Characters whose width goes with the finder's; both ends are edges of the same kind, which ink spread moves alike.
        func width(_ far: Int, _ near: Int, _ characters: DataBarCharacters) -> Float? {
            guard places.indices.contains(far) else { return nil }
            let width = abs(places[near] - places[far])
            let expected = abs(places[place.first + 5] - places[place.first]) * Float(characters.modules) / 15
            return abs(width - expected) < 2 * Self.mostWidthError * expected ? width : nil
        }
        let outerWidth = width(place.outer(8), place.outer(0), outer)
        let innerWidth = width(place.inner(8), place.inner(0), inner)
        let modules = (outerWidth == nil ? 0 : outer.modules) + (innerWidth == nil ? 0 : inner.modules)
        guard modules > 0 || place.finder.family == .omnidirectional else { return }
        let finderWidth = abs(places[place.first + 5] - places[place.first])
        let module = modules == 0 ? finderWidth / 15 : ((outerWidth ?? 0) + (innerWidth ?? 0)) / Float(modules)
        let darkSpread = (finderWidth / module - 15) / 2
        let spread = beginsDark ? darkSpread : -darkSpread
        guard abs(darkSpread) < 0.6 else { return }
        let middle = (places[place.first] + places[place.first + 5]) / 2
        let direction: Float = place.isForward ? 1 : -1
        guard
            let look = fit(
                line, place.finder, start: middle - direction * module * 7.5, module: direction * module,
                spread: spread, beginsDark: beginsDark)
        else { return }
        for isOuter in [true, false] {
            let characters = isOuter ? outer : inner
            let near = places[isOuter ? place.outer(0) : place.inner(0)]
            let outwards: Float = isOuter == place.isForward ? -1 : 1
            let counted = isOuter ? outerWidth : innerWidth
            var length = module * Float(characters.modules)
            if let counted, abs(counted - length) < Self.mostWidthError * length {
                length = counted
            } else if place.finder.family == .expanded {
                // It may have none on this side.
                continue
            } else if let edge = edges.nearest(
                to: near + outwards * length, endsLike: place.first + (isOuter == place.isForward ? 0 : 5)),
                abs(abs(edge - near) - length) < Self.mostEdgeError * module
            {
                // Blur has taken the edges between.
                length = abs(edge - near)
            }
            let far = near + outwards * length
            // Edges of the first element's beginning: if it is a bar, ink moves them outwards.
            let shift = (beginsDark ? spread : -spread) * -outwards * module
            add(
                line, place.finder, look, isOuter: isOuter, beginsDark: beginsDark, start: far + shift,
                module: (near - far) / Float(characters.modules))
        }
    }

    /// Reads a character and adds what it says.
    /// - Parameters:
    ///   - start: of its outermost element, in samples.
    ///   - module: in samples, below zero where the character runs against the line.
    mutating func add(
        _ line: [Float], _ finder: DataBarFinder, _ look: Look, isOuter: Bool, beginsDark: Bool, start: Float,
        module: Float
    ) {
        let characters = isOuter ? finder.characters.outer : finder.characters.inner
        var stretch = look.stretch
        stretch.start = start
        stretch.module = module
        stretch.modules = characters.modules
        stretch.behind = isOuter ? finder.pattern >> 12 : 0b101
        guard let result = likelihood.best(of: characters.patterns, stretch, in: line, look.blur) else { return }
        let explained = 1 - result.cost / max(result.variation, 1e-3)
        guard explained > Self.leastExplained else { return }
        observations.append(
            DataBarObservation(
                slot: DataBarSlot(
                    family: finder.family, finder: finder.number, beginsDark: beginsDark, isOuter: isOuter),
                value: result.value, llr: (result.second - result.cost) / (2 * look.variance), explained: explained,
                start: start, end: start + module * Float(characters.modules + DataBarFinder.modules)))
    }

    mutating func clear() { observations.removeAll(keepingCapacity: true) }

    /// How a finder is seen.
    struct Look {
        /// Share of the variation that the finder explains.
        let explained: Float
        let stretch: PatternLikelihood.Stretch
        let blur: ModuleBlur
        let variance: Float
    }

    /// The blur and the levels of light and dark that fit the finder best; from the third module to the fourth last,
    /// which see nothing but the finder.
    /// - Parameters:
    ///   - start: of its first element, in samples.
    ///   - module: in samples, below zero where it runs against the line.
    ///   - spread: of bars, in modules.
    ///   - sigmas: which of `ModuleBlur.sigmas` are tried.
    /// - Returns: nil where it does not fit or is not in the line.
    func fit(
        _ line: [Float], _ finder: DataBarFinder, start: Float, module: Float, spread: Float, beginsDark: Bool,
        sigmas: ClosedRange<Int> = 0...(ModuleBlur.sigmas.count - 1)
    ) -> Look? {
        let word = finder.pattern << 3
        var best: (cost: Float, look: Look)?
        for sigma in sigmas {
            let blur = ModuleBlur.all[ModuleBlur.index(sigma: sigma, spread: beginsDark ? spread : -spread)]
            var (n, x, y, xx, xy, yy): (Float, Float, Float, Float, Float, Float) = (0, 0, 0, 0, 0, 0)
            for number in 2...11 {
                let window = Int(word >> UInt32(14 - number)) & 127
                for part in 0..<3 {
                    let at = start + module * (Float(number) + 0.5 + ModuleBlur.places[part])
                    guard at >= 0, at < Float(line.count - 1) else { return nil }
                    let left = at.whole
                    let seen = line[left] + (at - Float(left)) * (line[left + 1] - line[left])
                    let drawn = blur.darkness[part * ModuleBlur.windows + window]
                    n += 1
                    x += drawn
                    y += seen
                    xx += drawn * drawn
                    xy += drawn * seen
                    yy += seen * seen
                }
            }
            let spreadOfDrawn = xx - x * x / n
            guard spreadOfDrawn > 0.1 else { continue }
            let gain = (xy - x * y / n) / spreadOfDrawn
            let variation = yy - y * y / n
            let cost = variation - gain * (xy - x * y / n)
            guard cost < best?.cost ?? .infinity, (gain > 0) == beginsDark,
                cost < (1 - Self.leastExplained) * variation
            else { continue }
            let level = (y - gain * x) / n
            var stretch = PatternLikelihood.Stretch(start: 0, module: 1, modules: 0)
            // Drawn 1 is the first element's colour.
            stretch.isInverted = !beginsDark
            stretch.light = min(level, level + gain)
            stretch.depth = abs(gain)
            let variance = max(cost / n / (gain * gain), Self.leastVariance)
            best = (cost, Look(explained: 1 - cost / variation, stretch: stretch, blur: blur, variance: variance))
        }
        return best?.look
    }
}

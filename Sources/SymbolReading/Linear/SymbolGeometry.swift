/// A guess where a code begins and ends in a profile, and how it is bent.
struct SymbolGeometry {
    let layout: RetailLayout
    /// First and last boundary in samples.
    var start: Float
    var end: Float
    /// Distance of the centre from the middle, as a share of the length.
    var centreShift: Float = 0
    /// Modules at the ends against the mean, as the guards have them.
    var startScale: Float = 1
    var endScale: Float = 1
    var shape = LatticeComb.Shape()
    /// What the lattice comb says, −1 to 1.
    var comb: Float = 0
    /// Correlations of the guards and the lattice, less what speaks against it.
    var score: Float
    /// Variation of the darkness in the worse of the two quiet zones.
    var quietVariation: Float = 0
    /// Whether it is of the profile read from the right.
    var isReversed = false

    /// Width of a module, in samples.
    var module: Float { (end - start) / Float(layout.modules) }

    /// The same, seen from the other side of a profile of `count` samples.
    func reversed(count: Int) -> SymbolGeometry {
        var other = self
        other.start = Float(count - 1) - end
        other.end = Float(count - 1) - start
        other.centreShift = -centreShift
        other.shape = LatticeComb.Shape(bend: -shape.bend, skew: shape.skew, wave: -shape.wave)
        other.startScale = endScale
        other.endScale = startScale
        return other
    }

    /// Ways to put the modules between the ends.
    enum Warp: Int, CaseIterable {
        /// As the comb found.
        case comb
        /// By the centre guard alone.
        case centre
        /// By the centre and by the width of the guards at the ends.
        case guards
        /// Evenly.
        case even
    }

    func warp(_ kind: Warp) -> ModuleWarp {
        let length = end - start
        var shape = shape * length
        switch kind {
        case .comb: break
        case .centre: shape = LatticeComb.Shape(bend: 4 * centreShift * length)
        case .even: shape = LatticeComb.Shape()
        case .guards:
            let bend = 4 * centreShift * length
            let first = bend + (startScale - 1) * length
            let last = -bend + (endScale - 1) * length
            shape = LatticeComb.Shape(bend: bend, skew: -last - first, wave: 2 * (first - last) - 4 * bend)
        }
        return ModuleWarp(
            modules: layout.modules, from: start, to: end, bend: shape.bend, skew: shape.skew, wave: shape.wave)
    }

    /// Whether another of the same kind begins and ends within 0.6 modules.
    func repeats(_ other: SymbolGeometry) -> Bool {
        layout.kind == other.layout.kind && isReversed == other.isReversed
            && abs(start - other.start) < 0.6 * module && abs(end - other.end) < 0.6 * module
    }
}

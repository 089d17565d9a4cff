/// How hard a profile is tried. The first effort reads nearly all that can be read; the second costs ten times as much
/// and is for pictures in which nothing else was found.
enum ReadingEffort: Sendable {
    case first, second

    /// Geometries that the comb rates for each kind of code.
    var combs: Int { self == .first ? 8 : 14 }
    /// Geometries decoded.
    var geometries: Int { self == .first ? 4 : 14 }
    /// How far below the best a geometry's score may lie.
    var scoreReach: Float { self == .first ? 0.9 : 1.1 }
    var warps: [SymbolGeometry.Warp] { self == .first ? [.comb] : [.comb, .centre, .guards, .even] }
    /// Largest offset of a digit in samples.
    var reach: Int { self == .first ? 6 : 9 }
    /// Decoded geometries that are fitted.
    var fits: Int { self == .first ? 2 : 4 }
    /// Rounds of swapping digits.
    var rounds: Int { self == .first ? 4 : 6 }
    /// Highest cost of an EAN-13 that is fitted.
    var mostCost: Float { self == .first ? 7.5 : 9 }
    /// Blur of the edges, in modules, above which a geometry is not decoded: the edges' slopes are measured before the
    /// geometry is known, and of 730 first reads none had more than 2.0.
    var mostBlur: Float { self == .first ? 2.2 : 2.6 }
}

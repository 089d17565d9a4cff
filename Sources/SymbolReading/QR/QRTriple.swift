/// Three finders that may be the corners of one symbol.
struct QRTriple {
    /// Places in the list of finders: the corner between the other two, the next one along, the next one down.
    let corner: Int
    let right: Int
    let below: Int
    /// Modules along the symbol's side.
    let modules: Double
    /// How unlike a symbol's corners they are: 0 for a perfect square.
    let score: Double

    /// All triples that could be corners of a symbol, the likeliest first.
    ///
    /// The distance in modules between two finders, d·√(pA·pB) with p the modules per pixel in either's own frame, is
    /// exact under perspective, so that the sides of a slanted symbol still come out equal.
    static func all(of finders: [QRFinder]) -> [QRTriple] {
        let usable = strongest(finders)
        var triples: [QRTriple] = []
        for a in usable {
            let corner = finders[a]
            for (index, b) in usable.enumerated() where b != a {
                guard let first = side(corner, finders[b]) else { continue }
                for c in usable[(index + 1)...] where c != a {
                    guard finders[c].isInverted == corner.isInverted else { continue }
                    guard let second = side(corner, finders[c]) else { continue }
                    let cross = Plane.cross(first.way, second.way) / (first.length * second.length)
                    let cosine = Plane.dot(first.way, second.way) / (first.length * second.length)
                    guard abs(cross) >= 0.45, abs(cosine) <= 0.85 else { continue }
                    let ratio = max(first.modules, second.modules) / min(first.modules, second.modules)
                    let modules = (first.modules + second.modules) / 2
                    guard ratio <= 1.7, modules >= 11, modules <= 185 else { continue }
                    let sizes = (corner.moduleSize, finders[b].moduleSize, finders[c].moduleSize)
                    let sizeRatio = max(sizes.0, sizes.1, sizes.2) / min(sizes.0, sizes.1, sizes.2)
                    let quality = corner.quality + finders[b].quality + finders[c].quality
                    let lengthRatio = max(first.length, second.length) / min(first.length, second.length)
                    // The weights were measured on photos; see the prototype's measurements of the method.
                    let score =
                        2 * (ratio - 1) + abs(cosine) + 0.7 * (first.angle + second.angle) + 0.8 * (sizeRatio - 1)
                        + 1.5 * (3 - quality) + 0.002 * modules + 0.4 * (lengthRatio - 1)
                    triples.append(
                        QRTriple(
                            corner: a, right: cross > 0 ? b : c, below: cross > 0 ? c : b, modules: modules + 7,
                            score: score))
                }
            }
        }
        return triples.sorted { ($0.score, $0.corner, $0.right) < ($1.score, $1.corner, $1.right) }
    }

    /// Places of the finders worth combining: quality 0.55 and more, and among the best 20.
    private static func strongest(_ finders: [QRFinder]) -> [Int] {
        var least = 0.55
        if finders.count > 20 {
            least = max(least, finders.map(\.quality).sorted(by: >)[19])
        }
        return finders.indices.filter { finders[$0].quality >= least }
    }

    /// The side from a corner to another finder.
    /// - Returns: nil if their sizes or their distance cannot be those of one symbol.
    private static func side(
        _ corner: QRFinder, _ other: QRFinder
    ) -> (way: SIMD2<Double>, length: Double, modules: Double, angle: Double)? {
        guard other.isInverted == corner.isInverted else { return nil }
        let ratio = corner.moduleSize / other.moduleSize
        guard ratio <= 2.2, ratio >= 0.45 else { return nil }
        let way = other.centre - corner.centre
        let length = Plane.length(way)
        let size = (corner.moduleSize + other.moduleSize) / 2
        guard length >= 10 * size, length <= 190 * size else { return nil }
        let modules = length * (corner.modulesPerPixel(way) * other.modulesPerPixel(way)).squareRoot()
        return (way, length, modules, corner.angleToSide(way) + other.angleToSide(way))
    }
}

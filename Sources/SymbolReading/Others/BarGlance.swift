import PhotoDecoding

/// What three scan lines across a place show: enough to tell most places that hold no bar code of logistics, and nearly all
/// that hold a DataBar symbol, at a twentieth of what it costs to look for either.
struct BarGlance {
    /// Changes between dark and light in the line that has most.
    fileprivate(set) var edges = 0
    /// Lines with a DataBar character that stands there without doubt.
    fileprivate(set) var dataBarLines = 0

    /// Heights of the lines, as shares of the place's.
    fileprivate static let heights = [0.5, 0.2, 0.8]

    /// The fewest changes of a code: a Code 128 of one character has 26, and of 203 codes that were read none had fewer
    /// than 40.
    private static let fewestEdges = 24

    /// Whether there are enough bars for a code.
    var mayBeCode: Bool { edges >= Self.fewestEdges }
    /// Whether DataBar characters stand above each other: of 143 symbols that were read all show that, and of 300 other
    /// places one.
    var isLikelyDataBar: Bool { dataBarLines >= 2 }
}

extension DataBarReader {
    /// Looks at three scan lines of a crop; what they show is not kept as evidence.
    mutating func glance(at crop: BarCrop, in pyramid: inout Pyramid) -> BarGlance {
        var glance = BarGlance()
        for height in BarGlance.heights {
            let row = min(crop.rows - 1, Int(height * Double(crop.rows)))
            let rows = max(0, row - 1)..<min(crop.rows, row + 2)
            guard let image = crop.image(in: &pyramid, rows: rows), image.width >= Self.leastColumns else { continue }
            let observations = scan(image, 0..<image.height, swing: ScanEdges.swing)
            glance.edges = max(glance.edges, edgeCount)
            glance.dataBarLines += observations.contains { $0.explained >= Self.sureShare } ? 1 : 0
        }
        return glance
    }
}

/// How a symbol lies in the picture: a projective map, and for bent paper a mesh of displacements within the symbol.
struct QRSurface {
    var map: Homography
    /// Where the mesh's columns, and rows, stand, in modules; empty for flat paper.
    private(set) var nodes: [Double] = []
    /// For each node, row by row, how far the symbol is displaced there, in modules.
    var displacements: [SIMD2<Double>] = []

    init(_ map: Homography) {
        self.map = map
    }

    init(_ map: Homography, nodes: [Double], displacements: [SIMD2<Double>]) {
        precondition(nodes.count > 1 && displacements.count == nodes.count * nodes.count, "a square mesh")
        self.map = map
        self.nodes = nodes
        self.displacements = displacements
    }

    var isFlat: Bool { nodes.isEmpty }

    /// The pixel of a place of the symbol, in modules from its top left corner.
    @inline(__always)
    func callAsFunction(_ x: Double, _ y: Double) -> SIMD2<Double> {
        guard !nodes.isEmpty else { return map(x, y) }
        let shift = displacement(x, y)
        return map(x + shift.x, y + shift.y)
    }

    /// The mesh's cell that a place belongs to.
    func cell(_ place: Double) -> Int {
        var index = 0
        while index < nodes.count - 2, place > nodes[index + 1] { index += 1 }
        return index
    }

    /// What the corners of a place's cell count for there: top left, top right, bottom left, bottom right. Bilinear
    /// between nodes, and continued a little beyond the outermost.
    @inline(__always)
    func shares(_ x: Double, _ y: Double) -> SIMD4<Double> {
        let (column, row) = (cell(x), cell(y))
        let across = max(-0.3, min(1.3, (x - nodes[column]) / (nodes[column + 1] - nodes[column])))
        let down = max(-0.3, min(1.3, (y - nodes[row]) / (nodes[row + 1] - nodes[row])))
        return SIMD4((1 - across) * (1 - down), across * (1 - down), (1 - across) * down, across * down)
    }

    private func displacement(_ x: Double, _ y: Double) -> SIMD2<Double> {
        let shares = shares(x, y)
        let place = cell(y) * nodes.count + cell(x)
        let below = place + nodes.count
        let top = shares[0] * displacements[place] + shares[1] * displacements[place + 1]
        return top + shares[2] * displacements[below] + shares[3] * displacements[below + 1]
    }

    /// Corners of the symbol in its own orientation: top left, top right, bottom right, bottom left.
    /// - Parameter isMirrored: whether what the surface takes for columns are the symbol's rows.
    func corners(side: Int, isMirrored: Bool) -> [SIMD2<Double>] {
        let end = Double(side)
        return isMirrored
            ? [self(0, 0), self(0, end), self(end, end), self(end, 0)]
            : [self(0, 0), self(end, 0), self(end, end), self(0, end)]
    }
}

/// Refines the mesh of a bent surface node by node, each judged by the modules of the four cells around it and by how
/// smooth the mesh stays.
struct QRMesh {
    /// Points a module loses for a squared module of bend between three nodes.
    private static let stiffness = 0.005

    /// Four modules of one cell, where the mesh has moved them.
    private struct Member {
        var four: QRGridScore.Four
        /// What each corner of the cell counts for: top left, top right, bottom left, bottom right.
        let weights: InlineArray<4, SIMD4<Float>>
    }

    private var indices: [[Int]] = []
    private var members: [Member] = []
    /// For each cell, row by row, its part of the members.
    private var cells: [Range<Int>] = []

    /// - Parameters:
    ///   - steps: modules, one after the other.
    ///   - work: counts the grey values looked at.
    mutating func refine(
        _ surface: inout QRSurface, steps: [Double], score: borrowing QRGridScore, in sampler: GreySampler,
        work: inout Int
    ) {
        let count = surface.nodes.count
        assign(surface, score)
        let map = MapOfFours(surface.map)
        let stiffness = Self.stiffness * Double(score.count) / Double((count - 1) * (count - 1))
        for step in steps {
            for _ in 0..<2 {
                var hasMoved = false
                for node in 0..<(count * count) {
                    var best = agreement(node, count, moved: SIMD2(0, 0), map, in: sampler, work: &work)
                    best -= stiffness * bend(surface, around: node)
                    for way in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
                        let shift = SIMD2<Float>(step * way)
                        surface.displacements[node] += step * way
                        var found = agreement(node, count, moved: shift, map, in: sampler, work: &work)
                        found -= stiffness * bend(surface, around: node)
                        if found > best + 1e-6 {
                            best = found
                            hasMoved = true
                            move(node, count, by: shift)
                        } else {
                            surface.displacements[node] -= step * way
                        }
                    }
                }
                if !hasMoved { break }
            }
        }
    }

    /// Sorts the modules into the cells of the mesh, four by four.
    private mutating func assign(_ surface: QRSurface, _ score: borrowing QRGridScore) {
        let side = surface.nodes.count - 1
        if indices.count != side * side { indices = Array(repeating: [], count: side * side) }
        for cell in indices.indices { indices[cell].removeAll(keepingCapacity: true) }
        for index in 0..<score.count {
            let place = score.places[index]
            indices[surface.cell(place.y) * side + surface.cell(place.x)].append(index)
        }
        members.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
        for cell in indices.indices {
            let first = members.count
            let node = cell / side * (side + 1) + cell % side
            let corners = [node, node + 1, node + side + 1, node + side + 2]
            for start in stride(from: 0, to: indices[cell].count, by: 4) {
                var four = score.four(indices[cell][start..<min(start + 4, indices[cell].count)])
                var weights = InlineArray<4, SIMD4<Float>>(repeating: SIMD4(repeating: 0))
                for lane in 0..<4 {
                    let shares = surface.shares(Double(four.x[lane]), Double(four.y[lane]))
                    for corner in 0..<4 { weights[corner][lane] = Float(shares[corner]) }
                }
                for corner in 0..<4 {
                    let displacement = SIMD2<Float>(surface.displacements[corners[corner]])
                    four.x += weights[corner] * displacement.x
                    four.y += weights[corner] * displacement.y
                }
                members.append(Member(four: four, weights: weights))
            }
            cells.append(first..<members.count)
        }
    }

    /// The score of the modules around a node, were it moved by some modules.
    private func agreement(
        _ node: Int, _ count: Int, moved: SIMD2<Float>, _ map: MapOfFours, in sampler: GreySampler, work: inout Int
    ) -> Double {
        let members = members.span
        var sum = SIMD4<Float>(repeating: 0)
        for corner in 0..<4 {
            guard let cell = cell(of: node, count, corner: corner) else { continue }
            for index in cells[cell] {
                let weight = members[index].weights[corner]
                let four = members[index].four
                sum += four.value(
                    greys: map.greys(four.x + weight * moved.x, four.y + weight * moved.y, in: sampler))
            }
            work &+= 4 &* cells[cell].count
        }
        return Double(sum.sum())
    }

    private mutating func move(_ node: Int, _ count: Int, by shift: SIMD2<Float>) {
        for corner in 0..<4 {
            guard let cell = cell(of: node, count, corner: corner) else { continue }
            for index in cells[cell] {
                members[index].four.x += members[index].weights[corner] * shift.x
                members[index].four.y += members[index].weights[corner] * shift.y
            }
        }
    }

    /// The cell of which a node is this corner, if there is one.
    @inline(__always)
    private func cell(of node: Int, _ count: Int, corner: Int) -> Int? {
        let column = node % count - corner % 2
        let row = node / count - corner / 2
        guard column >= 0, row >= 0, column < count - 1, row < count - 1 else { return nil }
        return row * (count - 1) + column
    }

    /// Squared second differences of the displacements at a node and its neighbours.
    private func bend(_ surface: QRSurface, around node: Int) -> Double {
        let count = surface.nodes.count
        let (x, y) = (node % count, node / count)
        var sum = 0.0
        func add(_ x: Int, _ y: Int) {
            guard x >= 0, y >= 0, x < count, y < count else { return }
            let place = y * count + x
            if x > 0, x < count - 1 { sum += square(place - 1, place, place + 1) }
            if y > 0, y < count - 1 { sum += square(place - count, place, place + count) }
        }
        func square(_ before: Int, _ middle: Int, _ after: Int) -> Double {
            let difference =
                surface.displacements[before] + surface.displacements[after] - 2 * surface.displacements[middle]
            return Plane.dot(difference, difference)
        }
        add(x, y)
        add(x - 1, y)
        add(x + 1, y)
        add(x, y - 1)
        add(x, y + 1)
        return sum
    }
}

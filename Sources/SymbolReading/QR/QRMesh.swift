/// Refines the mesh of a bent surface node by node, each judged by the modules of the four cells around it and by how
/// smooth the mesh stays.
struct QRMesh {
    /// Points a module loses for a squared module of bend between three nodes.
    private static let stiffness = 0.005

    private var owned: [[Int32]] = []

    /// - Parameters:
    ///   - steps: modules, one after the other.
    ///   - work: counts the grey values looked at.
    mutating func refine(
        _ surface: inout QRSurface, steps: [Double], score: borrowing QRGridScore, in sampler: GreySampler,
        work: inout Int
    ) {
        let count = surface.nodes.count
        assign(surface, score)
        let stiffness = Self.stiffness * Double(score.count) / Double((count - 1) * (count - 1))
        for step in steps {
            for _ in 0..<2 {
                var hasMoved = false
                for node in 0..<(count * count) {
                    var best = value(surface, node, score, stiffness, in: sampler)
                    for way in [SIMD2(1.0, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)] {
                        surface.displacements[node] += step * way
                        let found = value(surface, node, score, stiffness, in: sampler)
                        work += owned[node].count
                        if found > best + 1e-6 {
                            best = found
                            hasMoved = true
                        } else {
                            surface.displacements[node] -= step * way
                        }
                    }
                }
                if !hasMoved { break }
            }
        }
    }

    /// Gives each node the modules of the cells around it.
    private mutating func assign(_ surface: QRSurface, _ score: borrowing QRGridScore) {
        let count = surface.nodes.count
        if owned.count != count * count { owned = Array(repeating: [], count: count * count) }
        for node in owned.indices { owned[node].removeAll(keepingCapacity: true) }
        for index in 0..<score.count {
            let place = score.places[index]
            let cell = surface.cell(place.y) * count + surface.cell(place.x)
            for node in [cell, cell + 1, cell + count, cell + count + 1] { owned[node].append(Int32(index)) }
        }
    }

    private func value(
        _ surface: QRSurface, _ node: Int, _ score: borrowing QRGridScore, _ stiffness: Double,
        in sampler: GreySampler
    ) -> Double {
        var sum: Float = 0
        for index in owned[node] {
            let place = score.places[Int(index)]
            sum += score.value(Int(index), grey: sampler.bilinear(surface(place.x, place.y)))
        }
        return Double(sum) - stiffness * bend(surface, around: node)
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

/// Finds the surface of a large bent symbol by walking over its alignment patterns, from the finders outward: each is
/// predicted from those already found, searched nearby, and where it is not found takes the prediction. The mesh of
/// patterns is then divided once, by cubics.
struct QRAlignmentWalk {
    private let layout: QRLayout
    private let map: Homography
    private let search: QRAlignmentSearch
    private let count: Int
    private let nodes: [Double]
    private var displacements: [SIMD2<Double>]
    private var isKnown: [Bool]

    /// - Parameter layout: version 7 or more.
    init(_ layout: QRLayout, map: Homography, search: QRAlignmentSearch) {
        self.layout = layout
        self.map = map
        self.search = search
        count = layout.alignment.count
        nodes = layout.alignment.map { Double($0) + 0.5 }
        displacements = Array(repeating: SIMD2(0, 0), count: count * count)
        isKnown = Array(repeating: false, count: count * count)
    }

    mutating func surface() -> QRSurface {
        for corner in [0, count - 1, (count - 1) * count] { isKnown[corner] = true }
        walk()
        repair()
        return divided()
    }

    /// One diagonal after the other, from the top left.
    private mutating func walk() {
        for diagonal in 0...(2 * count - 2) {
            for y in max(0, diagonal - count + 1)...min(count - 1, diagonal) {
                let x = diagonal - y
                let node = y * count + x
                guard !isKnown[node] else { continue }
                let expected = prediction(x, y)
                let place = SIMD2(nodes[x], nodes[y])
                let found = search.search(near: place + expected, on: map, radius: 3)
                if found.correlation > 0.6 {
                    displacements[node] = found.place - place
                    isKnown[node] = true
                } else {
                    displacements[node] = expected
                }
            }
        }
    }

    /// From the patterns to the left and above, each continued with 0.7 of its own change; else from those diagonally
    /// above; else as the nearest one was taken.
    private func prediction(_ x: Int, _ y: Int) -> SIMD2<Double> {
        var sum = SIMD2(0.0, 0.0)
        var terms = 0.0
        func add(_ dx: Int, _ dy: Int, isContinued: Bool = true) {
            guard let near = known(x + dx, y + dy) else { return }
            var value = near
            if isContinued, let far = known(x + 2 * dx, y + 2 * dy) { value = 1.7 * near - 0.7 * far }
            sum += value
            terms += 1
        }
        add(-1, 0)
        add(0, -1)
        if terms == 0 {
            add(-1, -1)
            add(1, -1, isContinued: false)
            add(-1, 1, isContinued: false)
        }
        if terms > 0 { return sum / terms }
        return x > 0 ? displacements[y * count + x - 1] : y > 0 ? displacements[(y - 1) * count + x] : SIMD2(0, 0)
    }

    private func known(_ x: Int, _ y: Int) -> SIMD2<Double>? {
        guard x >= 0, y >= 0, x < count, y < count, isKnown[y * count + x] else { return nil }
        return displacements[y * count + x]
    }

    /// Patterns that were not found, predicted once more from all sides.
    private mutating func repair() {
        for _ in 0..<count {
            var hasChanged = false
            for y in 0..<count {
                for x in 0..<count where !isKnown[y * count + x] {
                    var sum = SIMD2(0.0, 0.0)
                    var terms = 0.0
                    for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
                        guard let near = known(x + dx, y + dy) else { continue }
                        sum += known(x + 2 * dx, y + 2 * dy).map { 2 * near - $0 } ?? near
                        terms += 1
                    }
                    guard terms > 0 else { continue }
                    let expected = sum / terms
                    let place = SIMD2(nodes[x], nodes[y])
                    let found = search.search(near: place + expected, on: map, radius: 2)
                    displacements[y * count + x] = found.correlation > 0.55 ? found.place - place : expected
                    isKnown[y * count + x] = true
                    hasChanged = true
                }
            }
            if !hasChanged { break }
        }
    }

    /// A node between each two, by the cubic through its four neighbours, at the edges by the parabola through three.
    private func divided() -> QRSurface {
        let finer = 2 * count - 1
        var result = [SIMD2<Double>](repeating: SIMD2(0, 0), count: finer * finer)
        for y in 0..<count {
            for x in 0..<finer {
                if x % 2 == 0 {
                    result[2 * y * finer + x] = displacements[y * count + x / 2]
                } else {
                    result[2 * y * finer + x] = middle(after: x / 2) { displacements[y * count + $0] }
                }
            }
        }
        for y in stride(from: 1, to: finer, by: 2) {
            for x in 0..<finer {
                let value = middle(after: y / 2) { result[2 * $0 * finer + x] }
                result[y * finer + x] = value
            }
        }
        let places: [Double] = (0..<finer).map { index -> Double in
            let before: Double = nodes[index / 2]
            let after: Double = nodes[(index + 1) / 2]
            return (before + after) / 2
        }
        return QRSurface(map, nodes: places, displacements: result)
    }

    /// Between the nodes `k` and `k + 1` of a line of them.
    private func middle(after k: Int, _ node: (Int) -> SIMD2<Double>) -> SIMD2<Double> {
        let near = node(k)
        let next = node(k + 1)
        if count < 3 { return (near + next) * 0.5 }
        if k > 0, k + 2 < count {
            let outer = node(k - 1) + node(k + 2)
            return (near + next) * 0.5625 - outer * 0.0625
        }
        let isFirst = k == 0
        let end = isFirst ? near : next
        let other = isFirst ? next : near
        let far = isFirst ? node(2) : node(k - 1)
        return end * 0.375 + other * 0.75 - far * 0.125
    }
}

/// A code's edges through a blur, and how that changes with their place, the blur and the ink spread.
struct EdgeRendering {
    static let mostVectors = 56
    static let mostEdges = 64

    /// Darkness 0 to 1 at each place.
    private(set) var darkness: [Float8]
    /// Its derivatives by the place, by the blur and by the ink spread.
    private(set) var byPlace: [Float8]
    private(set) var byBlur: [Float8]
    private(set) var bySpread: [Float8]
    /// What edges that lie behind add from a vector on.
    private var steps: [Float]

    private var edges = InlineArray<64, Float>(repeating: 0)
    private var turnsDark = InlineArray<64, Bool>(repeating: false)
    private var count = 0

    init() {
        darkness = [Float8](repeating: .zero, count: Self.mostVectors)
        byPlace = darkness
        byBlur = darkness
        bySpread = darkness
        steps = [Float](repeating: 0, count: Self.mostVectors + 1)
    }

    mutating func take(_ modules: CodeModules) {
        count = 0
        var previous = false
        for i in 0...modules.count {
            let next = i < modules.count && modules.isDark[i]
            if next != previous, count < Self.mostEdges {
                edges[count] = Float(i)
                turnsDark[count] = next
                count += 1
            }
            previous = next
        }
    }

    /// - Parameters:
    ///   - places: module coordinates, increasing but for little.
    ///   - vectors: how many of them.
    ///   - sigma: blur in modules, above 0.
    ///   - spread: how far dark edges move outwards, in modules.
    mutating func render(_ places: [Float8], vectors: Int, sigma: Float, spread: Float) {
        let inverse = 1 / sigma
        let reach = 3.8 * sigma + abs(spread)
        for j in 0..<vectors {
            darkness[j] = .zero
            byPlace[j] = .zero
            byBlur[j] = .zero
            bySpread[j] = .zero
            steps[j] = 0
        }
        steps[vectors] = 0
        var (low, high) = (0, 0)
        for k in 0..<count {
            let edge = edges[k]
            let sign: Float = turnsDark[k] ? 1 : -1
            let moved = edge - sign * spread
            while low < vectors, places[low][7] < edge - reach { low += 1 }
            high = max(high, low)
            while high < vectors, places[high][0] < edge + reach { high += 1 }
            for j in low..<high {
                let u = (places[j] - moved) * inverse
                let normal = NormalDistribution.both(u)
                let weight = normal.density * inverse
                darkness[j] += sign * normal.cumulative
                byPlace[j] += sign * weight
                byBlur[j] -= (sign * weight) * u.lesser(Float8(repeating: 5)).greater(Float8(repeating: -5))
                bySpread[j] += weight
            }
            steps[high] += sign
        }
        var behind: Float = 0
        for j in 0..<vectors {
            behind += steps[j]
            darkness[j] += behind
        }
    }
}

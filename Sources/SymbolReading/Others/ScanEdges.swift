/// The edges of a scan line, light to dark and dark to light in turn.
///
/// Between neighbouring extremes of darkness an edge lies where the darkness is halfway, so that a narrow bar between wide
/// spaces keeps its edges when blur has taken most of its darkness.
struct ScanEdges {
    /// Places in samples.
    private(set) var places: [Float] = []
    /// Whether the first edge is the beginning of a bar.
    private(set) var beginsDark = false

    /// How far darkness must turn back to make an extreme: for a bar of one module under a blur of 0.65 modules, and of
    /// 0.75 where there is little noise.
    static let swing: Float = 0.12
    static let smallSwing: Float = 0.06
    /// Edges of a line looked at; the longest symbol has 220.
    private static let most = 1200

    /// Whether the element behind an edge is a bar.
    func isDark(_ index: Int) -> Bool { (index & 1 == 0) == beginsDark }

    /// - Parameter darkness: 0 light to 1 dark.
    mutating func find(in darkness: [Float], swing: Float = Self.swing) {
        places.removeAll(keepingCapacity: true)
        guard var low = darkness.first.map({ (place: 0, value: $0) }) else { return }
        var high = low
        var last: (place: Int, value: Float)?
        var isRising: Bool?
        for (place, value) in darkness.enumerated() {
            if value > high.value { high = (place, value) }
            if value < low.value { low = (place, value) }
            let hasTurned = isRising == true ? high.value - value > swing : value - low.value > swing
            let isFirst = isRising == nil && high.value - low.value > swing
            guard isFirst || isRising != nil && hasTurned else { continue }
            if isFirst {
                // The extreme behind is the first; the way goes on towards the other.
                let rises = low.place < high.place
                isRising = rises
                beginsDark = rises
                last = rises ? low : high
            } else if let before = last {
                let extreme = isRising == true ? high : low
                add(from: before, to: extreme, in: darkness)
                last = extreme
                isRising?.toggle()
            }
            if isRising == true { high = (place, value) } else { low = (place, value) }
            if places.count >= Self.most { return }
        }
        if let before = last { add(from: before, to: isRising == true ? high : low, in: darkness) }
    }

    /// The edge nearest to a place, of the kind (light to dark, or dark to light) of another.
    func nearest(to place: Float, endsLike other: Int) -> Float? {
        var best: Float?
        for index in stride(from: other & 1, to: places.count, by: 2)
        where abs(places[index] - place) < abs((best ?? .infinity) - place) { best = places[index] }
        return best
    }

    private mutating func add(
        from first: (place: Int, value: Float), to second: (place: Int, value: Float), in darkness: [Float]
    ) {
        let half = (first.value + second.value) / 2
        let sign: Float = second.value > first.value ? 1 : -1
        var place = first.place
        while place + 1 < second.place, sign * (darkness[place + 1] - half) < 0 { place += 1 }
        let (a, b) = (darkness[place], darkness[min(place + 1, darkness.count - 1)])
        places.append(Float(place) + (a == b ? 0.5 : ((half - a) / (b - a)).clamped(0, 1)))
    }
}

/// Places of a symbol that are asked again and again while its surface is fitted: all modules whose tone the standard
/// sets, and some data modules, which must be dark or light but not grey.
///
/// The score of a surface is the sum of the agreement of the former, and 0.3 or 0.35 times the distinctness of the
/// latter, both at most 1 a module.
struct QRGridScore {
    private(set) var places: [SIMD2<Double>] = []
    private(set) var thresholds: [Float] = []
    /// Sign of the symbol divided by the local contrast.
    private(set) var gains: [Float] = []
    /// 1 for dark, -1 for light, 0 for data.
    private(set) var tones: [Float] = []
    private var dataWeight: Float = 0.3
    /// The same, four places in a register.
    private(set) var fours: [Four] = []

    /// Four places; the last may be filled up with some that add nothing.
    struct Four {
        var x = SIMD4<Float>(repeating: 0)
        var y = SIMD4<Float>(repeating: 0)
        fileprivate var thresholds = SIMD4<Float>(repeating: 0)
        fileprivate var gains = SIMD4<Float>(repeating: 0)
        fileprivate var tones = SIMD4<Float>(repeating: 0)
        /// The weight of data, 0 where the tone is known.
        fileprivate var dataWeights = SIMD4<Float>(repeating: 0)

        /// What the places add to the score where they have these grey values.
        @inline(__always)
        func value(greys: SIMD4<Float>) -> SIMD4<Float> {
            let one = SIMD4<Float>(repeating: 1)
            let soft = (thresholds - greys) * gains
            // The bounds by selection: the library's pointwise minimum is a call.
            var known = soft * tones
            known = known.replacing(with: one, where: known .> one)
            known = known.replacing(with: -one, where: known .< -one)
            var distinct = soft.replacing(with: -soft, where: soft .< 0)
            distinct = distinct.replacing(with: one, where: distinct .> one)
            return known + dataWeights * distinct
        }
    }

    /// - Parameter mostData: roughly, of the data modules, evenly along the reading order.
    mutating func begin(_ grid: borrowing QRGrid, mostData: Int, dataWeight: Float) {
        places.removeAll(keepingCapacity: true)
        thresholds.removeAll(keepingCapacity: true)
        gains.removeAll(keepingCapacity: true)
        tones.removeAll(keepingCapacity: true)
        self.dataWeight = dataWeight
        let layout = grid.layout
        for place in layout.functionPlaces { add(Int(place), grid, tone: Float(layout.functions[Int(place)])) }
        let dataStep = max(1, layout.dataPath.count / max(1, mostData))
        var skipped = 0
        for place in 0..<(layout.side * layout.side) where layout.functions[place] == 0 {
            if skipped % dataStep == 0 { add(place, grid, tone: 0) }
            skipped += 1
        }
        pack()
    }

    private mutating func pack() {
        fours.removeAll(keepingCapacity: true)
        for start in stride(from: 0, to: places.count, by: 4) {
            fours.append(four(start..<min(start + 4, places.count)))
        }
    }

    /// Up to four places in a register.
    func four(_ indices: some Collection<Int>) -> Four {
        var four = Four()
        for (lane, index) in indices.prefix(4).enumerated() {
            four.x[lane] = Float(places[index].x)
            four.y[lane] = Float(places[index].y)
            four.thresholds[lane] = thresholds[index]
            four.gains[lane] = gains[index]
            four.tones[lane] = tones[index]
            four.dataWeights[lane] = tones[index] == 0 ? dataWeight : 0
        }
        return four
    }

    private mutating func add(_ place: Int, _ grid: borrowing QRGrid, tone: Float) {
        places.append(SIMD2(Double(place % grid.side) + 0.5, Double(place / grid.side) + 0.5))
        thresholds.append(grid.thresholds[place])
        gains.append(grid.sign / grid.contrasts[place])
        tones.append(tone)
    }

    var count: Int { places.count }

    /// The score of a flat surface.
    func score(_ map: Homography, in sampler: GreySampler) -> Double {
        let map = MapOfFours(map)
        let fours = fours.span
        var sum = SIMD4<Float>(repeating: 0)
        for index in fours.indices {
            let four = fours[index]
            let greys = map.greys(four.x, four.y, in: sampler)
            sum += four.value(greys: greys)
        }
        return Double(sum.sum())
    }
}

/// A homography in single precision, for four places at once.
struct MapOfFours {
    private let x: SIMD3<Float>
    private let y: SIMD3<Float>
    private let w: SIMD3<Float>

    init(_ map: Homography) {
        let rows = map.rows
        x = SIMD3<Float>(rows.x)
        y = SIMD3<Float>(rows.y)
        w = SIMD3<Float>(rows.w)
    }

    /// The grey values at four places of the symbol, in modules.
    @inline(__always)
    func greys(_ column: SIMD4<Float>, _ row: SIMD4<Float>, in sampler: GreySampler) -> SIMD4<Float> {
        let scale = 1 / (w.x * column + w.y * row + 1)
        return sampler.bilinear((x.x * column + x.y * row + x.z) * scale, (y.x * column + y.y * row + y.z) * scale)
    }
}

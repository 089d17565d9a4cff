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
    var dataWeight: Float = 0.3

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
    }

    private mutating func add(_ place: Int, _ grid: borrowing QRGrid, tone: Float) {
        places.append(SIMD2(Double(place % grid.side) + 0.5, Double(place / grid.side) + 0.5))
        thresholds.append(grid.thresholds[place])
        gains.append(grid.sign / grid.contrasts[place])
        tones.append(tone)
    }

    var count: Int { places.count }

    /// What one module adds to the score where its middle has this grey value.
    @inline(__always)
    func value(_ index: Int, grey: Float) -> Float {
        let soft = (thresholds[index] - grey) * gains[index]
        let tone = tones[index]
        return tone == 0 ? dataWeight * min(1, abs(soft)) : max(-1, min(1, soft * tone))
    }

    /// The score of a flat surface.
    func score(_ map: Homography, in sampler: GreySampler) -> Double {
        let rows = map.rows
        let x = SIMD3<Float>(rows.x)
        let y = SIMD3<Float>(rows.y)
        let w = SIMD3<Float>(rows.w)
        let places = places.span
        let thresholds = thresholds.span
        let gains = gains.span
        let tones = tones.span
        var sum: Float = 0
        for index in places.indices {
            let place = SIMD2<Float>(places[index])
            let scale = 1 / (w.x * place.x + w.y * place.y + 1)
            let grey = sampler.bilinear(
                (x.x * place.x + x.y * place.y + x.z) * scale, (y.x * place.x + y.y * place.y + y.z) * scale)
            let soft = (thresholds[index] - grey) * gains[index]
            let tone = tones[index]
            sum += tone == 0 ? dataWeight * min(1, abs(soft)) : max(-1, min(1, soft * tone))
        }
        return Double(sum)
    }
}

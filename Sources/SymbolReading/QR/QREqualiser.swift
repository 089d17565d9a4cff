/// Undoes the mixing of neighbouring modules by blur: each module's value is estimated from the 5×5 modules around it,
/// with the same weight for opposite ones, since blur has no side.
///
/// The weights come from the symbol itself, by regularised least squares over the modules whose tone the standard
/// sets: a linear equaliser with a known training sequence, as in radio (J. G. Proakis, "Digital Communications",
/// chapter on adaptive equalisation). A second training adds the data modules that are already sure. The third way
/// turns the question round: it estimates what the blur does to known modules and takes the neighbours' share away,
/// again and again.
struct QREqualiser {
    /// Centre, 12 opposite pairs, bias.
    private static let taps = 14
    /// Modules around the symbol that are sampled too.
    private static let margin = 2

    private var observed: [Float] = []
    private var decided: [Float] = []
    private var residual: [Float] = []
    private var solver = LinearSolver()
    private var width = 0

    /// Normalises the grey values, with a margin of two modules around the symbol; beyond the picture it is light.
    mutating func observe(_ grid: borrowing QRGrid, _ surface: QRSurface, in sampler: GreySampler) {
        let side = grid.side
        width = side + 2 * Self.margin
        if observed.count != width * width { observed = [Float](repeating: 0, count: width * width) }
        let right = Double(sampler.width)
        let bottom = Double(sampler.height)
        for y in -Self.margin..<(side + Self.margin) {
            for x in -Self.margin..<(side + Self.margin) {
                let near = min(side - 1, max(0, y)) * side + min(side - 1, max(0, x))
                let grey: Float
                if x >= 0, y >= 0, x < side, y < side {
                    grey = grid.greys[near]
                } else {
                    let place = surface(Double(x) + 0.5, Double(y) + 0.5)
                    let isInside = place.x >= 0 && place.y >= 0 && place.x <= right && place.y <= bottom
                    grey =
                        isInside
                        ? grid.value(at: place, in: sampler) : grid.thresholds[near] + grid.sign * grid.contrasts[near]
                }
                let value = grid.sign * (grid.thresholds[near] - grey) / grid.contrasts[near]
                observed[(y + Self.margin) * width + x + Self.margin] = max(-2, min(2, value))
            }
        }
    }

    /// Trains on the function modules, and on data modules of earlier soft values beyond 0.3 at half weight.
    /// - Returns: soft values, or nil where the modules do not determine the weights.
    mutating func equalise(_ grid: borrowing QRGrid, earlier: [Float]? = nil) -> [Float]? {
        let side = grid.side
        var sums = TapSums()
        for place in grid.layout.functionPlaces {
            let tone = Float(grid.layout.functions[Int(place)])
            sums.add(features(observed, Int(place), side), equals: tone, weight: 1)
        }
        if let earlier {
            for place in 0..<(side * side) {
                let function = grid.layout.functions[place]
                guard function == 0 || function == 2, abs(earlier[place]) > 0.3 else { continue }
                sums.add(features(observed, place, side), equals: earlier[place] > 0 ? 1 : -1, weight: 0.5)
            }
        }
        solver.begin(rows: sums.rows, right: sums.right, totalWeight: Double(sums.weight))
        // The module itself is pulled towards weight 1, its neighbours and the bias towards 0.
        let ridge = 0.03 * solver.totalWeight
        solver.addRidge(0, 0.3 * ridge, towards: 1)
        for tap in 1..<(Self.taps - 1) { solver.addRidge(tap, 2 * ridge) }
        solver.addRidge(Self.taps - 1, ridge)
        guard solver.solve() else { return nil }
        let taps = tapWeights
        var result = [Float](repeating: 0, count: side * side)
        for place in result.indices {
            result[place] = max(-1.5, min(1.5, (taps * features(observed, place, side)).sum()))
        }
        return result
    }

    /// Estimates how each module spreads over its neighbours and subtracts what does not belong, five times.
    mutating func cancel(_ grid: borrowing QRGrid, earlier: [Float]) -> [Float]? {
        let side = grid.side
        var current = earlier
        if decided.count != width * width { decided = [Float](repeating: -1, count: width * width) }
        if residual.count != width * width { residual = [Float](repeating: 0, count: width * width) }
        for index in decided.indices {
            decided[index] = -1
            residual[index] = 0
        }
        decide(grid, current)
        for _ in 0..<5 {
            var sums = TapSums()
            for place in 0..<(side * side) {
                sums.add(features(decided, place, side), equals: observed[padded(place, side)], weight: 1)
            }
            solver.begin(rows: sums.rows, right: sums.right, totalWeight: Double(sums.weight))
            for tap in 0..<Self.taps { solver.addRidge(tap, 0.01 * solver.totalWeight) }
            guard solver.solve(), solver.solution[0] >= 0.2 else { return nil }
            var taps = tapWeights
            for place in 0..<(side * side) {
                let response = (taps * features(decided, place, side)).sum()
                residual[padded(place, side)] = observed[padded(place, side)] - response
            }
            var energy = solver.solution[0] * solver.solution[0]
            var reach = abs(solver.solution[0])
            for tap in 1..<(Self.taps - 1) {
                energy += 2 * solver.solution[tap] * solver.solution[tap]
                reach += 2 * abs(solver.solution[tap])
            }
            // No larger a step than lets the widest blur still converge: the square of the reach bounds its gain.
            energy = max(energy, reach * reach / 2)
            // The way back through the blur has no bias.
            taps[Self.taps - 1] = 0
            for place in 0..<(side * side) {
                let gradient = (taps * features(residual, place, side)).sum()
                current[place] = max(-1.5, min(1.5, decided[padded(place, side)] + gradient / Float(energy)))
            }
            decide(grid, current)
        }
        return current
    }

    /// Known tones, and for the others the soft values, drawn a little towards sure ones.
    private mutating func decide(_ grid: borrowing QRGrid, _ soft: [Float]) {
        for place in 0..<(grid.side * grid.side) {
            let function = grid.layout.functions[place]
            decided[padded(place, grid.side)] =
                function == 1 || function == -1 ? Float(function) : max(-1, min(1, soft[place] * 1.5))
        }
    }

    @inline(__always)
    private func padded(_ place: Int, _ side: Int) -> Int {
        (place / side + Self.margin) * width + place % side + Self.margin
    }

    /// The module, the sums of opposite neighbours, and 1 for the bias.
    @inline(__always)
    private func features(_ values: [Float], _ place: Int, _ side: Int) -> SIMD16<Float> {
        let middle = padded(place, side)
        let values = values.span
        var row = SIMD16<Float>(repeating: 0)
        row[0] = values[middle]
        var tap = 1
        for b in -2...0 {
            for a in -2...(b == 0 ? -1 : 2) {
                let offset = b &* width &+ a
                row[tap] = values[middle &+ offset] + values[middle &- offset]
                tap &+= 1
            }
        }
        row[Self.taps - 1] = 1
        return row
    }

    /// The solver's weights, one a lane.
    private var tapWeights: SIMD16<Float> {
        var weights = SIMD16<Float>(repeating: 0)
        for tap in 0..<Self.taps { weights[tap] = Float(solver.solution[tap]) }
        return weights
    }
}

/// The sums of least squares over the 14 taps, a row of the normal matrix in a register.
private struct TapSums {
    var rows = InlineArray<14, SIMD16<Float>>(repeating: SIMD16(repeating: 0))
    var right = SIMD16<Float>(repeating: 0)
    var weight: Float = 0

    @inline(__always)
    mutating func add(_ row: SIMD16<Float>, equals value: Float, weight: Float) {
        let weighted = weight * row
        for tap in 0..<14 { rows[tap] += row[tap] * weighted }
        right += value * weighted
        self.weight += weight
    }
}

import Glibc

/// Reads the two or five digits right of a code (EAN-2, EAN-5; ISO/IEC 15420, annex).
///
/// The guard 1011 is looked for 4.5 to 18 modules behind the code, then the digits are decoded as those of a code are.
struct AddOnReader {
    /// An add-on that one band showed.
    struct Finding {
        let code: RetailCode
        /// Log-likelihood ratio to the next best digits, from fits of both.
        let llr: Float
        /// Share of variance explained.
        let explained: Float
    }

    /// Where the main code ended, in samples of a profile in reading direction.
    struct Neighbour {
        let end: Float
        let module: Float
        /// In modules.
        let sigma: Float
        let spread: Float
        /// Where the picture ends.
        let room: Float
    }

    private struct Beginning {
        let gap: Float
        let scale: Float
        let correlation: Float
    }

    /// Quiet zone behind two digits.
    private static let quietModules: Float = 5
    /// Highest cost of paths and digits, per ten segments.
    private static let mostCost: Float = 5.5
    /// Least cost to the next best digits; the fits decide.
    private static let leastMargin: Float = 0.2
    /// Samples before the code's end and after it that are looked at, in modules.
    private static let before: Float = 12
    private static let after: Float = 85

    private var profile = DarknessProfile()
    private var piece: [Float] = []

    /// - Parameter grey: the profile in reading direction.
    mutating func read(_ grey: [Float], _ neighbour: Neighbour, _ decoder: inout ProfileDecoder) -> Finding? {
        let module = neighbour.module
        guard neighbour.end + 30 * module <= Float(grey.count), module > 0.5 else { return nil }
        let first = max(0, (neighbour.end - Self.before * module).whole)
        let last = min(grey.count, (neighbour.end + Self.after * module).whole)
        guard first < last else { return nil }
        piece.removeAll(keepingCapacity: true)
        piece.append(contentsOf: grey[first..<last])
        profile.measure(piece, halfWindow: max(1, (9 * module).whole))
        let end = neighbour.end - Float(first)
        var best: (cost: Float, finding: Finding)?
        for beginning in beginnings(end, neighbour) {
            for layout in [RetailLayout.addOn5, RetailLayout.addOn2] {
                let width = module * beginning.scale
                let warp = ModuleWarp(modules: layout.modules, from: end + width * beginning.gap, module: width)
                guard warp.end <= Float(piece.count - 1) + module else { continue }
                if layout.kind == .addOn2 {
                    // Cut off, the first two of five digits look like two.
                    guard warp.end + Self.quietModules * width + Float(first) <= neighbour.room else { continue }
                    if isDarkBehind(warp, width) { continue }
                }
                guard let (cost, finding) = read(layout, warp, neighbour, &decoder), cost < best?.cost ?? 1e9
                else { continue }
                best = (cost, finding)
            }
        }
        return best?.finding
    }

    /// The three best places of the guard.
    private func beginnings(_ end: Float, _ neighbour: Neighbour) -> [Beginning] {
        let edges: [(place: Float, sign: Float)] = [(3, 1), (4, -1), (5, 1), (7, -1)]
        let sigma = max(0.3, neighbour.sigma)
        let count = 24
        let template = (0..<count).map { j in
            let t = (Float(j) + 0.5) / 3
            return edges.reduce(Float(0)) { $0 + $1.sign * NormalDistribution.cumulative((t - $1.place) / sigma) }
        }
        let sum = template.reduce(0, +)
        let variance = template.reduce(0) { $0 + $1 * $1 } - sum * sum / Float(count)
        var found: [Beginning] = []
        var scale: Float = 0.88
        while scale < 1.2 {
            let width = neighbour.module * scale
            var gap: Float = 4.5
            while gap < 18 {
                let start = end + width * (gap - 3)
                if start + (Float(count) - 0.5) / 3 * width <= Float(piece.count - 2) {
                    var (total, squares, product): (Float, Float, Float) = (0, 0, 0)
                    for j in 0..<count {
                        let value = ModuleWarp.interpolated(
                            profile.darkness, at: start + (Float(j) + 0.5) / 3 * width)
                        total += value
                        squares += value * value
                        product += template[j] * value
                    }
                    let spread = squares - total * total / Float(count)
                    let correlation = (product - total * sum / Float(count)) / (spread * variance + 1e-3).squareRoot()
                    if correlation > 0.75 {
                        found.append(Beginning(gap: gap, scale: scale, correlation: correlation))
                    }
                }
                gap += 0.5
            }
            scale *= 1.07
        }
        found.sort { $0.correlation > $1.correlation }
        return Array(found.prefix(3))
    }

    /// Bars right behind two digits: they are the first two of five.
    private func isDarkBehind(_ warp: ModuleWarp, _ width: Float) -> Bool {
        var (sum, count, darkest): (Float, Float, Float) = (0, 0, 0)
        var t: Float = 1
        while t < Self.quietModules {
            let x = warp.end + t * width
            if x < Float(piece.count - 1) {
                let darkness = ModuleWarp.interpolated(profile.darkness, at: x)
                sum += darkness
                count += 1
                darkest = max(darkest, darkness)
            }
            t += 0.33
        }
        // The separator has one dark module, which blur may wash out.
        return count > 0 && (sum / count > 0.25 || darkest > 0.6)
    }

    private func read(
        _ layout: RetailLayout, _ warp: ModuleWarp, _ neighbour: Neighbour, _ decoder: inout ProfileDecoder
    ) -> (cost: Float, finding: Finding)? {
        let templates = DigitTemplates.nearest(
            sigma: neighbour.sigma, spread: DigitTemplates.spreadIndex(neighbour.spread))
        decoder.work += DigitProgram.work(layout, reach: 4)
        warp.resample(profile.darkness, into: &decoder.resampled)
        let paths = decoder.program.run(decoder.resampled, layout, templates, reach: 4)
        // The digits can only make it cost more.
        guard paths.total / (Float(layout.segments.count) / 10) <= Self.mostCost else { return nil }
        let (code, second) = Self.best(layout.kind, paths.table)
        let cost = (paths.total + code.cost) / (Float(layout.segments.count) / 10)
        guard code.cost <= 1.5, cost <= Self.mostCost, second.cost - code.cost >= Self.leastMargin else { return nil }
        let moved = ModuleWarp(warp, movedBy: paths, layout)
        fit(second, moved, neighbour, &decoder)
        let other = decoder.fit.residualSum
        fit(code, moved, neighbour, &decoder)
        let fit = decoder.fit
        guard fit.explained >= 0.8 else { return nil }
        let llr = (other / max(1e-6, fit.residualSum) - 1) * Float(fit.samples) / 4
        return llr > 0 ? (cost, Finding(code: code, llr: llr, explained: fit.explained)) : nil
    }

    private func fit(
        _ code: RetailCode, _ warp: ModuleWarp, _ neighbour: Neighbour, _ decoder: inout ProfileDecoder
    ) {
        decoder.work += ProfileFit.work
        decoder.fit.fit(
            piece, warp, code.modules(), sigma: neighbour.sigma, spread: neighbour.spread, steps: 4, &decoder.scratch)
    }

    /// The cheapest digits whose parity says their checksum, and the next best.
    private static func best(_ kind: RetailKind, _ table: DigitTable) -> (code: RetailCode, second: RetailCode) {
        var best = RetailCode(kind: kind)
        best.cost = 1e9
        var second = best
        func offer(_ code: RetailCode) {
            if code.cost < best.cost {
                second = best
                best = code
            } else if code.cost < second.cost {
                second = code
            }
        }
        var code = RetailCode(kind: kind)
        if kind == .addOn5 {
            for checksum in 0..<10 {
                code.parity = RetailPattern.addOnParity[checksum]
                let paths = CheckSumPaths(
                    table, digits: 5, parity: code.parity, start: 0, end: checksum, base: 0, limit: 2 + second.cost
                ) { $0 % 2 == 0 ? 3 : 9 }
                for path in [paths.first, paths.second] where path.cost < 1e8 {
                    for i in 0..<5 { code.digits[i] = UInt8(path.digits >> (4 * UInt64(4 - i)) & 15) }
                    code.cost = path.cost
                    offer(code)
                }
            }
        } else {
            for value in 0..<100 {
                // The remainder by four: its high bit is the first digit's parity.
                let (high, low) = (value % 4 / 2, value % 2)
                code.digits[0] = UInt8(value / 10)
                code.digits[1] = UInt8(value % 10)
                code.parity = high | low << 1
                code.cost = table[0, 10 * high + value / 10] + table[1, 10 * low + value % 10]
                offer(code)
            }
        }
        return (best, second)
    }
}

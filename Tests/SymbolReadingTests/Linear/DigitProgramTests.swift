import Testing

@testable import SymbolReading

@Suite("Decoding digits by likelihood")
struct DigitProgramTests {
    /// Darkness of a code at 4 samples a module, displaced by `shift` modules.
    private func darkness(_ code: RetailCode, sigma: Float, shift: Float = 0, spread: Float = 0) -> [Float] {
        let modules = code.modules()
        let margin = ModuleWarp.marginSamples
        return (0..<(2 * margin + 4 * modules.count + 40)).map { j in
            let x = (Float(j - margin) + 0.5) / 4 - shift
            var dark: Float = 0
            modules.forEachEdge { place, turnsDark in
                let moved = place + (turnsDark ? -spread : spread)
                dark += (turnsDark ? 1 : -1) * NormalDistribution.cumulative((x - moved) / sigma)
            }
            return dark
        }
    }

    private func isBest(_ code: RetailCode, _ paths: DigitPaths) -> Bool {
        RetailLayout.of(code.kind).segments.filter { $0.digit >= 0 }.allSatisfy {
            paths.table.bestPattern($0.digit, 0..<$0.patterns.count) == code.pattern($0.digit, $0)
        }
    }

    @Test("All digits come out at every blur and ink spread", arguments: DigitTemplates.sigmas, [0, 1, 2])
    func decodes(sigma: Float, spread: Int) {
        let code = RetailPicture.ean13("9780306406157")
        var program = DigitProgram()
        let templates = DigitTemplates.nearest(sigma: sigma, spread: spread)
        let paths = program.run(
            darkness(code, sigma: sigma, spread: DigitTemplates.spreads[spread]), .ean13, templates, reach: 6)
        #expect(ValidCodes.best(.ean13, paths.table, 1).first == code)
        #expect(paths.total < 1.5)
    }

    @Test("Short codes come out", arguments: [(RetailKind.ean8, "96385074"), (.upcE, "01234565")])
    func decodesShort(kind: RetailKind, text: String) throws {
        let code = try #require(RetailCode(kind, digits: RetailPicture.digits(text)))
        var program = DigitProgram()
        let templates = DigitTemplates.nearest(sigma: 0.4, spread: 1)
        let paths = program.run(darkness(code, sigma: 0.4), .of(kind), templates, reach: 6)
        #expect(isBest(code, paths))
    }

    @Test("A displaced code is followed, and the displacement told")
    func follows() {
        let code = RetailPicture.ean13("4006381333931")
        var program = DigitProgram()
        let templates = DigitTemplates.nearest(sigma: 0.4, spread: 1)
        let paths = program.run(darkness(code, sigma: 0.4, shift: 0.75), .ean13, templates, reach: 6)
        #expect(isBest(code, paths))
        #expect((0...15).allSatisfy { abs(paths.offsets[$0] - 3) < 0.75 })
    }

    /// The values of a part at no stretch.
    private func part(_ templates: DigitTemplates, _ index: Int, _ length: Int) -> [Float] {
        let part = templates.parts.parts[DigitTemplates.mostStretch * DigitTemplates.partsPerStretch + index]
        return (0..<length).map { j in
            let i = j - part.first
            return (j >= part.from ? 1 : 0) + (i >= 0 && i < part.count ? templates.parts.values[part.at + i].x : 0)
        }
    }

    @Test("A cost is what least squares with priors leave")
    func cost() {
        let templates = DigitTemplates.nearest(sigma: 0.55, spread: 2)
        let code = RetailPicture.ean13("9780306406157")
        let profile = darkness(code, sigma: 0.7)
        var kernel = DigitKernel()
        let (start, length, stretch) = (51, 28, DigitTemplates.mostStretch)
        var (sums, squares) = (Float8.zero, Float8.zero)
        for lane in 0..<8 {
            for j in 0..<length {
                sums[lane] += profile[start + lane + j]
                squares[lane] += profile[start + lane + j] * profile[start + lane + j]
            }
        }
        let place = DigitKernel.Place(
            start: start, length: length, stretch: stretch, sum: sums, square: squares, scale: 1, price: 0)
        var running: [Float] = [0]
        for value in profile { running.append((running.last ?? 0) + value) }
        kernel.multiply(
            from: start, length, stretch: stretch, isRight: false, isPair: true, profile, running, templates)
        var costs = [Float8](repeating: .zero, count: 20)
        _ = kernel.digitCosts(0..<20, place, templates, into: &costs, at: 0)
        // The same by the normal equations of gain and offset, for one pattern and one place.
        let (pattern, lane) = (13, 5)
        let edges = templates.innerEdges[pattern]
        let template = zip(
            zip(part(templates, 0, length), part(templates, 1, length)),
            zip(
                zip(part(templates, 4 + Int(edges.x), length), part(templates, 10 + Int(edges.y), length)),
                part(templates, 4 + Int(edges.z), length))
        ).map { $0.0 + $0.1 + $1.0.0 - $1.0.1 + $1.1 }
        let piece = profile[(start + lane)..<(start + lane + length)]
        let tt = template.reduce(4) { $0 + $1 * $1 }
        let t = template.reduce(0, +)
        let tz = zip(template, piece).reduce(4) { $0 + $1.0 * $1.1 }
        let z = piece.reduce(0, +)
        let n = Float(length) + 8
        let determinant = tt * n - t * t
        let (gain, offset) = ((tz * n - t * z) / determinant, (tt * z - t * tz) / determinant)
        let rest = zip(template, piece).reduce(Float(0)) { sum, pair in
            let error = pair.1 - gain * pair.0 - offset
            return sum + error * error
        }
        let expected = rest + 4 * (gain - 1) * (gain - 1) + 8 * offset * offset
        #expect(abs(costs[pattern][lane] - expected) < 0.01)
    }
}

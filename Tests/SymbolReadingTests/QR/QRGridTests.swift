import Foundation
import PhotoDecoding
import SymbolDrawing
import Testing

@testable import SymbolReading

@Suite("Modules of a symbol")
struct QRGridTests {
    /// The upright map of a code drawn alone.
    private func map(_ drawing: QRDrawing, _ code: QRCode, _ module: Double) -> Homography {
        let zero = SIMD2(repeating: Double(drawing.width) / 2 - module * Double(code.size) / 2)
        return Homography(origin: SIMD2(0, 0), at: zero, along: SIMD2(module, 0), down: SIMD2(0, module))
    }

    private func grid(
        _ drawing: QRDrawing, _ code: QRCode, _ module: Double, sign: Float = 1, offset: SIMD2<Double> = SIMD2(0, 0)
    ) throws -> QRGrid {
        var grid = QRGrid()
        grid.begin(QRLayout.of(version: (code.size - 17) / 4), sign: sign, isBicubic: module < 3.5)
        var map = map(drawing, code, module)
        map = Homography(
            origin: SIMD2(0, 0), at: map(offset.x, offset.y), along: SIMD2(module, 0), down: SIMD2(0, module))
        let isSampled: Void? = drawing.image.withSampler { grid.sample(QRSurface(map), in: $0) }
        _ = try #require(isSampled)
        grid.soften()
        return grid
    }

    private func wrong(_ soft: [Float], _ code: QRCode) -> Int {
        (0..<(code.size * code.size)).count { (soft[$0] > 0) != code[$0 % code.size, $0 / code.size] }
    }

    @Test("Soft values tell dark from light through a shadow and a gradient, in either polarity")
    func survivesLight() throws {
        let code = try SampleCode.of(version: 4).code
        let drawing = QRDrawing.alone(code, moduleSize: 4)
        let shaded = drawing.lit { x, y, value in value * (x > 80 ? 0.45 : 1) * (0.5 + Double(y) / 400) }
        let grid = try grid(shaded, code, 4)
        #expect(wrong(grid.soft, code) == 0)
        #expect(grid.fit > 0.9)
        let negative = shaded.toned { 255 - $0 }
        #expect(try wrong(self.grid(negative, code, 4, sign: -1).soft, code) == 0)
    }

    @Test("The fit falls where the surface is wrong, and to nothing on paper")
    func fitFalls() throws {
        let code = try SampleCode.of(version: 4).code
        let drawing = QRDrawing.alone(code, moduleSize: 4)
        #expect(try grid(drawing, code, 4).fit > 0.95)
        #expect(try grid(drawing, code, 4, offset: SIMD2(0.6, 0)).fit < 0.75)
        #expect(try grid(drawing, code, 4, offset: SIMD2(7, 3)).fit < 0.35)
        let blank = QRDrawing(width: drawing.width, height: drawing.height)
        #expect(try abs(grid(blank, code, 4).fit) < 0.1)
    }

    @Test("In modules of two pixels the bicubic kernel keeps more contrast")
    func keepsContrast() throws {
        let code = try SampleCode.of(version: 2).code
        let drawing = QRDrawing.alone(code, moduleSize: 2.1).blurred(sigma: 0.8)
        let surface = QRSurface(map(drawing, code, 2.1))
        var contrast: [Float] = []
        for isBicubic in [false, true] {
            var grid = QRGrid()
            grid.begin(QRLayout.of(version: 2), sign: 1, isBicubic: isBicubic)
            _ = drawing.image.withSampler { grid.sample(surface, in: $0) }
            grid.soften()
            contrast.append(grid.contrasts.reduce(0, +))
            #expect(wrong(grid.soft, code) == 0)
        }
        #expect(contrast[1] > 1.03 * contrast[0])
    }

    @Test("A map that is off by half a module is moved back")
    func refinesMap() throws {
        let code = try SampleCode.of(version: 3).code
        let drawing = QRDrawing.alone(code, moduleSize: 5)
        let true_ = map(drawing, code, 5)
        let grid = try grid(drawing, code, 5)
        let off = Homography(origin: SIMD2(0, 0), at: true_(0.5, -0.3), along: SIMD2(5.05, 0), down: SIMD2(0.04, 4.95))
        var work = 0
        let refined = drawing.image.withSampler { sampler in
            var score = QRGridScore()
            score.begin(grid, mostData: 800, dataWeight: 0.3)
            #expect(score.score(true_, in: sampler) > score.score(off, in: sampler))
            return QRMapRefinement.refine(off, side: code.size, score: score, in: sampler, work: &work)
        }
        let found = try #require(refined)
        for (x, y) in [(3.5, 3.5), (25.5, 3.5), (3.5, 25.5), (24, 24)] {
            #expect(Plane.length(found(x, y) - true_(x, y)) < 2.3)
        }
        #expect(work > 1_000)
    }

    @Test("The equaliser halves the errors of a blur, and taking neighbours away leaves as few")
    func equalises() throws {
        let code = try SampleCode.of(version: 5).code
        let drawing = QRDrawing.alone(code, moduleSize: 4).blurred(sigma: 2.6).noisy(amplitude: 2)
        let grid = try grid(drawing, code, 4)
        let plain = wrong(grid.soft, code)
        #expect(plain > 20, "\(plain)")
        let surface = QRSurface(map(drawing, code, 4))
        var equaliser = QREqualiser()
        let isObserved: Void? = drawing.image.withSampler { equaliser.observe(grid, surface, in: $0) }
        _ = try #require(isObserved)
        let first = equaliser.equalise(grid)
        let linear = try #require(first)
        #expect(wrong(linear, code) < plain / 2, "\(plain)")
        let second = equaliser.equalise(grid, earlier: linear)
        let third = equaliser.cancel(grid, earlier: try #require(second))
        let cancelled = try #require(third)
        #expect(wrong(cancelled, code) <= wrong(linear, code))
    }

    @Test("Alignment patterns are found within their radius, and not on paper")
    func findsAlignment() throws {
        let code = try SampleCode.of(version: 3).code
        let drawing = QRDrawing.alone(code, moduleSize: 4).blurred(sigma: 1.5)
        let map = map(drawing, code, 4)
        let end = Double(code.size) - 6.5
        let found = try #require(
            drawing.image.withSampler {
                QRAlignmentSearch(sampler: $0, sign: 1).search(near: SIMD2(end + 1.7, end - 1.1), on: map, radius: 3)
            })
        #expect(Plane.length(found.place - SIMD2(end, end)) < 0.35 && found.correlation > 0.9)
        let blank = QRDrawing(width: 150, height: 150)
        let nothing = blank.image.withSampler {
            QRAlignmentSearch(sampler: $0, sign: 1).search(near: SIMD2(end, end), on: map, radius: 3).correlation
        }
        #expect(try #require(nothing) == 0)
    }

    @Test("Codewords survive errors, and erasures by the least sure bits")
    func readsCodewords() throws {
        let sample = try SampleCode.of(version: 2, correction: .medium)
        let drawing = QRDrawing.alone(sample.code, moduleSize: 4)
        let grid = try grid(drawing, sample.code, 4)
        let layout = grid.layout
        let format = QRFormat.best(of: grid.soft, layout: layout, isMirrored: false).0
        var reader = QRCodewordReader()
        func text(_ soft: [Float]) -> String? {
            reader.read(soft, layout: layout, format: format, isMirrored: false)
                .flatMap { QRPayload(codewords: $0.data, version: 2) }.map(QRText.text(of:))
        }
        #expect(text(grid.soft) == sample.text)
        // 16 checks correct eight codewords, and twelve if their bits are known to be unsure.
        var soft = grid.soft
        for codeword in 30..<38 { soft[Int(layout.dataPath[codeword * 8 + 3])] *= -1 }
        #expect(text(soft) == sample.text)
        for codeword in 38..<42 { soft[Int(layout.dataPath[codeword * 8 + 3])] *= -1 }
        #expect(text(soft) == nil)
        for codeword in 30..<42 { soft[Int(layout.dataPath[codeword * 8 + 3])] *= 0.01 }
        #expect(text(soft) == sample.text)
    }
}

import Foundation
import PhotoDecoding
import SymbolDrawing
import Testing

@testable import SymbolReading

@Suite("Finder patterns")
struct QRFinderTests {
    private func candidates(_ image: LumaImage) -> [QRFinderCandidate] {
        var blocks = QRBlocks()
        blocks.measure(image)
        var bits = QRDarkBits()
        bits.binarise(image, blocks: blocks, radius: 2, by: .average)
        var scan = QRFinderScan()
        scan.scan(bits)
        return scan.candidates
    }

    private func finders(_ image: LumaImage) -> [QRFinder] {
        let frame = QRFinderFrame()
        var found: [QRFinder] = []
        for candidate in candidates(image) {
            if let finder = image.withSampler({ frame.finder(candidate, in: $0) }) ?? nil { found.append(finder) }
        }
        return found.filter { $0.quality > 0.8 }
    }

    @Test("Runs of 1:1:3:1:1 are a finder, also where blur widened dark or light, and others are not")
    func judgesRuns() {
        #expect(QRFinderScan.moduleSize(of: (4, 4, 12, 4, 4)) == 4)
        #expect(QRFinderScan.moduleSize(of: (5, 3, 13, 3, 5)) != nil)
        #expect(QRFinderScan.moduleSize(of: (3, 5, 11, 5, 3)) != nil)
        #expect(QRFinderScan.moduleSize(of: (4, 4, 4, 4, 4)) == nil)
        #expect(QRFinderScan.moduleSize(of: (4, 4, 30, 4, 4)) == nil)
        #expect(QRFinderScan.moduleSize(of: (12, 4, 12, 4, 4)) == nil)
        #expect(QRFinderScan.moduleSize(of: (10, 3, 44, 3, 10)) == nil)
        #expect(QRFinderScan.moduleSize(of: (1, 1, 1, 1, 1)) == nil)
    }

    @Test("The three finders of a code are found where they are, whatever its turn", arguments: [0, 17, 45, 80, 133])
    func findsFinders(degrees: Int) throws {
        let code = try SampleCode.of(version: 3).code
        let angle = Double(degrees) * .pi / 180
        let drawing = QRDrawing.alone(code, moduleSize: 5, angle: angle)
        let found = finders(drawing.image)
        #expect(found.count == 3)
        let middle = SIMD2(repeating: Double(drawing.width) / 2)
        for (x, y) in [(-11.0, -11.0), (11, -11), (-11, 11)] {
            let expected = middle + 5 * SIMD2(x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle))
            let nearest = try #require(
                found.min { Plane.length($0.centre - expected) < Plane.length($1.centre - expected) })
            #expect(Plane.length(nearest.centre - expected) < 0.3)
            #expect(abs(nearest.moduleSize - 5) < 0.2 && nearest.quality > 0.9 && !nearest.isInverted)
            // One of its sides points along the code's.
            #expect(nearest.angleToSide(SIMD2(cos(angle), sin(angle))) < 0.06)
        }
    }

    @Test("Blur moves neither a finder's middle nor its size")
    func isSteadyUnderBlur() throws {
        let code = try SampleCode.of(version: 2).code
        let drawing = QRDrawing.alone(code, moduleSize: 6, angle: 0.4)
        let sharp = finders(drawing.image).sorted { $0.centre.x < $1.centre.x }
        let soft = finders(drawing.blurred(sigma: 3.2).image).sorted { $0.centre.x < $1.centre.x }
        #expect(sharp.count == 3 && soft.count == 3)
        for (a, b) in zip(sharp, soft) {
            #expect(Plane.length(a.centre - b.centre) < 0.4)
            #expect(abs(a.moduleSize / b.moduleSize - 1) < 0.08)
        }
    }

    @Test("Light finders on dark are found as such")
    func findsInverted() throws {
        let code = try SampleCode.of(version: 2).code
        let found = finders(QRDrawing.alone(code, moduleSize: 4, ink: 220, paper: 20).image)
        #expect(found.filter(\.isInverted).count == 3)
    }

    @Test("A slanted finder's frame follows the slant")
    func followsSlant() throws {
        let code = try SampleCode.of(version: 1).code
        var drawing = QRDrawing(width: 260, height: 260)
        // Modules of 8 by 5 pixels, sheared.
        drawing.draw(code) { pixel in SIMD2((pixel.x - 30 - 0.3 * (pixel.y - 40)) / 8, (pixel.y - 40) / 5) }
        let corner = try #require(finders(drawing.image).min { $0.centre.y + $0.centre.x < $1.centre.y + $1.centre.x })
        let expected = SIMD2(30 + 3.5 * 8 + 0.3 * 3.5 * 5, 40 + 3.5 * 5)
        #expect(Plane.length(corner.centre - expected) < 0.5)
        let turned = corner.turned(along: SIMD2(1, 0), down: SIMD2(0, 1))
        #expect(Plane.length(turned.along - SIMD2(8, 0)) < 0.7)
        #expect(Plane.length(turned.down - SIMD2(1.5, 5)) < 0.7)
    }

    @Test("Stripes, grain and an even picture have no finder")
    func refusesTexture() throws {
        let stripes = (0..<(120 * 120)).map { UInt8($0 % 120 / 4 % 2 == 0 ? 20 : 230) }
        #expect(finders(try #require(LumaImage(width: 120, height: 120, pixels: stripes))).isEmpty)
        let grain = QRDrawing(width: 160, height: 160, paper: 128).noisy(amplitude: 120)
        #expect(finders(grain.image).isEmpty)
        #expect(candidates(QRDrawing(width: 64, height: 64).image).isEmpty)
    }

    @Test("The blur of a finder is measured in modules, along and across", arguments: [0.3, 0.45, 0.6])
    func measuresBlur(sigma: Double) throws {
        let code = try SampleCode.of(version: 1).code
        let drawing = QRDrawing.alone(code, moduleSize: 8).blurred(sigma: sigma * 8)
        let finder = QRFinder(
            centre: SIMD2(repeating: Double(drawing.width) / 2 - 7 * 8), along: SIMD2(8, 0), down: SIMD2(0, 8),
            moduleSize: 8,
            isInverted: false, quality: 1, hits: 1)
        let measured = try #require(drawing.image.withSampler { QRBlur.measure(finder, in: $0) })
        #expect(abs(measured.blur.x - sigma) < 0.1 && abs(measured.blur.y - sigma) < 0.1, "\(measured)")
        #expect(measured.contrast > 60)
    }
}

import PhotoDecoding
import SymbolDrawing
import Testing

@testable import SymbolReading

@Suite("Finders combined to symbols")
struct QRTripleTests {
    /// A finder as it is seen under a map.
    private func finder(_ map: Homography, _ x: Double, _ y: Double, isInverted: Bool = false) -> QRFinder {
        let along = map(x + 0.5, y) - map(x - 0.5, y)
        let down = map(x, y + 0.5) - map(x, y - 0.5)
        return QRFinder(
            centre: map(x, y), along: along, down: down, moduleSize: abs(Plane.cross(along, down)).squareRoot(),
            isInverted: isInverted, quality: 0.95, hits: 5)
    }

    private let slanted = Homography(
        from: [SIMD2(0, 0), SIMD2(45, 0), SIMD2(45, 45), SIMD2(0, 45)],
        to: [SIMD2(100, 80), SIMD2(320, 110), SIMD2(300, 270), SIMD2(120, 300)])

    @Test("The corner between the others is told, the order is clockwise, and the side is right under perspective")
    func ordersCorners() throws {
        let map = try #require(slanted)
        let finders = [finder(map, 3.5, 41.5), finder(map, 3.5, 3.5), finder(map, 41.5, 3.5)]
        let best = try #require(QRTriple.all(of: finders).first)
        #expect(best.corner == 1 && best.right == 2 && best.below == 0)
        #expect(abs(best.modules - 45) < 1.5)
    }

    @Test("Finders of another tone or another size are no part of a symbol")
    func refusesStrangers() throws {
        let map = try #require(slanted)
        var finders = [finder(map, 3.5, 41.5), finder(map, 3.5, 3.5), finder(map, 41.5, 3.5, isInverted: true)]
        #expect(QRTriple.all(of: finders).isEmpty)
        finders[2].isInverted = false
        finders[2].moduleSize *= 4
        #expect(QRTriple.all(of: finders).isEmpty)
    }

    @Test("Two finders along a side or a diagonal say where the third may be")
    func namesTargets() throws {
        let map = Homography(origin: SIMD2(0, 0), at: SIMD2(20, 30), along: SIMD2(4, 1), down: SIMD2(-1, 4))
        let (corner, right, below) = (finder(map, 3.5, 3.5), finder(map, 21.5, 3.5), finder(map, 3.5, 21.5))
        for (a, b, missing) in [(corner, right, below), (right, below, corner), (corner, below, right)] {
            let nearest = QRPairSearch.targets(from: a, to: b).map {
                Plane.length(a.place($0.x, $0.y) - missing.centre)
            }
            .min()
            #expect(try #require(nearest) < 0.01)
        }
        #expect(QRPairSearch.pairs(of: [corner, right]).count == 2)
    }

    @Test("The third finder is found near where it is expected, by its likeness to the first")
    func findsThird() throws {
        let code = try SampleCode.of(version: 2).code
        let drawing = QRDrawing.alone(code, moduleSize: 4).blurred(sigma: 2)
        let map = Homography(origin: SIMD2(0, 0), at: SIMD2(17, 17), along: SIMD2(4, 0), down: SIMD2(0, 4))
        let corner = finder(map, 3.5, 3.5)
        let found = drawing.image.withSampler { sampler in
            var pairs = QRPairSearch()
            return pairs.search(
                near: SIMD2(18.9, 1.2), like: corner, own: QRFinderTemplate(of: corner, in: sampler), in: sampler)
        }
        let place = try #require(found ?? nil)
        #expect(Plane.length(place.place - map(21.5, 3.5)) < 1.5 && place.correlation > 0.9)
    }
}

import Glibc
import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Localising bars")
struct BarLocaliserTests {
    @Test("Stripes are coherent in all directions, noise is not")
    func coherence() throws {
        var stripes = Drawing(width: 96, height: 96)
        for x in stride(from: 0, to: 96, by: 8) { stripes.fill(x: x, y: 0, width: 4, height: 96) }
        for drawing in [stripes, stripes.turned(cosine: cos(0.5), sine: sin(0.5))] {
            let gradients = try #require(BlockGradients(of: drawing.image))
            let middle = gradients.rows / 2 * gradients.columns + gradients.columns / 2
            #expect(gradients.coherence[middle] > 0.9)
        }
        let noise = try #require(BlockGradients(of: RetailPicture.noise(width: 96, height: 96, amplitude: 60)))
        let mean = noise.coherence.reduce(0, +) / Float(noise.coherence.count)
        #expect(mean < 0.3)
    }

    @Test("The direction of a gradient is across its bars")
    func direction() throws {
        var drawing = Drawing(width: 96, height: 96)
        for x in stride(from: 0, to: 96, by: 8) { drawing.fill(x: x, y: 0, width: 4, height: 96) }
        let gradients = try #require(
            BlockGradients(of: drawing.turned(cosine: cos(0.4), sine: sin(0.4)).image))
        let middle = gradients.rows / 2 * gradients.columns + gradients.columns / 2
        let angle = 0.5 * atan2(gradients.sine[middle], gradients.cosine[middle])
        #expect(abs(angle - 0.4) < 0.07)
    }

    @Test("Pictures of a few pixels have no blocks", arguments: [(1, 1), (1, 5000), (5000, 1), (11, 40)])
    func tiny(width: Int, height: Int) {
        #expect(BlockGradients(of: RetailPicture.noise(width: width, height: height, amplitude: 90)) == nil)
    }

    @Test("A code is the best candidate, with its direction", arguments: [0.0, 0.35, 1.2])
    func findsCode(angle: Double) throws {
        var drawing = Drawing(width: 420, height: 420)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 115, y: 160, module: 2, height: 100)
        var pyramid = Pyramid(drawing.turned(cosine: cos(angle), sine: sin(angle)).image)
        var localiser = BarLocaliser()
        let candidates = localiser.candidates(in: &pyramid, from: 0, levels: 3)
        let best = try #require(candidates.first)
        #expect(best.contains(x: 210, y: 210))
        #expect(abs(best.halfWidth - 95) < 20 && abs(best.halfHeight - 50) < 16)
        #expect(BarCandidate.angle(best.direction, Float(angle)) < 0.07)
    }

    @Test("Strong bars are kept apart from a weak edge that goes on from them")
    func strongBars() throws {
        var drawing = Drawing(width: 500, height: 500)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 150, y: 60, module: 2, height: 80)
        // A book's edge in the same direction.
        drawing.fill(x: 340, y: 0, width: 160, height: 500, with: 200)
        var pyramid = Pyramid(drawing.image)
        var localiser = BarLocaliser()
        let candidates = localiser.candidates(in: &pyramid, from: 0, levels: 3)
        #expect(candidates.contains { abs($0.x - 245) < 20 && abs($0.y - 100) < 20 && $0.halfHeight < 60 })
    }
}

import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Work that would change nothing")
struct SparedWorkTests {
    /// An EAN-13 of which some digits are patterns that no digit has.
    private func damagedBars(_ text: String, digits: [Int]) -> String {
        var modules = Array(RetailBars.ean13(text))
        for digit in digits {
            let first = 3 + 7 * digit + (digit < 6 ? 0 : 5)
            modules.replaceSubrange(first..<(first + 7), with: digit % 2 == 0 ? "0101010" : "0111110")
        }
        return String(modules)
    }

    private func place(of modules: String, height: Float) -> BarCandidate {
        BarCandidate(
            x: Float(3 * (modules.count + 24)) / 2, y: 24 + height / 2, direction: 0,
            halfWidth: Float(3 * modules.count) / 2, halfHeight: height / 2, score: 1, coherence: 0.97, level: 0)
    }

    @Test("A profile with fewer edges than a code keeps through blur is not looked at")
    func sparesFewEdges() {
        for (bars, isEnough) in [(11, false), (16, true)] {
            let quiet = [Float](repeating: 220, count: 50)
            let stripes = (0..<bars).flatMap { _ in
                [Float](repeating: 40, count: 8) + [Float](repeating: 220, count: 8)
            }
            var (profile, edges) = (DarknessProfile(), BarEdges())
            profile.measure(quiet + stripes + quiet, halfWindow: 36)
            let found = edges.find(in: profile)
            #expect(found == isEnough)
        }
    }

    @Test("The second effort is for places that are wider than high")
    func sparesHighPlaces() {
        let modules = RetailBars.ean13("9780306406157")
        for (height, isTried) in [(200, true), (320, false)] {
            var pyramid = Pyramid(RetailPicture.code(modules, module: 3, height: height).image)
            var reading = CandidateReading(place(of: modules, height: Float(height)))
            var decoder = ProfileDecoder()
            let group = reading.readThoroughly(in: &pyramid, &decoder, limit: .infinity)
            #expect((group != nil) == isTried)
            #expect((decoder.work > CandidateReading.prepareWork) == isTried)
        }
    }

    @Test("All lines together are looked at only where digits nearly fit, or two codes may be one above the other")
    func sparesWhole() {
        let modules = damagedBars("9780306406157", digits: [1, 8])
        for (height, isWholeSeen) in [(90, false), (240, true)] {
            var pyramid = Pyramid(RetailPicture.code(modules, module: 3, height: height).image)
            var reading = CandidateReading(place(of: modules, height: Float(height)))
            var decoder = ProfileDecoder()
            _ = reading.readQuickly(in: &pyramid, &decoder, looks: 9, limit: .infinity)
            #expect((decoder.band == CandidateReading.wholeBand) == isWholeSeen)
        }
    }

    @Test("A wrong claim of another reader costs no more than a look beyond its share")
    func boundsClaims() {
        let modules = damagedBars("9780306406157", digits: [1, 8])
        var drawing = Drawing(width: 420, height: 560)
        for row in 0..<3 { drawing.bars(modules, x: 50, y: 40 + 170 * row, module: 3, height: 130) }
        var pyramid = Pyramid(drawing.image)
        var reader = LinearReader()
        let verdict = reader.verify("4006381333931", .ean13, in: [], of: &pyramid)
        #expect(!verdict.isKept && reader.work < 11_000)
    }
}

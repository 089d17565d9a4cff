import Glibc
import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Straightening bars")
struct BarBandsTests {
    private func candidate(_ x: Float, _ y: Float, _ halfWidth: Float, _ halfHeight: Float, _ direction: Float = 0)
        -> BarCandidate
    {
        BarCandidate(
            x: x, y: y, direction: direction, halfWidth: halfWidth, halfHeight: halfHeight, score: 1, coherence: 1,
            level: 0)
    }

    @Test("A patch has the picture's values where it says they are")
    func samples() throws {
        let ramp = try #require(
            LumaImage(width: 200, height: 100, pixels: (0..<20_000).map { UInt8($0 % 200) }))
        var pyramid = Pyramid(ramp)
        var patch = BarPatch()
        patch.sample(&pyramid, candidate(100, 50, 60, 20, 0.3), reach: 0.1)
        #expect(patch.lines > 10 && patch.columns > 100)
        for line in [0, patch.lines / 2, patch.lines - 1] {
            let column = patch.columns / 2
            let place = patch.place(column: Float(column), line: Float(line))
            #expect(abs(patch.samples[line * patch.columns + column] - place.x) < 0.5)
        }
    }

    @Test("Beyond the picture its last pixels repeat")
    func border() throws {
        var pyramid = Pyramid(RetailPicture.noise(width: 64, height: 64, amplitude: 0, around: 77))
        var patch = BarPatch()
        patch.sample(&pyramid, candidate(10, 10, 60, 60, 0.7), reach: 2)
        #expect(patch.samples.prefix(patch.lines * patch.columns).allSatisfy { abs($0 - 77) < 0.01 })
    }

    /// Bars that lean by a tenth of a pixel each row, and their patch.
    private func leaning() throws -> (patch: BarPatch, slope: Float) {
        // Each row a tenth of a pixel further: bars that lean by 0.1.
        let modules = Array(RetailBars.ean13("4006381333931"))
        let pixels = (0..<(80 * 400)).map { i -> UInt8 in
            let (y, x) = i.quotientAndRemainder(dividingBy: 400)
            let module = Int(floor((Double(x) - 57.5 - Double(y - 40) * 0.1) / 3))
            return modules.indices.contains(module) && modules[module] == "1" ? 20 : 230
        }
        var pyramid = Pyramid(try #require(LumaImage(width: 400, height: 80, pixels: pixels)))
        var patch = BarPatch()
        patch.sample(&pyramid, candidate(200, 40, 143, 36), reach: 0.3)
        return (patch, 0.1 * patch.lineStep / patch.step)
    }

    @Test("The slope of leaning bars is found, of all bands and of all lines together")
    func slope() throws {
        let (patch, slope) = try leaning()
        var bands = BarBands(of: patch, expectedWidth: 286 / patch.step)
        #expect(abs(bands.slope - slope) < 0.06)
        #expect(bands.profiles.count == 5)
        #expect(bands.whole == nil)
        #expect(abs(bands.whole(of: patch).slope - slope) < 0.06)
        #expect(bands.whole != nil)
    }

    @Test("Averages of a part of the samples are those of all, and the negative's are the negative's")
    func parts() throws {
        let (patch, slope) = try leaning()
        let shear = BandAverage.Shear(slope: slope)
        var (all, part): ([Float], [Float]) = ([], [])
        BandAverage.average(patch, from: 0, to: patch.lines, shear, into: &all)
        BandAverage.average(patch, from: 0, to: patch.lines, shear, into: &part, only: 30..<90)
        #expect(part[30..<90] == all[30..<90] && part[29] == 0 && part[90] == 0)
        let width = 286 / patch.step
        let inverted = BarBands(of: patch.inverted, expectedWidth: width)
        for (one, other) in zip(BarBands(of: patch, expectedWidth: width).inverted.profiles, inverted.profiles) {
            #expect(zip(one, other).allSatisfy { abs($0 - $1) < 0.01 })
        }
    }

    @Test("Bands are looked at from the middle outwards")
    func order() {
        #expect(BarBands.order(of: 5) == [2, 1, 3, 0, 4])
        #expect(BarBands.order(of: 1) == [0])
    }
}

import Glibc
import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Sampling of pictures")
struct SamplingTests {
    private func noise(_ width: Int, _ height: Int) throws -> LumaImage {
        var numbers = SeededNumbers(seed: 3)
        return try #require(
            LumaImage(
                width: width, height: height,
                pixels: (0..<(width * height)).map { _ in UInt8(numbers.whole(0...255)) }))
    }

    private func interpolated(_ image: LumaImage, _ x: Double, _ y: Double) -> Double {
        let (column, row) = (Int(x), Int(y))
        let (fx, fy) = (x - Double(column), y - Double(row))
        func at(_ dx: Int, _ dy: Int) -> Double { Double(image[column + dx, row + dy]) }
        return (at(0, 0) * (1 - fx) + at(1, 0) * fx) * (1 - fy) + (at(0, 1) * (1 - fx) + at(1, 1) * fx) * fy
    }

    @Test("A grid at any angle has the interpolated values, white beyond the border", arguments: [0.0, 0.3, 2, -1.2])
    func samplesGrid(angle: Double) throws {
        let image = try noise(60, 40)
        let (c, s) = (cos(angle), sin(angle))
        let (right, down) = (SIMD2(c, s) * 0.83, SIMD2(-s, c) * 1.1)
        for corner in [SIMD2(30.2, 20.7) - right * 9 - down * 4, SIMD2(2.5, 3.5), SIMD2(-4, 30), SIMD2(52, 12)] {
            let sampled = try #require(image.sampled(from: corner, right: right, down: down, width: 18, height: 9))
            for row in 0..<9 {
                for column in 0..<18 {
                    let place = corner + right * Double(column) + down * Double(row)
                    if place.x >= 0, place.y >= 0, place.x < 58.9, place.y < 38.9 {
                        #expect(abs(Double(sampled[column, row]) - interpolated(image, place.x, place.y)) < 2)
                    } else if place.x < -1 || place.y < -1 || place.x > 60 || place.y > 40 {
                        #expect(sampled[column, row] == 255)
                    }
                }
            }
        }
    }

    @Test("A candidate's patch has the interpolated values, inside and across the border")
    func samplesPatch() throws {
        let image = try noise(400, 300)
        for (x, y) in [(Float(200), Float(150)), (30, 280)] {
            let candidate = BarCandidate(
                x: x, y: y, direction: 0.4, halfWidth: 60, halfHeight: 25, score: 1, coherence: 1, level: 0)
            var patch = BarPatch()
            var pyramid = Pyramid(image)
            patch.sample(&pyramid, candidate, reach: 0.3)
            var largest = 0.0
            for line in stride(from: 0, to: patch.lines, by: 7) {
                for column in stride(from: 0, to: patch.columns, by: 5) {
                    let place = patch.place(column: Float(column), line: Float(line))
                    let (x, y) = (Double(place.x.clamped(0, 398.99)), Double(place.y.clamped(0, 298.99)))
                    let seen = Double(patch.samples[line * patch.columns + column])
                    largest = max(largest, abs(seen - interpolated(image, x, y)))
                }
            }
            // A hundredth of a pixel in noise.
            #expect(largest < 2.55)
        }
    }
}

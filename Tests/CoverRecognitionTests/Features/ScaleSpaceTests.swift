import FootbridgeTestSupport
import Glibc
import PhotoDecoding
import Testing

@testable import CoverRecognition

@Suite struct ScaleSpaceTests {
    @Test func `A picture is reduced by the mean of what a pixel covers, in parts too`() throws {
        var plane = GreyPlane()
        var scaling = AreaScaling()
        let image = try #require(LumaImage(width: 3, height: 2, pixels: [0, 90, 180, 30, 120, 210]))
        let step = scaling.scale(image, longSide: 2, into: &plane)
        #expect(step == 1.5)
        #expect((plane.width, plane.height) == (2, 1))
        // Two thirds of the first column and a third of the second, and so on.
        #expect(abs(plane.values[0] - (15 * 2 + 105) / 3) < 1e-3 && abs(plane.values[1] - (105 + 195 * 2) / 3) < 1e-3)
        scaling.scale(image, part: PixelArea(x: 1, y: 0, width: 2, height: 2), longSide: 500, into: &plane)
        #expect((plane.width, plane.height) == (2, 2))
        #expect(Array(plane.values[..<4]) == [90, 180, 120, 210])
    }

    @Test func `A border of one grey is left out, a fifth of a side at most`() throws {
        var pixels = [UInt8](repeating: 250, count: 40 * 30)
        for y in 4..<30 { for x in 3..<38 { pixels[y * 40 + x] = UInt8((x * 37 + y * 91) % 200) } }
        let image = try #require(LumaImage(width: 40, height: 30, pixels: pixels))
        #expect(UniformMargin.trimmed(image) == PixelArea(x: 3, y: 4, width: 35, height: 26))
        let blank = try #require(LumaImage(width: 40, height: 30, pixels: [UInt8](repeating: 9, count: 1200)))
        #expect(UniformMargin.trimmed(blank) == PixelArea(x: 8, y: 6, width: 24, height: 18))
    }

    @Test func `A blur spreads a point as a Gaussian and keeps an even picture even to its edges`() {
        let (width, height) = (21, 17)
        var values = [Float](repeating: 0, count: 2 * width * height)
        values[8 * width + 10] = 100
        var differences = [Float](repeating: 0, count: width * height)
        var rows = BlurRows()
        let blur = GaussianBlur(sigma: 1.6)
        rows.blur(
            &values, from: 0, to: width * height, width: width, height: height, by: blur, differences: &differences,
            differenceStart: 0)
        for (right, down) in [(0, 0), (1, 0), (0, -2), (-3, 2), (5, 5)] {
            let place = (8 + down) * width + 10 + right
            let expected = 100 * blur.weights[abs(right)] * blur.weights[abs(down)]
            #expect(abs(values[width * height + place] - expected) < 1e-4)
            #expect(abs(differences[place] - (expected - values[place])) < 1e-4)
        }
        for index in 0..<(width * height) { values[index] = 77 }
        rows.blur(
            &values, from: 0, to: width * height, width: width, height: height, by: blur, differences: &differences,
            differenceStart: nil)
        #expect(values[(width * height)...].allSatisfy { abs($0 - 77) < 1e-3 })
    }

    @Test func `Octaves halve, each beginning with the plane of twice the blur`() throws {
        var space = ScaleSpace()
        let plane = GreyPlane(
            width: 100, height: 130, values: (0..<13_000).map { Float(($0 * 7919) % 251) })
        space.begin()
        while space.addOctave(of: plane) {}
        #expect(space.octaves.map(\.width) == [100, 50, 25] && space.octaves.map(\.height) == [130, 65, 32])
        let (first, second) = (space.octaves[0], space.octaves[1])
        for (x, y) in [(0, 0), (13, 40), (49, 64)] {
            #expect(space.values[second.start + y * 50 + x] == space.values[first.level(3) + 2 * y * 100 + 2 * x])
        }
    }

    /// A bright blob, Gaussian, and a dark half of the picture.
    private static func blob(x: Float, y: Float, sigma: Float, hasEdge: Bool = false) -> GreyPlane {
        GreyPlane(
            width: 120, height: 100,
            values: (0..<12_000).map { index in
                let (right, down) = (Float(index % 120) - x, Float(index / 120) - y)
                let edge: Float = hasEdge && index % 120 >= 90 ? -60 : 0
                return 100 + edge + 120 * expf(-(right * right + down * down) / (2 * sigma * sigma))
            })
    }

    @Test func `A blob is found where it is and as large as it is, an edge is not`() throws {
        for sigma: Float in [2.5, 4, 7] {
            var space = ScaleSpace()
            var detector = KeypointDetector()
            space.begin()
            detector.begin()
            while space.addOctave(of: Self.blob(x: 50.3, y: 47.6, sigma: sigma, hasEdge: true)) {
                detector.search(space)
            }
            let found = try #require(detector.keypoints.max { $0.response < $1.response })
            let scale = Float(1 << found.octave)
            #expect(abs(found.x * scale - 50.3) < 0.3 && abs(found.y * scale - 47.6) < 0.3)
            // What the picture's own blur is taken for adds half a pixel.
            #expect(abs(found.sigma * scale / sigma - 1) < 0.25, "\(sigma): \(found.sigma * scale)")
            #expect(detector.keypoints.allSatisfy { abs($0.x * Float(1 << $0.octave) - 90) > 3 })
        }
    }

    @Test func `The keypoints that stand out most are kept`() {
        var space = ScaleSpace()
        var detector = KeypointDetector()
        var numbers = SeededGenerator(seed: 5)
        let noise = GreyPlane(
            width: 150, height: 150, values: (0..<22_500).map { _ in Float(numbers.next() % 256) })
        space.begin()
        detector.begin()
        while space.addOctave(of: noise) { detector.search(space) }
        let all = detector.keypoints
        #expect(all.count > 15)
        detector.keepStrongest(10)
        #expect(detector.keypoints.count == 10)
        let least = all.map(\.response).sorted(by: >)[9]
        #expect(detector.keypoints.allSatisfy { $0.response >= least })
    }
}

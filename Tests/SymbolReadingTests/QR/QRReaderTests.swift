import Foundation
import PhotoDecoding
import SymbolDrawing
import Testing

@testable import SymbolReading

@Suite("QR codes of a picture")
struct QRReaderTests {
    @Test("Every version is read, each level of correction in turn", arguments: 1...40)
    func readsVersion(version: Int) throws {
        let correction = QRCode.Correction.allCases[version % 4]
        let sample = try SampleCode.of(version: version, correction: correction)
        // Large symbols at two pixels a module, small ones at three.
        let drawing = QRDrawing.alone(sample.code, moduleSize: version > 10 ? 2.2 : 3.3)
        let readings = QRReader.readings(of: drawing.image)
        let reading = try #require(readings.first)
        #expect(readings.count == 1)
        #expect(reading.version == version && reading.text == sample.text)
        #expect(reading.correction == [QRErrorCorrection.low, .medium, .quartile, .high][version % 4])
        #expect(!reading.isMirrored && !reading.isInverted && reading.corrected == 0)
    }

    @Test(
        "A code is read turned, mirrored and inverted, and its corners begin at its own top left",
        arguments: [0, 30, 90, 161, 270], [false, true])
    func reportsCorners(degrees: Int, isMirrored: Bool) throws {
        let sample = try SampleCode.of(version: 2)
        let angle = Double(degrees) * .pi / 180
        for isInverted in [false, true] {
            var drawing = QRDrawing.alone(sample.code, moduleSize: 4, angle: angle, isMirrored: isMirrored)
            if isInverted { drawing = drawing.toned { 255 - $0 } }
            let reading = try #require(QRReader.readings(of: drawing.image).first)
            #expect(reading.text == sample.text)
            #expect(reading.isMirrored == isMirrored && reading.isInverted == isInverted)
            #expect(abs(reading.moduleSize - 4) < 0.2)
            let middle = SIMD2(repeating: Double(drawing.width) / 2)
            let (cosine, sine) = (cos(angle), sin(angle))
            for (corner, own) in zip(reading.corners, [(-12.5, -12.5), (12.5, -12.5), (12.5, 12.5), (-12.5, 12.5)]) {
                let (x, y) = isMirrored ? (own.1, own.0) : own
                let expected = middle + 4 * SIMD2(x * cosine - y * sine, x * sine + y * cosine)
                #expect(Plane.length(corner - expected) < 1.5, "\(corner) \(expected)")
            }
            #expect(reading.points.count == 4)
        }
    }

    @Test("All codes of a picture are found, each once")
    func readsSeveral() throws {
        let samples = try [1, 3, 6].map { try SampleCode.of(version: $0) }
        var drawing = QRDrawing(width: 560, height: 420, paper: 200)
        drawing.draw(samples[0].code, middle: SIMD2(110, 110), moduleSize: 4.5, angle: 0.3)
        drawing.draw(samples[1].code, middle: SIMD2(400, 130), moduleSize: 5, angle: -0.8)
        drawing.draw(samples[2].code, middle: SIMD2(250, 310), moduleSize: 3)
        let readings = QRReader.readings(of: drawing.noisy(amplitude: 10).image)
        #expect(readings.map(\.text).sorted() == samples.map(\.text).sorted())
    }

    @Test("A noisy code beside a clean one is found too, though the first size shows the clean one alone")
    func readsNoisyBesideClean() throws {
        let (clean, noisy) = (try SampleCode.of(version: 1), try SampleCode.of(version: 2))
        var left = QRDrawing(width: 640, height: 330)
        left.draw(clean.code, middle: SIMD2(120, 160), moduleSize: 4)
        var right = QRDrawing(width: 640, height: 330)
        right.draw(noisy.code, middle: SIMD2(430, 160), moduleSize: 8, angle: 0.2)
        right = right.noisy(amplitude: 150)
        let both = left.lit { x, y, value in x < 240 ? value : right.values[y * 640 + x] }
        var pyramid = Pyramid(both.image)
        var reader = QRReader()
        _ = reader.runFirstStage(in: &pyramid)
        reader.runRemainder(in: &pyramid)
        #expect(Set(reader.readings.map(\.text)) == [clean.text, noisy.text])
    }

    @Test("Two codes of the same text side by side are two")
    func keepsTwins() throws {
        let sample = try SampleCode.of(version: 2)
        var drawing = QRDrawing(width: 320, height: 160)
        drawing.draw(sample.code, middle: SIMD2(80, 80), moduleSize: 4)
        drawing.draw(sample.code, middle: SIMD2(240, 80), moduleSize: 4)
        let readings = QRReader.readings(of: drawing.image)
        #expect(readings.map(\.text) == [sample.text, sample.text])
    }

    @Test("A code of 42 pixels is found in a picture that is halved first, since a later look is at full size")
    func findsSmall() throws {
        let sample = try SampleCode.of(version: 1)
        var pixels = [UInt8](repeating: 190, count: 2_000 * 1_200)
        let small = QRDrawing.alone(sample.code, moduleSize: 2, angle: 0.1).image
        for y in 0..<small.height {
            for x in 0..<small.width { pixels[(y + 700) * 2_000 + x + 1_300] = small[x, y] }
        }
        let image = try #require(LumaImage(width: 2_000, height: 1_200, pixels: pixels))
        #expect(QRReader.readings(of: image).map(\.text) == [sample.text])
    }

    @Test("Blur, noise, darkness and little contrast are read through")
    func readsPoor() throws {
        let sample = try SampleCode.of(version: 3)
        let drawing = QRDrawing.alone(sample.code, moduleSize: 5, angle: 0.2)
        let poor = [
            drawing.blurred(sigma: 3), drawing.noisy(amplitude: 90), drawing.toned { $0 / 9 },
            drawing.toned { 120 + $0 / 12 }, drawing.blurred(sigma: 2).toned { $0 / 4 + 40 }.noisy(amplitude: 6),
        ]
        for (index, picture) in poor.enumerated() {
            #expect(QRReader.readings(of: picture.image).map(\.text) == [sample.text], "\(index)")
        }
    }

    @Test("A code with a finder painted over is read by the other two")
    func readsTwoFinders() throws {
        let sample = try SampleCode.of(version: 3, correction: .high)
        var drawing = QRDrawing.alone(sample.code, moduleSize: 6)
        let side = drawing.width
        // A stripe over the top right finder, which spoils its middle rows.
        drawing = drawing.lit { x, y, value in x > side - 60 && x < side - 48 && y < 72 ? 30 : value }
        #expect(QRReader.readings(of: drawing.image).map(\.text) == [sample.text])
    }

    @Test("Pictures that are no pictures, noise and stripes read nothing and never trap")
    func survivesHostile() throws {
        for (width, height) in [(1, 1), (1, 5_000), (5_000, 1), (2, 2), (15, 40), (16, 16), (17, 4_000), (64, 16)] {
            let pixels = (0..<(width * height)).map { UInt8(truncatingIfNeeded: $0 &* 77 ^ $0 >> 3) }
            let image = try #require(LumaImage(width: width, height: height, pixels: pixels))
            #expect(QRReader.readings(of: image).isEmpty)
        }
        for seed in 0..<4 {
            let noise = QRDrawing(width: 150, height: 130, paper: 128).noisy(amplitude: 127, seed: UInt64(seed))
            #expect(QRReader.readings(of: noise.image).isEmpty)
            #expect(QRReader.readings(of: noise.blurred(sigma: 1.5).toned { 6 * ($0 - 128) + 128 }.image).isEmpty)
        }
    }

    @Test("A code that is covered too much is not read, and what was seen of it is told")
    func tellsObstacle() throws {
        let sample = try SampleCode.of(version: 4, correction: .low)
        let drawing = QRDrawing.alone(sample.code, moduleSize: 5)
        let middle = Double(drawing.width) / 2
        let covered = drawing.lit { x, y, value in
            abs(Double(x) - middle) < 38 && abs(Double(y) - middle) < 38 ? 225 : value
        }
        var pyramid = Pyramid(covered.image)
        var reader = QRReader()
        let readings = reader.read(in: &pyramid)
        #expect(readings.isEmpty)
        let obstacle = try #require(reader.obstacles.max { $0.step < $1.step })
        #expect(obstacle.step == .codewords)
        #expect(abs(obstacle.moduleSize - 5) < 0.3 && obstacle.contrast > 60)
        #expect(obstacle.blur.x < 0.35)
        #expect(try #require(obstacle.fit) > 0.75)
        #expect(Plane.length(obstacle.corners[0] - SIMD2(repeating: middle - 16.5 * 5)) < 8)
        #expect(reader.finders.count { $0.quality > 0.8 } >= 3)
        #expect(reader.unexplainedFinders() == 3)
    }

    @Test("The stages can be run one by one, and nothing is read twice")
    func runsStages() throws {
        let sample = try SampleCode.of(version: 2)
        var pyramid = Pyramid(QRDrawing.alone(sample.code, moduleSize: 5).image)
        var reader = QRReader()
        let first = reader.runFirstStage(in: &pyramid)
        #expect(first && reader.unexplainedFinders() == 0)
        let half = reader.runHalfSizeStage(in: &pyramid)
        let later = reader.runLaterStages(in: &pyramid)
        #expect(!half && !later)
        #expect(reader.readings.count == 1)
    }
}

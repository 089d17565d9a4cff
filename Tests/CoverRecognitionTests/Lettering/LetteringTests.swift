import PhotoDecoding
import Testing

@testable import CoverRecognition

@Suite struct LetteringTests {
    /// Capitals of five by seven squares.
    private static let capitals: [Character: [UInt8]] = [
        "A": [14, 17, 17, 31, 17, 17, 17], "E": [31, 16, 16, 30, 16, 16, 31], "H": [17, 17, 17, 31, 17, 17, 17],
        "I": [14, 4, 4, 4, 4, 4, 14], "L": [16, 16, 16, 16, 16, 16, 31], "N": [17, 25, 21, 19, 17, 17, 17],
        "O": [14, 17, 17, 17, 17, 17, 14], "R": [30, 17, 17, 30, 20, 18, 17], "S": [15, 16, 16, 14, 1, 1, 30],
        "T": [31, 4, 4, 4, 4, 4, 4],
    ]

    /// A page of one grey that words are written on.
    private struct Page {
        var plane: GreyPlane

        init(width: Int = 330, height: Int = 500, grey: Float = 128) {
            plane = GreyPlane(width: width, height: height, values: [Float](repeating: grey, count: width * height))
        }

        mutating func write(_ words: String, x: Int, y: Int, square: Int, grey: Float) {
            for (number, letter) in words.enumerated() {
                for (row, bits) in (LetteringTests.capitals[letter] ?? []).enumerated() {
                    for column in 0..<5 where bits >> UInt8(4 - column) & 1 == 1 {
                        fill(x: x + (6 * number + column) * square, y: y + row * square, side: square, grey: grey)
                    }
                }
            }
        }

        mutating func fill(x: Int, y: Int, side: Int, grey: Float) {
            for down in 0..<side {
                for right in 0..<side { plane.values[(y + down) * plane.width + x + right] = grey }
            }
        }
    }

    private static func lines(_ page: Page) -> [LetterLine] {
        var lines = LetterLines()
        lines.find(page.plane)
        return lines.lines
    }

    @Test(arguments: [(1, Float(20)), (1, 240), (3, 20), (6, 240), (7, 20)])
    func `Lettering is found dark and light, as a caption and as a title`(square: Int, grey: Float) {
        var page = Page()
        page.write("ANOTHER", x: 30, y: 100, square: square, grey: grey)
        let lines = Self.lines(page)
        #expect((lines.map(\.left).min() ?? 999) <= 31 && (lines.map(\.right).max() ?? 0) >= 27 + 40 * square)
        let foot = 99 + 7 * square
        #expect(lines.allSatisfy { abs($0.top - 100) <= square + 1 && abs($0.bottom - foot) <= square + 1 })
    }

    @Test func `Lettering is not seen in grain, in a drift of light, nor in two letters`() {
        var page = Page()
        page.write("NO", x: 30, y: 100, square: 4, grey: 20)
        #expect(Self.lines(page).isEmpty)
        var drift = Page()
        var numbers = Grain()
        for index in drift.plane.values.indices {
            drift.plane.values[index] = Float(index % 330) / 3 + Float(index / 330) / 5 + numbers.next()
        }
        #expect(Self.lines(drift).isEmpty)
    }

    /// Greys of 0 to 8, always the same.
    private struct Grain {
        private var state: UInt32 = 1

        mutating func next() -> Float {
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(state >> 29)
        }
    }

    /// Squares that are stronger than any letter, from `y` on.
    private static func strew(_ page: inout Page, from y: Int) {
        for row in stride(from: y, to: page.plane.height - 4, by: 20) {
            for column in 0..<30 { page.fill(x: 10 + column * 10, y: row, side: 4, grey: 255) }
        }
    }

    @Test func `A line has features of its own, however strong those of the picture are`() {
        var page = Page(width: 520)
        page.write("HERE IS A LONE LITTLE LINE", x: 20, y: 30, square: 3, grey: 150)
        Self.strew(&page, from: 90)
        var space = ScaleSpace()
        var detector = KeypointDetector()
        space.begin()
        detector.begin()
        while space.addOctave(of: page.plane) { detector.search(space) }
        var lettering = Lettering()
        lettering.find(page.plane)
        func onLine(_ keypoints: [Keypoint]) -> Int {
            keypoints.count { $0.y * $0.scale < 60 }
        }
        let all = detector.keypoints
        let chosen = lettering.chosen(of: all, in: space, most: 200)
        detector.keepStrongest(200)
        #expect(all.count > 400 && onLine(all) > 20)
        #expect(onLine(detector.keypoints) < 5)
        #expect(chosen.count == 200 && onLine(chosen) >= 20)
        #expect(chosen.allSatisfy(lettering.chosen(of: chosen, in: space, most: 200).contains))
    }

    @Test func `Where nothing stands out in a line it has features all the same, as far as it goes`() throws {
        var page = Page(width: 520)
        page.write("HEREISALONELITTLELINE", x: 20, y: 30, square: 3, grey: 150)
        page.write("TITLE", x: 20, y: 100, square: 12, grey: 150)
        var space = ScaleSpace()
        space.begin()
        while space.addOctave(of: page.plane) {}
        var lettering = Lettering()
        lettering.find(page.plane)
        func places(_ rows: Range<Float>, most: Int) -> [Float] {
            lettering.chosen(of: [], in: space, most: most).filter { rows.contains($0.y * $0.scale) }
                .map { $0.x * $0.scale }.sorted()
        }
        let (line, title) = (places(30..<51, most: 400), places(100..<184, most: 400))
        // A letter is 21 pixels high, and 84: to the ends, and no further apart than three are wide.
        for (places, end, height) in [(line, 395, 21), (title, 368, 84)] as [([Float], Float, Float)] {
            #expect(try #require(places.first) < 20 + height && #require(places.last) > end - height)
            #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 <= 3 * height }, "\(places)")
        }
        #expect(title.count < 10 && line.count <= 24)
        #expect(places(0..<500, most: 20).count == 8)
    }

    /// Where the features are that are told to lie on lettering, from the top, in pixels.
    private static func heights(_ page: Page) throws -> (lettering: [Float], all: [Float]) {
        let pixels = page.plane.values.map { UInt8($0) }
        let image = try #require(LumaImage(width: page.plane.width, height: page.plane.height, pixels: pixels))
        var extractor = FeatureExtractor()
        extractor.extract(image, longSide: 500, most: 400)
        var lettering = Lettering()
        lettering.find(page.plane)
        let features = extractor.features
        let bits = lettering.bits(of: features, in: Array(0..<features.count))
        let marked = (0..<features.count).filter { bits[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
        return (marked.map { features.y[$0] }, features.y)
    }

    @Test func `What lies on lettering is told where there is a title, else nobody knows`() throws {
        var titled = Page()
        titled.write("ANOTHER", x: 30, y: 60, square: 5, grey: 20)
        titled.write("TITLE", x: 30, y: 110, square: 5, grey: 20)
        Self.strew(&titled, from: 200)
        let told = try Self.heights(titled)
        #expect(told.lettering.count > 20 && told.lettering.allSatisfy { (45...160).contains($0) })
        #expect(told.lettering.count * 2 > told.all.count { (60...145).contains($0) })
        // A caption may be the author, and the title in letters that nobody takes for such.
        var captioned = Page()
        captioned.write("ANOTHER TITLE", x: 30, y: 60, square: 1, grey: 20)
        captioned.write("IS IN A LINE", x: 30, y: 75, square: 1, grey: 20)
        Self.strew(&captioned, from: 200)
        #expect(try Self.heights(captioned).lettering.isEmpty)
    }

    @Test func `Few shapes in a row are letters where they are even, or like a line beside them`() {
        /// Three blocks of these heights that stand on one line.
        func blocks(_ heights: [Int], x: Int, y: Int) -> [InkPart] {
            heights.enumerated().map { place, height in
                let left = x + 30 * place
                var part = InkPart(left: left, top: y - height, right: left + 12, bottom: y)
                part.area = 6 * height
                part.outline = 4 * height
                part.greys = Float(part.area) * 20
                return part
            }
        }
        let uneven = LetterLine(blocks([30, 20, 38], x: 20, y: 100))
        #expect(LetterLine(blocks([30, 21, 30], x: 20, y: 100)).isCertain && !uneven.isCertain)
        #expect(LetterLine(blocks([30, 20, 38, 30, 20], x: 20, y: 100)).isCertain)
        #expect(uneven.isLike(LetterLine(blocks([30, 28, 28, 30, 31], x: 20, y: 150))))
        #expect(!uneven.isLike(LetterLine(blocks([30, 28, 28, 30, 31], x: 20, y: 300))))
        #expect(!uneven.isLike(LetterLine(blocks([60, 58, 58, 60, 61], x: 20, y: 180))))
    }
}

import FootbridgeTestSupport
import PhotoDecoding
import Synchronization
import Testing

@testable import CoverRecognition

@Suite struct CoverRecognizerTests {
    /// Six fronts under their numbers.
    private static let index: CoverIndex = {
        var compiler = CoverCompiler()
        let fronts = (1...6).map { ("\($0)", DrawnCover($0).image) }
        return CoverIndex(covers: fronts.compactMap { try? compiler.compile($0.1, name: $0.0) })
    }()

    private static let upright = [SIMD2(70.0, 60), SIMD2(400, 80), SIMD2(390, 560), SIMD2(60, 540)]

    private func recognise(_ photo: LumaImage, in index: CoverIndex = index) -> CoverReading {
        var recognizer = CoverRecognizer()
        return recognizer.recognise(photo, in: index)
    }

    @Test func `A front is found for sure however it lies, with its corners`() {
        #expect(Self.index.segments[0].count == 6)
        let views: [(String, [SIMD2<Double>])] = [
            ("upright", Self.upright),
            ("from aside", [SIMD2(90, 120), SIMD2(380, 60), SIMD2(430, 580), SIMD2(40, 470)]),
            ("on its head", [SIMD2(400, 560), SIMD2(80, 540), SIMD2(90, 70), SIMD2(410, 90)]),
            ("on its side", [SIMD2(460, 90), SIMD2(450, 400), SIMD2(20, 420), SIMD2(10, 100)]),
            ("cut off", [SIMD2(60, 60), SIMD2(550, 70), SIMD2(540, 760), SIMD2(50, 750)]),
            ("small", [SIMD2(200, 200), SIMD2(330, 205), SIMD2(325, 390), SIMD2(198, 385)]),
        ]
        for (number, (what, corners)) in views.enumerated() {
            let reading = recognise(DrawnCover(UInt64(number + 1)).photo(at: corners))
            #expect(reading.matches.count == 1 && reading.band == .sure, "\(what): \(reading.matches)")
            guard let match = reading.matches.first else { continue }
            #expect(match.name == "\(number + 1)")
            for (found, expected) in zip(match.corners, corners) {
                #expect(abs(found.x - expected.x) < 8 && abs(found.y - expected.y) < 8, "\(what): \(match.corners)")
            }
        }
    }

    @Test func `All fronts in a photo are told of, those that are not in the index are not`() {
        let photo = DrawnCover.photo(
            of: [
                (DrawnCover(1), [SIMD2(20, 40), SIMD2(220, 30), SIMD2(225, 320), SIMD2(25, 330)]),
                (DrawnCover(77), [SIMD2(240, 40), SIMD2(430, 50), SIMD2(425, 330), SIMD2(235, 320)]),
                (DrawnCover(4), [SIMD2(440, 30), SIMD2(630, 40), SIMD2(625, 320), SIMD2(436, 310)]),
            ], width: 640, height: 480)
        let reading = recognise(photo)
        #expect(Set(reading.matches.map(\.name)) == ["1", "4"] && reading.matches.allSatisfy { $0.band == .sure })
        for number: UInt64 in 50..<54 {
            #expect(recognise(DrawnCover(number).photo(at: Self.upright)).band == .none)
        }
    }

    @Test func `A front with another's picture and its own title has the same artwork`() throws {
        var compiler = CoverCompiler()
        let index = CoverIndex(covers: [
            try compiler.compile(DrawnCover(6).image, name: "own"),
            try compiler.compile(DrawnCover(6, title: 99).image, name: "other title"),
            try compiler.compile(DrawnCover(5).image, name: "other picture"),
        ])
        var recognizer = CoverRecognizer()
        #expect(
            Set(recognizer.namesSharingArtwork(with: DrawnCover(6).image, in: index)) == ["own", "other title"])
        // Of the two, the photo's own title decides, or nothing does.
        let reading = recognise(DrawnCover(6, title: 99).photo(at: Self.upright), in: index)
        #expect(reading.band == .ask || reading.matches.map(\.name) == ["other title"])
    }

    @Test func `A border makes no other artwork, and what shows a front small is not its`() throws {
        var compiler = CoverCompiler()
        let index = CoverIndex(covers: [try compiler.compile(DrawnCover(1).image, name: "own")])
        var recognizer = CoverRecognizer()
        func names(inset: Double) -> [String] {
            let (right, foot) = (300 - 300 * inset, 440 - 440 * inset)
            let corners = [
                SIMD2(300 * inset, 440 * inset), SIMD2(right, 440 * inset), SIMD2(right, foot),
                SIMD2(300 * inset, foot),
            ]
            return recognizer.namesSharingArtwork(
                with: DrawnCover(1).photo(at: corners, width: 300, height: 440), in: index)
        }
        #expect(names(inset: 0.04) == ["own"])
        #expect(names(inset: 0.11).isEmpty)
    }

    @Test func `What shows two thirds of a front, or another picture in a third of it, has not its artwork`() throws {
        var compiler = CoverCompiler()
        let front = DrawnCover(1).image
        let index = CoverIndex(covers: [try compiler.compile(front, name: "own")])
        var recognizer = CoverRecognizer()
        func names(_ grey: (Int, Int) -> UInt8, height: Int = 440) throws -> [String] {
            let greys = (0..<height).flatMap { y in (0..<300).map { x in grey(x, y) } }
            let image = try #require(LumaImage(width: 300, height: height, pixels: greys))
            return recognizer.namesSharingArtwork(with: image, in: index)
        }
        #expect(try names { front[$0, $1] } == ["own"])
        #expect(try names({ front[$0, $1] }, height: 290).isEmpty)
        let other = DrawnCover(5).image
        #expect(try names { $1 < 300 ? front[$0, $1] : other[$0, $1] }.isEmpty)
    }

    @Test func `Fronts with the same artwork are told of together`() throws {
        var compiler = CoverCompiler()
        let covers = try ["paperback", "hardcover", "other"].map {
            try compiler.compile(DrawnCover($0 == "other" ? 2 : 1).image, name: $0)
        }
        let plain = CoverIndex(covers: covers)
        var recognizer = CoverRecognizer()
        #expect(
            Set(recognizer.namesSharingArtwork(with: DrawnCover(1).image, in: plain)) == ["paperback", "hardcover"])
        let photo = DrawnCover(1).photo(at: Self.upright)
        // Nobody has said that they are the same: each casts doubt on the other.
        let doubtful = recognise(photo, in: plain)
        #expect(Set(doubtful.matches.map(\.name)) == ["paperback", "hardcover"] && doubtful.band == .ask)
        let grouped = CoverIndex(segments: plain.segments.map { $0.with(groups: [3, 3, 0], deleted: $0.deleted) })
        let reading = recognise(photo, in: grouped)
        #expect(reading.band == .sure && reading.matches.count == 1)
        #expect(Set(reading.matches.flatMap(\.names)) == ["paperback", "hardcover"])
        // One of them is gone.
        let rest = CoverIndex(segments: grouped.segments.map { $0.with(groups: [3, 3, 0], deleted: [1]) })
        #expect(recognise(photo, in: rest).matches.map(\.names) == [["hardcover"]])
    }

    @Test func `A large photo is looked at twice, and places are those of the stored photo`() throws {
        let corners = [SIMD2(700.0, 500), SIMD2(860, 505), SIMD2(855, 740), SIMD2(695, 735)]
        let photo = DrawnCover(3).photo(at: corners, width: 1280, height: 960)
        var recognizer = CoverRecognizer()
        let reading = recognizer.recognise(photo, in: Self.index)
        let match = try #require(reading.matches.first)
        #expect(match.name == "3")
        #expect(abs(match.corners[2].x - 855) < 8 && abs(match.corners[2].y - 740) < 8)
        // Decoded as finely as a look needs, with the places of the full size.
        var asked: [PhotoReduction] = []
        let header = try PhotoHeader(bytes: Self.png(width: 2560, height: 1920))
        let decoded = try recognizer.recognise(header, in: Self.index) { reduction throws(PhotoError) in
            asked.append(reduction)
            return reduction == .quarter ? photo.halved() : photo
        }
        #expect(asked.first == .quarter && asked.count <= 3)
        let found = try #require(decoded.matches.first)
        #expect(abs(found.corners[2].x - 1710) < 16 && abs(found.corners[2].y - 1480) < 16)
    }

    @Test func `A cover too small to be sure of is looked at closer, by itself`() throws {
        let corners = [SIMD2(1200.0, 500), SIMD2(1395, 505), SIMD2(1390, 785), SIMD2(1195, 780)]
        let photo = DrawnCover(3).photo(at: corners, width: 1920, height: 1440)
        let reading = recognise(photo)
        let match = try #require(reading.matches.first)
        #expect(reading.matches.count == 1 && match.name == "3" && match.band == .sure && reading.passes >= 2)
        for (found, expected) in zip(match.corners, corners) {
            #expect(abs(found.x - expected.x) < 8 && abs(found.y - expected.y) < 8, "\(match.corners)")
        }
        // Where the photo has no more of it, its title cannot be told.
        let coarse = recognise(photo.halved().halved())
        #expect(coarse.band < .sure)
    }

    @Test func `It ends when nobody wants to know any more`() {
        var recognizer = CoverRecognizer()
        let photo = DrawnCover(1).photo(at: Self.upright)
        for steps in 0..<4 {
            var left = steps
            let reading = recognizer.recognise(photo, in: Self.index) {
                left -= 1
                return left >= 0
            }
            #expect(reading.ranOutOfTime && reading.matches.isEmpty)
        }
        #expect(!recognizer.recognise(photo, in: Self.index).ranOutOfTime)
        #expect(recognizer.recognise(photo, in: CoverIndex(segments: [])).matches.isEmpty)
    }

    @Test func `A front of few plain shapes is kept, and found`() throws {
        var numbers = SeededGenerator(seed: 5)
        let discs = (0..<30).map { _ in
            (
                x: Int(numbers.next() % 300), y: 130 + Int(numbers.next() % 260), radius: 3 + Int(numbers.next() % 7),
                grey: UInt8(numbers.next() % 140)
            )
        }
        func grey(_ x: Int, _ y: Int) -> UInt8 {
            // A line of five letters above the discs.
            if (50..<80).contains(y), (30..<270).contains(x) { return x % 60 < 34 ? 10 : 230 }
            let disc = discs.last { ($0.x - x) * ($0.x - x) + ($0.y - y) * ($0.y - y) < $0.radius * $0.radius }
            return disc?.grey ?? 230
        }
        let front = try #require(
            LumaImage(width: 300, height: 400, pixels: (0..<120_000).map { grey($0 % 300, $0 / 300) }))
        var compiler = CoverCompiler()
        let cover = try compiler.compile(front, name: "plain")
        #expect((30..<60).contains(cover.featureCount), "\(cover.featureCount)")
        // On a table, a little to the right of the middle.
        let photo = try #require(
            LumaImage(
                width: 480, height: 500,
                pixels: (0..<240_000).map { index in
                    let (x, y) = (index % 480 - 110, index / 480 - 50)
                    return (0..<300).contains(x) && (0..<400).contains(y) ? grey(x, y) : UInt8(110 + (x ^ y) & 7)
                }))
        #expect(recognise(photo, in: CoverIndex(covers: [cover])).matches.map(\.names) == [["plain"]])
    }

    @Test func `Pictures that are no covers are refused with the reason, and found nowhere`() throws {
        var compiler = CoverCompiler()
        func refusal(_ width: Int, _ height: Int, name: String = "x", _ grey: (Int, Int) -> UInt8) throws
            -> CoverRejection?
        {
            let pixels = (0..<(width * height)).map { grey($0 % width, $0 / width) }
            let image = try #require(LumaImage(width: width, height: height, pixels: pixels))
            #expect(recognise(image).matches.isEmpty)
            do {
                _ = try compiler.compile(image, name: name)
                return nil
            } catch { return error }
        }
        var noise = SeededGenerator(seed: 3)
        #expect(try refusal(1, 1) { _, _ in 0 } == .tooSmall(width: 1, height: 1))
        #expect(try refusal(99, 400) { x, _ in UInt8(x) } == .tooSmall(width: 99, height: 400))
        #expect(try refusal(120, 640) { x, y in UInt8((x ^ y) & 255) } == .tooLong(width: 120, height: 640))
        #expect(try refusal(300, 400) { _, _ in 128 } == .tooFewFeatures(count: 0))
        let ofNoise = try refusal(480, 640) { _, _ in UInt8(noise.next() % 256) }
        #expect(ofNoise == .nothingButGrain)
        // One line of letters.
        guard
            case .tooFewFeatures = try refusal(
                300, 400,
                { x, y in
                    (180..<200).contains(y) && (40..<260).contains(x) && x % 22 < 14 && (y + x / 22) % 7 > 1 ? 10 : 240
                })
        else {
            Issue.record("a line of text is no cover")
            return
        }
        for name in ["", "a\u{7}b", String(repeating: "x", count: 201)] {
            #expect(try refusal(300, 400, name: name) { _, _ in 1 } == .unusableName)
        }
    }

    private static func png(width: Int, height: Int) -> [UInt8] {
        func word(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(value >> (8 * $0) & 255) } }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + word(13) + Array("IHDR".utf8) + word(width)
            + word(height) + [8, 0, 0, 0, 0, 0, 0, 0, 0] + word(0) + Array("IDAT".utf8) + word(0)
    }
}

import Foundation
import PhotoDecoding
import SymbolReading
import Testing

@Suite("Why nothing was read")
struct DiagnosisTests {
    /// A page of what looks like words.
    private var page: Drawing {
        var drawing = Drawing(width: 700, height: 500)
        var state = 7
        func next(_ count: Int) -> Int {
            state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
            return (state >> 16) % count
        }
        for y in stride(from: 30, to: 470, by: 40) {
            var x = 30
            while x < 640 {
                for _ in 0..<(2 + next(8)) where x <= 660 {
                    let height = [10, 10, 16, 12][next(4)]
                    drawing.fill(
                        x: x, y: y + 16 - height, width: 4 + next(4), height: height, with: UInt8(60 + next(60)))
                    let top = y + 10 - next(8)
                    drawing.fill(x: x, y: top, width: 9, height: max(1, y + 13 - next(3) - top), with: 80)
                    x += 12
                }
                x += 14
            }
        }
        return drawing
    }

    private func diagnosis(_ drawing: Drawing) throws -> Diagnosis? {
        try SymbolReader().read(drawing.image).diagnosis
    }

    @Test("A sharp page without a code: nothing found, and no other photo of it will help")
    func findsNone() throws {
        #expect(try diagnosis(page) == Diagnosis(stage: .locate, hint: .noneFound, retake: false))
    }

    @Test("The same page dark, washed out and faint is diagnosed as such")
    func namesCause() throws {
        #expect(try diagnosis(page.toned(by: 0.08))?.hint == .tooDark)
        #expect(try diagnosis(page.toned(by: 0.1, plus: 230))?.hint == .tooBright)
        #expect(try diagnosis(page.toned(by: 0.1, plus: 100))?.hint == .lowContrast)
    }

    @Test("A blurred code is called blurred, and its place is told")
    func namesBlur() throws {
        var drawing = page
        drawing.fill(x: 200, y: 150, width: 330, height: 170, with: 255)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 220, y: 170, module: 3, height: 130)
        let diagnosis = try #require(try diagnosis(drawing.blurred(radius: 7)))
        #expect(diagnosis.hint == .tooBlurry && diagnosis.retake && diagnosis.stage == .decode)
        let place = try #require(diagnosis.place)
        #expect(place.count == 4)
        let middle = place.reduce((x: 0, y: 0)) { ($0.x + $1.x / 4, $0.y + $1.y / 4) }
        #expect(abs(middle.x - 362) < 60 && abs(middle.y - 235) < 60, "\(place)")
    }

    @Test("Blur across the bars, along them and alike in both are told apart", arguments: [0, 0.35, 1.2, 1.57, 2.9])
    func tellsMotion(angle: Double) throws {
        var drawing = Drawing(width: 520, height: 520)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 118, y: 190, module: 3, height: 130)
        for x in stride(from: 120, to: 390, by: 22) { drawing.fill(x: x, y: 326, width: 12, height: 16, with: 60) }
        for (blurred, motion) in [
            (drawing.moved(right: 20), Diagnosis.Motion.across), (drawing.blurred(radius: 6), nil),
            (drawing.blurred(radius: 5).moved(down: 70), .along),
        ] {
            // Greyish paper: white without any grey is taken for a reflection.
            let seen = blurred.turned(cosine: cos(angle), sine: sin(angle)).toned(by: 0.85)
            let diagnosis = try #require(try diagnosis(seen))
            #expect(diagnosis.hint == .tooBlurry)
            #expect(diagnosis.motion == motion, "\(diagnosis)")
        }
    }

    @Test("Blur in modules is near the truth")
    func measuresBlur() throws {
        var drawing = Drawing(width: 420, height: 300)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 68, y: 80, module: 3, height: 130)
        // Three boxes of 13 pixels: a standard deviation of 6.5 pixels, 2.2 modules.
        let diagnosis = try #require(try diagnosis(drawing.blurred(radius: 6)))
        let (across, along) = (try #require(diagnosis.blur), try #require(diagnosis.blurAlong))
        #expect(across > 1.3 && across < 2.8 && along > 1.3 && along < 2.8, "\(across), \(along)")
        #expect(abs(try #require(diagnosis.moduleWidth) - 3) < 1.2)
    }

    @Test("Fine stripes that are no code are taken for a code that could not be read")
    func seesStripes() throws {
        var drawing = Drawing(width: 600, height: 400)
        for x in stride(from: 100, to: 400, by: 5) { drawing.fill(x: x, y: 100, width: 2, height: 200) }
        #expect(try diagnosis(drawing)?.stage == .decode)
    }

    @Test("An empty white page is diagnosed, not read")
    func judgesBlank() throws {
        #expect(try diagnosis(Drawing(width: 600, height: 400))?.hint == .tooBright)
    }

    @Test(
        "Each sample made for a diagnosis has it",
        arguments: [
            ("front-two", Diagnosis.Hint.noneFound), ("none-note", .noneFound), ("none-table", .noneFound),
            ("too-dark", .tooDark), ("too-dark-cold", .tooDark), ("too-blurry", .tooBlurry),
            ("too-shaken", .tooBlurry), ("too-small", .tooSmall), ("too-small-thumbnail", .tooSmall),
            ("glare", .tooBright),
        ])
    func samples(name: String, hint: Diagnosis.Hint) throws {
        let file = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "../../images/\(name).jpg").standardized
        let reader = SymbolReader(budget: ReadingBudget(total: .seconds(60)))
        let reading = try reader.read(Photo(bytes: [UInt8](try Data(contentsOf: file))))
        #expect(reading.symbols.map(\.text) == [])
        #expect(reading.diagnosis?.hint == hint)
    }
}

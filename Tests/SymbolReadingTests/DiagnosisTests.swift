import PhotoDecoding
import SymbolReading
import Testing

@Suite("Why nothing was read")
struct DiagnosisTests {
    /// A book's code on a page of grey lines, large enough to be judged.
    private var page: Drawing {
        var drawing = Drawing(width: 700, height: 500)
        for y in stride(from: 20, to: 480, by: 60) { drawing.fill(x: 20, y: y, width: 660, height: 24, with: 90) }
        return drawing
    }

    private func diagnosis(_ drawing: Drawing) throws -> Diagnosis? {
        try SymbolReader().read(drawing.image).diagnosis
    }

    @Test("A sharp page without a code: nothing found, and no other photo of it will help")
    func findsNone() throws {
        #expect(try diagnosis(page) == Diagnosis(stage: .locate, hint: .noneFound, retake: false))
    }

    @Test("The same page dark, washed out, faint and blurred is diagnosed as such")
    func namesCause() throws {
        #expect(try diagnosis(page.toned(by: 0.08))?.hint == .tooDark)
        #expect(try diagnosis(page.toned(by: 0.1, plus: 230))?.hint == .tooBright)
        #expect(try diagnosis(page.toned(by: 0.1, plus: 100))?.hint == .lowContrast)
        #expect(try diagnosis(page.blurred(radius: 6))?.hint == .tooBlurry)
        #expect(try diagnosis(page.blurred(radius: 6))?.retake == true)
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
}

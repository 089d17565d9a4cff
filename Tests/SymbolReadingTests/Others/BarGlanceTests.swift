import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("A glance at a place")
struct BarGlanceTests {
    private func drawing(_ modules: String) -> Drawing {
        var drawing = Drawing(width: modules.count * 3 + 80, height: 180)
        drawing.bars(modules, x: 40, y: 40, module: 3, height: 100)
        return drawing
    }

    private func glance(_ drawing: Drawing) throws -> BarGlance {
        var pyramid = Pyramid(drawing.image)
        var reader = LinearReader()
        reader.begin()
        reader.localise(in: &pyramid)
        let place = try #require(reader.candidates.first)
        let crop = try #require(BarCrop(of: place, in: &pyramid))
        var dataBar = DataBarReader()
        return dataBar.glance(at: crop, in: &pyramid)
    }

    private let dataBar = DataBarDrawing.omnidirectional("0441234567890")

    @Test("DataBar is told from a retail code, upside down and on a slant, too")
    func tellsDataBar() throws {
        let half = 0.5.squareRoot()
        for drawing in [
            drawing(dataBar), drawing(dataBar).turned(cosine: -1, sine: 0),
            drawing(dataBar).turned(cosine: half, sine: half),
        ] {
            let glance = try glance(drawing)
            #expect(glance.isLikelyDataBar && glance.mayBeCode)
        }
        let retail = try glance(drawing(RetailBars.ean13("9780306406157")))
        #expect(!retail.isLikelyDataBar && retail.mayBeCode)
    }

    @Test("Too few bars are no code")
    func tellsFewBars() throws {
        let stripes = String(repeating: "11111000", count: 11)
        #expect(try !glance(drawing(stripes)).mayBeCode)
        #expect(try glance(drawing(stripes + stripes)).mayBeCode)
    }

    @Test("A few stripes are looked at by ZBar neither where they are nor with the whole picture")
    func sparesZBar() throws {
        let few = try SymbolReader().read(drawing(String(repeating: "11111000", count: 11)).image).passes
        #expect(!few.contains("whole"))
        let many = try SymbolReader().read(drawing(String(repeating: "11111000", count: 22)).image).passes
        #expect(many.contains("whole"))
    }

    @Test("A DataBar symbol that shows at first glance is not tried as a retail code")
    func readsDataBarFirst() throws {
        var cascade = try Cascade(Picture(drawing(dataBar).image))
        try cascade.run { true }
        #expect(cascade.bars.tried.isEmpty && cascade.steps == [.qrCodes, .bars])
        #expect(cascade.symbols(within: ReadingBudget()).map(\.text) == ["0104412345678909"])
    }

    @Test("A retail code beside a DataBar symbol is read, too")
    func readsBoth() throws {
        var drawing = Drawing(width: 400, height: 400)
        drawing.bars(dataBar, x: 40, y: 40, module: 3, height: 120)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 50, y: 240, module: 3, height: 120)
        let texts = try SymbolReader().read(drawing.image).symbols.map(\.text)
        #expect(Set(texts) == ["0104412345678909", "9780306406157"])
    }
}

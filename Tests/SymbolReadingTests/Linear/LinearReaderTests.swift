import Glibc
import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Reading retail codes from pictures")
struct LinearReaderTests {
    private func read(_ image: LumaImage) -> [LinearReading] {
        var pyramid = Pyramid(image)
        var reader = LinearReader()
        return reader.read(in: &pyramid)
    }

    @Test("EAN-13 is read at any angle", arguments: [0.0, 0.4, 1.57, 3.14, 4.3])
    func ean13(angle: Double) {
        var drawing = Drawing(width: 360, height: 360)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 85, y: 140, module: 2, height: 80)
        let found = read(drawing.turned(cosine: cos(angle), sine: sin(angle)).image)
        #expect(found.map(\.digits) == ["9780306406157"])
        #expect(found.first?.symbology == .ean13)
    }

    @Test("The corners are the bars', in the order of the upright code")
    func corners() throws {
        var drawing = Drawing(width: 400, height: 300)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 60, y: 90, module: 3, height: 100)
        let upright = [(60, 90), (345, 90), (345, 190), (60, 190)]
        let turned = upright.map { (399 - $0.0, 299 - $0.1) }
        for (image, expected) in [
            (drawing.image, upright), (drawing.turned(cosine: -1, sine: 0).image, turned),
        ] {
            let reading = try #require(read(image).first)
            for (corner, place) in zip(reading.corners, expected) {
                #expect(abs(corner.x - place.0) <= 6 && abs(corner.y - place.1) <= 10)
            }
            #expect(abs(reading.moduleWidth - 3) < 0.1)
        }
    }

    @Test("EAN-8, UPC-A and UPC-E are read as what they are")
    func others() throws {
        #expect(read(RetailPicture.code(RetailBars.ean8("96385074")).image).map(\.digits) == ["96385074"])
        let upcA = read(RetailPicture.code(RetailBars.ean13("0012345678905")).image)
        #expect(upcA.map(\.digits) == ["012345678905"] && upcA.first?.symbology == .upcA)
        let code = try #require(RetailCode(.upcE, digits: RetailPicture.digits("01234565")))
        let upcE = read(RetailPicture.code(RetailPicture.modules(code)).image)
        #expect(upcE.map(\.digits) == ["01234565"] && upcE.first?.symbology == .upcE)
    }

    @Test("An add-on comes with its digits")
    func addOn() {
        let gap = String(repeating: "0", count: 9)
        let modules = RetailBars.ean13("9780306406157") + gap + RetailBars.addOn("52495")
        let found = read(RetailPicture.code(modules, module: 2).image)
        #expect(found.map(\.digits) == ["9780306406157"])
        #expect(found.first?.addOn == "52495")
    }

    @Test("A code without an add-on has none")
    func noAddOn() {
        #expect(read(RetailPicture.code(RetailBars.ean13("9780306406157")).image).first?.addOn == nil)
    }

    @Test("A blurred code is read, its blur told")
    func blurred() throws {
        let picture = RetailPicture.code(RetailBars.ean13("4006381333931"), module: 3).blurred(radius: 1)
        let reading = try #require(read(picture.image).first)
        #expect(reading.digits == "4006381333931")
        #expect(reading.sigma > 0.25 && reading.sigma < 0.8)
    }

    @Test("Two codes one above the other are both read, each once")
    func stacked() {
        var drawing = Drawing(width: 300, height: 260)
        drawing.bars(RetailBars.ean13("9784873119038"), x: 55, y: 40, module: 2, height: 70)
        drawing.bars(RetailBars.ean13("1920093016001"), x: 55, y: 122, module: 2, height: 70)
        #expect(read(drawing.image).map(\.digits).sorted() == ["1920093016001", "9784873119038"])
    }

    @Test("Two books side by side are both read")
    func sideBySide() {
        var drawing = Drawing(width: 620, height: 200)
        drawing.bars(RetailBars.ean13("9784873119038"), x: 50, y: 50, module: 2, height: 90)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 370, y: 60, module: 2, height: 90)
        #expect(read(drawing.image).map(\.digits).sorted() == ["9780306406157", "9784873119038"])
    }

    @Test("Beside a code that was read no work goes into places that are higher than wide")
    func sparesHighPlaces() {
        var drawing = Drawing(width: 520, height: 420)
        drawing.bars(RetailBars.ean13("9784873119038"), x: 40, y: 40, module: 3, height: 110)
        for x in stride(from: 400, to: 480, by: 9) { drawing.fill(x: x, y: 220, width: 4, height: 140) }
        var reader = LinearReader()
        var pyramid = Pyramid(drawing.image)
        #expect(reader.read(in: &pyramid).map(\.digits) == ["9784873119038"])
        func isHigh(_ place: BarCandidate) -> Bool { place.halfHeight > 1.4 * place.halfWidth }
        #expect(reader.candidates.contains { isHigh($0) && $0.halfHeight < 2.4 * $0.halfWidth })
        #expect(!reader.tried.contains { isHigh($0.candidate) })
    }

    @Test("A code that is cut off reads as nothing", arguments: [0.3, 0.5, 0.8, 0.95])
    func cutOff(share: Double) {
        let bars = RetailBars.ean13("9780306406157")
        let kept = String(bars.prefix(Int(Double(bars.count) * share)))
        var drawing = Drawing(width: 36 + kept.count * 3, height: 160)
        drawing.bars(kept, x: 36, y: 30, module: 3, height: 100)
        #expect(read(drawing.image).isEmpty)
    }

    @Test("Noise and stripes read as nothing")
    func nothing() {
        #expect(read(RetailPicture.noise(width: 240, height: 180, amplitude: 100)).isEmpty)
        for period in [4, 6, 9] {
            var drawing = Drawing(width: 300, height: 200)
            for x in stride(from: 20, to: 280, by: period) { drawing.fill(x: x, y: 30, width: period / 2, height: 140) }
            #expect(read(drawing.image).isEmpty)
        }
    }

    @Test(
        "Pictures of any size are survived",
        arguments: [(1, 1), (1, 5000), (5000, 1), (2, 3), (12, 12), (13, 700), (700, 13), (170, 24), (1401, 16)])
    func sizes(width: Int, height: Int) {
        #expect(read(RetailPicture.noise(width: width, height: height, amplitude: 127)).isEmpty)
        #expect(read(RetailPicture.noise(width: width, height: height, amplitude: 0)).isEmpty)
    }

    @Test("The same picture gives the same answer, also after another one")
    func deterministic() {
        let image = RetailPicture.code(RetailBars.ean13("4006381333931"), module: 2).blurred(radius: 1).image
        var reader = LinearReader()
        var first = Pyramid(image)
        let once = reader.read(in: &first)
        var other = Pyramid(RetailPicture.noise(width: 200, height: 200, amplitude: 100))
        _ = reader.read(in: &other)
        var second = Pyramid(image)
        let again = reader.read(in: &second)
        #expect(again == once && once.count == 1)
    }

    @Test("A right claim is kept, a wrong one is not")
    func claims() {
        let image = RetailPicture.code(RetailBars.ean13("4006381333931"), module: 3).image
        var pyramid = Pyramid(image)
        var reader = LinearReader()
        let right = reader.verify("4006381333931", .ean13, in: [], of: &pyramid)
        #expect(right.isKept && right.best > 20)
        for wrong in ["4006381338936", "9780306406157", "4006381333932", ""] {
            let verdict = reader.verify(wrong, .ean13, in: [], of: &pyramid)
            #expect(!verdict.isKept)
        }
        let elsewhere = reader.verify("4006381333931", .ean13, in: [Point(x: 5000, y: 5000)], of: &pyramid)
        #expect(!elsewhere.isKept)
    }
}

import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("The order of reading")
struct CascadeTests {
    private let reader = SymbolReader(budget: ReadingBudget(total: .seconds(60)))

    private func page(_ width: Int = 900, _ height: Int = 700) -> Drawing { Drawing(width: width, height: height) }

    @Test("What is read at once keeps the dearer steps from running")
    func stops() throws {
        var drawing = page()
        drawing.matrix(SampleQRCode.isbnText, x: 640, y: 60, module: 6)
        #expect(try reader.read(drawing.image).passes == ["qr", "bars"])
        #expect(try reader.read(page().image).passes.contains("harder-bars"))
    }

    @Test("A picture without bars is not looked at by ZBar")
    func sparesZBar() throws {
        let passes = try reader.read(page().image).passes
        #expect(!passes.contains("other-bars") && !passes.contains("whole"))
    }

    @Test("Three QR codes and two books in one picture are all found, each once")
    func findsAll() throws {
        var drawing = page(1200, 900)
        drawing.matrix(SampleQRCode.isbnText, x: 60, y: 60, module: 5)
        drawing.matrix(SampleQRCode.gs1, x: 460, y: 60, module: 5)
        drawing.matrix(SampleQRCode.shiftJIS, x: 860, y: 60, module: 5)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 60, y: 420, module: 3, height: 120)
        drawing.bars(RetailBars.ean13("4006381333931"), x: 660, y: 420, module: 3, height: 120)
        let texts = try reader.read(drawing.image).symbols.map(\.text)
        #expect(
            texts == ["ISBN 9780306406157", "010978030640615721A1", "日本語", "9780306406157", "4006381333931"])
    }

    @Test("The parts of a message are one symbol when all are there, in any order, and say which they are when not")
    func joins() throws {
        let parts = SampleQRCode.threeParts
        var whole = page(900, 260)
        for (place, part) in [2, 0, 1].enumerated() { whole.matrix(parts[part], x: 40 + place * 280, y: 40, module: 6) }
        let joined = try reader.read(whole.image).symbols
        #expect(joined.map(\.text) == ["9780306406157 is on the shelf number 12"])
        #expect(joined.map(\.part) == [nil])

        var incomplete = page(900, 260)
        incomplete.matrix(parts[1], x: 40, y: 40, module: 6)
        incomplete.matrix(parts[0], x: 320, y: 40, module: 6)
        let rest = try reader.read(incomplete.image).symbols
        #expect(rest.map(\.text) == [" is on the sh", "9780306406157"])
        #expect(rest.map(\.part) == [.init(number: 2, count: 3), .init(number: 1, count: 3)])
    }

    @Test("Parts whose parity is not that of what they say together are no message")
    func keepsApart() throws {
        var drawing = page(700, 260)
        for (place, part) in SampleQRCode.partsOfNothing.enumerated() {
            drawing.matrix(part, x: 40 + place * 280, y: 40, module: 6)
        }
        #expect(try reader.read(drawing.image).symbols.map(\.part?.number) == [1, 2])
    }

    @Test("A code printed light on dark is read, and its corners go round as for any other")
    func readsInverted() throws {
        var drawing = Drawing(width: 640, height: 220)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 60, y: 40, module: 3, height: 120)
        let symbol = try #require(try reader.read(drawing.image.inverted()).symbols.first)
        #expect(symbol.text == "9780306406157" && symbol.symbology == .ean13)
        for (corner, expected) in zip(symbol.corners, [(60, 40), (345, 40), (345, 160), (60, 160)]) {
            #expect(abs(corner.x - expected.0) <= 6 && abs(corner.y - expected.1) <= 6, "\(symbol.corners)")
        }
    }

    @Test("A small code in a 12-megapixel picture is found in the finer size", arguments: [true, false])
    func findsSmall(isQRCode: Bool) throws {
        var drawing = Drawing(width: 4000, height: 3000)
        drawing.fill(x: 0, y: 0, width: 4000, height: 3000, with: 180)
        if isQRCode {
            drawing.fill(x: 3000, y: 2000, width: 100, height: 100, with: 255)
            drawing.matrix(SampleQRCode.isbnText, x: 3015, y: 2015, module: 3)
        } else {
            drawing.fill(x: 2980, y: 1980, width: 240, height: 110, with: 255)
            drawing.bars(RetailBars.ean13("9780306406157"), x: 3005, y: 2000, module: 2, height: 70)
        }
        let reading = try reader.read(drawing.image)
        #expect(reading.symbols.map(\.text) == [isQRCode ? "ISBN 9780306406157" : "9780306406157"])
        #expect(reading.passes.contains("finer-size") == isQRCode)
        let corner = try #require(reading.symbols.first).corners[0]
        #expect(abs(corner.x - (isQRCode ? 3015 : 3005)) <= 6 && abs(corner.y - (isQRCode ? 2015 : 2000)) <= 8)
    }

    @Test("A pyramid of which the finest levels come later has the same places")
    func addsFinerLevels() {
        let image = LumaImage(width: 8, height: 4, pixels: (0..<32).map { UInt8($0 * 8) })!
        var late = Pyramid(image.halved(), level: 1, of: PictureSize(width: 8, height: 4))
        #expect(late.finest == 1 && late.level(1) == image.halved() && late.level(0) == image.halved())
        late.add(image, level: 0)
        #expect(late.finest == 0 && late.level(0) == image && late.level(1) == image.halved())
        #expect(late.level(2) == image.halved().halved())
        late.add(image, level: 3)
        #expect(late.finest == 0)
    }
}

import PhotoDecoding
import SymbolReading
import Testing

@Suite("Reading drawn symbols")
struct DrawnSymbolTests {
    private let reader = SymbolReader()

    /// An EAN-13 at (60, 40), 95 modules of 3 pixels by 120.
    private func book(_ text: String = "9780306406157", addOn: String? = nil) -> Drawing {
        var drawing = Drawing(width: 640, height: 220)
        drawing.bars(RetailBars.ean13(text), x: 60, y: 40, module: 3, height: 120)
        if let addOn { drawing.bars(RetailBars.addOn(addOn), x: 60 + 95 * 3 + 27, y: 55, module: 3, height: 105) }
        return drawing
    }

    @Test("A book's EAN-13 is read in the second step, with its corners where the bars are")
    func readsBook() throws {
        let reading = try reader.read(book().image)
        let symbol = try #require(reading.symbols.first)
        #expect(reading.symbols.count == 1)
        #expect(symbol.symbology == .ean13 && symbol.text == "9780306406157" && symbol.addOn == nil)
        #expect(symbol.engine == .footbridge && !symbol.isGS1 && symbol.part == nil)
        #expect(reading.passes == ["qr", "bars"])
        #expect(reading.diagnosis == nil && reading.quality == nil)
        #expect(reading.width == 640 && reading.height == 220)
        #expect(symbol.corners.count == 4)
        for (corner, expected) in zip(symbol.corners, [(60, 40), (345, 40), (345, 160), (60, 160)]) {
            #expect(abs(corner.x - expected.0) <= 6 && abs(corner.y - expected.1) <= 6, "\(symbol.corners)")
        }
    }

    @Test("An add-on beside its code is reported with it, whichever way the photo is turned")
    func readsAddOn() throws {
        let drawing = book(addOn: "52495")
        for cosine in [1.0, -1.0] {
            let reading = try reader.read(drawing.turned(cosine: cosine, sine: 0).image)
            #expect(reading.symbols.map(\.addOn) == ["52495"], "cosine \(cosine)")
        }
    }

    @Test("An add-on far from any code, or under it, belongs to none")
    func refusesStrayAddOn() throws {
        var drawing = Drawing(width: 1400, height: 700)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 60, y: 40, module: 3, height: 120)
        drawing.bars(RetailBars.addOn("52495"), x: 1100, y: 55, module: 3, height: 105)
        #expect(try reader.read(drawing.image).symbols.map(\.addOn) == [nil])
        drawing = Drawing(width: 700, height: 700)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 60, y: 40, module: 3, height: 120)
        drawing.bars(RetailBars.addOn("52495"), x: 360, y: 400, module: 3, height: 105)
        #expect(try reader.read(drawing.image).symbols.map(\.addOn) == [nil])
    }

    @Test("An EAN-13 that begins with zero is a UPC-A of twelve digits")
    func namesUPCA() throws {
        let symbols = try reader.read(book("0027011006951").image).symbols
        #expect(symbols.map(\.symbology) == [.upcA])
        #expect(symbols.map(\.text) == ["027011006951"])
    }

    @Test("An EAN-8 is read")
    func readsEAN8() throws {
        var drawing = Drawing(width: 400, height: 200)
        drawing.bars(RetailBars.ean8("96385074"), x: 60, y: 40, module: 3, height: 100)
        let symbols = try reader.read(drawing.image).symbols
        #expect(symbols.map(\.text) == ["96385074"] && symbols.map(\.symbology) == [.ean8])
    }

    @Test("A code turned by 45 degrees in a large photo is read from a reduced picture")
    func readsTurned() throws {
        var drawing = Drawing(width: 1800, height: 1800)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 900 - 8 * 95 / 2, y: 750, module: 8, height: 300)
        let half = 0.5.squareRoot()
        let reading = try reader.read(drawing.turned(cosine: half, sine: half).image)
        #expect(reading.symbols.map(\.text) == ["9780306406157"])
        // The code's middle stays the photo's middle.
        let corners = try #require(reading.symbols.first).corners
        #expect(abs(corners.reduce(0) { $0 + $1.x } / 4 - 900) < 40, "\(corners)")
        #expect(abs(corners.reduce(0) { $0 + $1.y } / 4 - 900) < 40, "\(corners)")
    }

    @Test("A QR code is read with its corners, plain and inverted")
    func readsQRCode() throws {
        var drawing = Drawing(width: 200, height: 180)
        drawing.matrix(SampleQRCode.isbnText, x: 40, y: 30, module: 5)
        for image in [drawing.image, drawing.image.inverted()] {
            let symbol = try #require(try reader.read(image).symbols.first)
            #expect(symbol.symbology == .qr && symbol.text == "ISBN 9780306406157" && !symbol.isGS1)
            for (corner, expected) in zip(symbol.corners, [(40, 30), (145, 30), (145, 135), (40, 135)]) {
                #expect(abs(corner.x - expected.0) <= 6 && abs(corner.y - expected.1) <= 6, "\(symbol.corners)")
            }
        }
    }

    @Test("A QR code in Shift JIS that does not say so is shown in Japanese")
    func readsShiftJIS() throws {
        var drawing = Drawing(width: 200, height: 180)
        drawing.matrix(SampleQRCode.shiftJIS, x: 40, y: 30, module: 5)
        #expect(try reader.read(drawing.image).symbols.map(\.text) == ["日本語"])
    }

    @Test("A QR code that begins with FNC1 is marked as GS1")
    func readsGS1() throws {
        var drawing = Drawing(width: 200, height: 180)
        drawing.matrix(SampleQRCode.gs1, x: 40, y: 30, module: 5)
        let symbol = try #require(try reader.read(drawing.image).symbols.first)
        #expect(symbol.isGS1)
        #expect(symbol.text == "010978030640615721A1")
    }

    @Test("Several codes are all reported, rows from the top, each from the left")
    func readsSeveral() throws {
        var drawing = Drawing(width: 900, height: 700)
        drawing.matrix(SampleQRCode.isbnText, x: 640, y: 60, module: 6)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 60, y: 60, module: 3, height: 100)
        drawing.bars(RetailBars.ean13("4006381333931"), x: 120, y: 420, module: 3, height: 100)
        let symbols = try reader.read(drawing.image).symbols
        #expect(symbols.map(\.text) == ["9780306406157", "ISBN 9780306406157", "4006381333931"])
        let budget = ReadingBudget(maximumSymbols: 2)
        #expect(try SymbolReader(budget: budget).read(drawing.image).symbols.count == 2)
    }

    @Test("Coordinates are those of the whole picture when a reduced one was read")
    func scalesCorners() throws {
        // 9 megapixels: the base picture is half of it.
        var drawing = Drawing(width: 3600, height: 2500)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 2000, y: 1500, module: 9, height: 400)
        let reading = try reader.read(drawing.image)
        let symbol = try #require(reading.symbols.first)
        #expect(reading.width == 3600)
        for (corner, expected) in zip(symbol.corners, [(2000, 1500), (2855, 1500), (2855, 1900), (2000, 1900)]) {
            #expect(abs(corner.x - expected.0) <= 20 && abs(corner.y - expected.1) <= 20, "\(symbol.corners)")
        }
    }

    @Test("A content longer than the budget is left out")
    func boundsText() throws {
        let reader = SymbolReader(budget: ReadingBudget(maximumTextBytes: 12))
        #expect(try reader.read(book().image).symbols.isEmpty)
    }

    @Test("Without time one step is still made, and the reading says that time ran out")
    func keepsBudget() throws {
        let reader = SymbolReader(budget: ReadingBudget(total: .zero))
        let reading = try reader.read(Drawing(width: 300, height: 300).image)
        #expect(reading.ranOutOfTime && reading.passes == ["qr"] && reading.symbols.isEmpty)
    }

    @Test("Pictures of one pixel, one row and one column are looked at without harm")
    func survivesSlivers() throws {
        for (width, height) in [(1, 1), (5000, 1), (1, 5000), (3, 3)] {
            let reading = try reader.read(Drawing(width: width, height: height).image)
            #expect(reading.symbols.isEmpty)
            #expect(reading.diagnosis?.hint == .tooSmall)
        }
    }
}

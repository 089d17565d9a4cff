import PhotoDecoding
import Testing

@testable import SymbolReading

@Suite("Looking closely beside a code")
struct CloseUpTests {
    /// An EAN-13 of 95 modules of 3 pixels with its middle at (350, 350), and an add-on 9 modules right of it.
    private func book(addOn: String = "52495", gap: Int = 9, width: Int = 700) -> Drawing {
        var drawing = Drawing(width: width, height: 700)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 207, y: 300, module: 3, height: 100)
        drawing.bars(RetailBars.addOn(addOn), x: 207 + 3 * (95 + gap), y: 315, module: 3, height: 85)
        return drawing
    }

    /// The points that level scan lines near the middle would give, once the drawing is turned.
    private func bookFrame(cosine: Double, sine: Double, of image: LumaImage) -> CodeFrame? {
        func turned(_ x: Double, _ y: Double) -> Point {
            Point(
                x: Int((349.5 + (x - 349.5) * cosine - (y - 349.5) * sine).rounded()),
                y: Int((349.5 + (x - 349.5) * sine + (y - 349.5) * cosine).rounded()))
        }
        let points = [345.0, 350, 355].flatMap { [turned(207, $0), turned(492, $0)] }
        // As rough as what ZBar says: to the nearest quarter turn.
        let heading = abs(cosine) >= abs(sine) ? Vector(x: cosine, y: 0) : Vector(x: 0, y: sine)
        return CodeFrame(points: points, heading: heading, image: image, divisor: 1)
    }

    @Test("The frame of a code follows its bars at any angle")
    func followsBars() throws {
        for (cosine, sine) in [(1.0, 0.0), (0.96, 0.28), (0.8, -0.6), (-1, 0), (0, 1), (-0.28, -0.96)] {
            let image = book().turned(cosine: cosine, sine: sine).image
            let frame = try #require(bookFrame(cosine: cosine, sine: sine, of: image))
            #expect(abs(frame.along.x - 3 * cosine) < 0.1, "\(cosine), \(sine): \(frame.along)")
            #expect(abs(frame.along.y - 3 * sine) < 0.1, "\(cosine), \(sine): \(frame.along)")
            #expect(abs(frame.end.x - (349.5 + 142.5 * cosine)) < 4, "\(frame.end)")
            #expect(abs(frame.end.y - (349.5 + 142.5 * sine)) < 4, "\(frame.end)")
        }
    }

    @Test("An add-on is found at any angle")
    func findsAddOn() throws {
        for (cosine, sine) in [(1.0, 0.0), (0.96, 0.28), (0.8, -0.6), (-1, 0), (0, 1), (-0.28, -0.96)] {
            let image = book().turned(cosine: cosine, sine: sine).image
            let frame = try #require(bookFrame(cosine: cosine, sine: sine, of: image))
            let addOn = try AddOnSearch.addOn(beside: frame, in: image, dividedBy: 1, digits: [5])
            #expect(addOn == "52495", "cosine \(cosine), sine \(sine)")
        }
    }

    @Test("An add-on of another length, or too far away, is not taken")
    func refusesOthers() throws {
        let image = book().image
        let frame = try #require(bookFrame(cosine: 1, sine: 0, of: image))
        #expect(try AddOnSearch.addOn(beside: frame, in: image, dividedBy: 1, digits: [2]) == nil)
        // The wrong way round beside the code.
        var upsideDown = Drawing(width: 700, height: 700)
        upsideDown.bars(RetailBars.ean13("9780306406157"), x: 207, y: 300, module: 3, height: 100)
        upsideDown.bars(String(RetailBars.addOn("52495").reversed()), x: 519, y: 315, module: 3, height: 85)
        #expect(try AddOnSearch.addOn(beside: frame, in: upsideDown.image, dividedBy: 1, digits: [5]) == nil)
        let far = book(gap: 90, width: 1100).image
        #expect(try AddOnSearch.addOn(beside: frame, in: far, dividedBy: 1, digits: [5]) == nil)
    }

    @Test("A place of a close-up is the place in the photo, outside the photo is white")
    func mapsPlaces() throws {
        let image = book().image
        let frame = try #require(bookFrame(cosine: 1, sine: 0, of: image))
        let closeUp = try #require(CloseUp(of: image, dividedBy: 1, frame: frame, along: 0...99, down: 0...4))
        #expect(closeUp.image.width == 400 && closeUp.image.height == 10)
        let place = closeUp.place(Point(x: 40, y: 4))
        #expect(abs(place.x - 522) <= 4 && abs(place.y - 356) <= 4, "\(place)")
        #expect(closeUp.image[399, 9] == 255)
    }

    @Test("Points in one place and a plain picture give no frame")
    func refusesNothing() throws {
        let image = Drawing(width: 300, height: 300).image
        let heading = Vector(x: 1, y: 0)
        let apart = [Point(x: 10, y: 50), Point(x: 290, y: 60)]
        #expect(CodeFrame(points: apart, heading: heading, image: image, divisor: 1) == nil)
        let bars = book().image
        #expect(CodeFrame(points: [apart[0]], heading: heading, image: bars, divisor: 1) == nil)
        #expect(CodeFrame(points: [], heading: heading, image: bars, divisor: 1) == nil)
        let outside = [Point(x: -500, y: -500), Point(x: 9_000, y: 9_000)]
        _ = CodeFrame(points: outside, heading: heading, image: bars, divisor: 1)
    }

    @Test(
        "A Japanese second tier does not end the search: the tier above is found although its bars are low and tilted")
    func readsUpperTier() throws {
        var drawing = Drawing(width: 700, height: 700)
        drawing.bars(RetailBars.ean13("9784101012575"), x: 207, y: 278, module: 3, height: 40)
        drawing.bars(RetailBars.ean13("1920193006704"), x: 207, y: 340, module: 3, height: 110)
        let reading = try SymbolReader().read(drawing.turned(cosine: 0.96, sine: 0.28).image)
        #expect(reading.symbols.map(\.text) == ["9784101012575", "1920193006704"], "\(reading.passes)")
        #expect(reading.passes.last == "above-tier", "\(reading.passes)")
    }

    @Test("An EAN-13 whose bars crowd towards one end is read", arguments: [false, true])
    func readsForeshortened(isDown: Bool) throws {
        // Modules from 4 to 8 pixels wide: the halves differ by half.
        var drawing = Drawing(width: 900, height: 900)
        var place = 130.0
        for (index, bit) in RetailBars.ean13("9781912875047").enumerated() {
            let width = 4 + 4 * Double(index) / 94
            let (start, end) = (Int(place.rounded()), Int((place + width).rounded()))
            if bit == "1", isDown { drawing.fill(x: 300, y: start, width: 300, height: end - start) }
            if bit == "1", !isDown { drawing.fill(x: start, y: 300, width: end - start, height: 300) }
            place += width
        }
        let reading = try SymbolReader().read(drawing.image)
        #expect(reading.symbols.map(\.text) == ["9781912875047"])
        #expect(reading.readingPass?.hasPrefix("tilted-") == true, "\(reading.passes)")
        let corners = try #require(reading.symbols.first).corners
        for corner in corners {
            let (along, across) = isDown ? (corner.y, corner.x) : (corner.x, corner.y)
            #expect(abs(along - 130) < 15 || abs(along - 700) < 15, "\(corners)")
            #expect((295...605).contains(across), "\(corners)")
        }
    }
}

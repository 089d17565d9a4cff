import PhotoDecoding
import SymbolReading
import Testing

@Suite("Photos stored turned or mirrored")
struct OrientationTests {
    /// The upright picture: a book's code with its add-on above on the left, a QR code on its right, another code below.
    private static let upright: LumaImage = {
        var drawing = Drawing(width: 480, height: 360)
        drawing.bars(RetailBars.ean13("9780306406157"), x: 30, y: 40, module: 2, height: 80)
        drawing.bars(RetailBars.addOn("52495"), x: 240, y: 48, module: 2, height: 72)
        drawing.matrix(SampleQRCode.isbnText, x: 360, y: 30, module: 5)
        drawing.bars(RetailBars.ean13("4006381333931"), x: 60, y: 240, module: 3, height: 90)
        return drawing.image
    }()

    /// Where the pixel of the stored row and column is seen, from the words of Exif: where the 0th row and the 0th
    /// column are, visually.
    private static func seen(row: Int, column: Int, orientation: UInt8) -> (x: Int, y: Int) {
        let (right, bottom) = (upright.width - 1, upright.height - 1)
        return switch orientation {
        case 1: (column, row)  // row at the top, column on the left
        case 2: (right - column, row)  // top, right
        case 3: (right - column, bottom - row)  // bottom, right
        case 4: (column, bottom - row)  // bottom, left
        case 5: (row, column)  // left, top
        case 6: (right - row, column)  // right, top
        case 7: (right - row, bottom - column)  // right, bottom
        default: (row, bottom - column)  // left, bottom
        }
    }

    @Test(
        "Each of the eight orientations gives the same texts in the same order, in the same upright places",
        arguments: UInt8(1)...8)
    func readsUpright(orientation: UInt8) throws {
        let isTurned = orientation > 4
        let file = StoredPNG.file(
            width: isTurned ? Self.upright.height : Self.upright.width,
            height: isTurned ? Self.upright.width : Self.upright.height, orientation: orientation
        ) { x, y in
            let place = Self.seen(row: y, column: x, orientation: orientation)
            return Self.upright[place.x, place.y] > 127
        }
        let photo = try Photo(bytes: file)
        #expect(photo.header.orientation.rawValue == Int(orientation))
        let reading = try SymbolReader().read(photo)
        #expect(reading.width == 480 && reading.height == 360)
        #expect(reading.symbols.map(\.text) == ["9780306406157", "ISBN 9780306406157", "4006381333931"])
        #expect(reading.symbols.map(\.addOn) == ["52495", nil, nil])
        // From the top left, clockwise; a QR code from its own top left.
        let places = [
            [(30, 40), (220, 40), (220, 120), (30, 120)], [(360, 30), (465, 30), (465, 135), (360, 135)],
            [(60, 240), (345, 240), (345, 330), (60, 330)],
        ]
        for (symbol, expected) in zip(reading.symbols, places) {
            for (corner, place) in zip(symbol.corners, expected) {
                #expect(
                    abs(corner.x - place.0) <= 6 && abs(corner.y - place.1) <= 6,
                    "\(symbol.text): \(symbol.corners)")
            }
        }
    }
}

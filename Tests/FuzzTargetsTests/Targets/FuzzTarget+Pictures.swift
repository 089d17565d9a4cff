import FootbridgeCore
import SymbolDrawing

@testable import DecodeWorkers
@testable import PhotoDecoding
@testable import SymbolReading

extension FuzzTarget {
    /// Grey pixels, and QR codes with damage.
    ///
    /// A first byte below 128 gives a picture's width less 15, and its pixels follow. Another one draws a QR code: the
    /// length of its text, the text, and then rectangles of one grey value over it.
    static let qrPicture = FuzzTarget(
        "qr-picture", longestInput: 1 << 14,
        seeds: {
            var seeds: [[UInt8]] = []
            for text in ["1", "HTTPS://EXAMPLE.ORG/9780306406157", "naïve 日本"] {
                seeds.append([200, UInt8(text.utf8.count)] + Array(text.utf8) + [4, 4, 9, 9, 128])
                if let code = QRCode(text) { seeds.append(pixels(of: CodeDrawing(code, scale: 2).image)) }
            }
            return seeds
        },
        check: { input in
            var reader = InputReader(input)
            let first = reader.byte()
            if first < 128 {
                try checkReading(of: picture(width: Int(first) + 16, reader.rest))
                return
            }
            let text = String(decoding: reader.bytes(Int(reader.byte())), as: UTF8.self)
            guard let code = QRCode(text, correction: .allCases[Int(first) % QRCode.Correction.allCases.count]) else {
                return
            }
            var drawing = CodeDrawing(code, scale: 2 + Int(first) % 3)
            while !reader.rest.isEmpty { drawing.damage(&reader) }
            // A wrong text is worse than none.
            for symbol in try checkReading(of: drawing.image).symbols where symbol.symbology == .qr {
                try require(symbol.text == text, "\(text.debugDescription) is read as \(symbol.text.debugDescription)")
            }
        })

    /// Rows of bars: a byte for the height of the picture less 15, one for how many times each value is drawn, and the
    /// values of one row.
    static let linearPicture = FuzzTarget(
        "linear-picture", longestInput: 512,
        seeds: {
            guard let png = BuiltInPhotos.all.first?.bytes else { return [] }
            let image = try PhotoDecoder.decode(Photo(bytes: png))
            let row = Array(image.pixels.prefix(image.width))
            let grey = row.map { $0 / 2 + 60 }
            return [[40, 0] + row, [20, 1] + row, [100, 0] + Array(row.reversed()), [40, 2] + grey]
        },
        check: { input in
            var reader = InputReader(input)
            let (height, repetition) = (16 + Int(reader.byte() % 112), 1 + Int(reader.byte() % 4))
            let row = reader.rest.flatMap { repeatElement($0, count: repetition) }
            guard row.count >= 16 else { return }
            try checkReading(of: image(width: row.count, Array(repeatElement(row, count: height).joined())))
        })

    /// Reads a picture as the daemon does, and believes the reading as it does one that comes from a worker.
    @discardableResult
    private static func checkReading(of image: LumaImage) throws -> Reading {
        let reading = try SymbolReader().read(image)
        try require(reading.symbols.isEmpty == (reading.diagnosis != nil), "symbols and a reason why there are none")
        let header = try PhotoHeader(format: .png, width: image.width, height: image.height, orientation: nil)
        let again: Reading
        do throws(Nonsense) {
            again = try ReadingEncoding.reading(
                ReadingEncoding.bytes(of: PhotoReading(reading))[...], of: header
            ).reading
        } catch {
            throw BrokenProperty("what was read is not believed: \(error.reason)")
        }
        // Not all of it: corners far outside are brought nearer on the way.
        try require(again.symbols.map(\.text) == reading.symbols.map(\.text), "other texts come from a worker")
        return reading
    }

    /// Pixels that are missing are white.
    private static func picture(width: Int, _ pixels: ArraySlice<UInt8>) -> LumaImage {
        let height = max(16, (pixels.count + width - 1) / width)
        return image(width: width, pixels + repeatElement(255, count: width * height - pixels.count))
    }

    fileprivate static func image(width: Int, _ pixels: some Sequence<UInt8>) -> LumaImage {
        let pixels = Array(pixels)
        return LumaImage(width: width, height: pixels.count / width, uncheckedPixels: pixels)
    }

    private static func pixels(of image: LumaImage) -> [UInt8] { [UInt8(image.width - 16)] + image.pixels }
}

/// A QR code as grey pixels.
private struct CodeDrawing {
    private let side: Int
    private var pixels: [UInt8]

    init(_ code: QRCode, scale: Int) {
        side = (code.size + 8) * scale
        pixels = [UInt8](repeating: 255, count: side * side)
        for y in 0..<(code.size * scale) {
            for x in 0..<(code.size * scale) where code[x / scale, y / scale] {
                pixels[(y + 4 * scale) * side + x + 4 * scale] = 0
            }
        }
    }

    /// A rectangle of one grey value: left, top, width and height of at most 31, value.
    mutating func damage(_ reader: inout InputReader) {
        let (left, top) = (Int(reader.byte()) % side, Int(reader.byte()) % side)
        let (width, height) = (Int(reader.byte() % 32), Int(reader.byte() % 32))
        let value = reader.byte()
        for y in top..<min(side, top + height) {
            for x in left..<min(side, left + width) { pixels[y * side + x] = value }
        }
    }

    var image: LumaImage { FuzzTarget.image(width: side, pixels) }
}

import PhotoDecoding
import Testing

@Suite("Decoding in colour")
struct ColorDecodingTests {
    private static func picture(_ width: Int, _ height: Int) throws -> ColorImage {
        // Red to the left, blue below.
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width { pixels += [x < width / 2 ? 220 : 30, 90, y < height / 2 ? 40 : 200] }
        }
        return try #require(ColorImage(width: width, height: height, pixels: pixels))
    }

    private static func isNear(_ image: ColorImage, _ x: Int, _ y: Int, _ colors: [Int]) -> Bool {
        let start = 3 * (y * image.width + x)
        return zip(image.pixels[start..<start + 3], colors).allSatisfy { abs(Int($0) - $1) <= 12 }
    }

    @Test("A JPEG that was written is read again, smaller where that is asked for")
    func roundTrip() throws {
        let file = try JPEGEncoder.encode(Self.picture(130, 90), quality: 90)
        let whole = try PhotoDecoder.decodeColor(Photo(bytes: file), longSide: 800)
        #expect((whole.width, whole.height) == (130, 90))
        for (image, x, y) in [
            (whole, 129, 89), (try PhotoDecoder.decodeColor(Photo(bytes: file), longSide: 40), 39, 27),
        ] {
            #expect(Self.isNear(image, 0, 0, [220, 90, 40]) && Self.isNear(image, x, 0, [30, 90, 40]))
            #expect(Self.isNear(image, 0, y, [220, 90, 200]) && Self.isNear(image, x, y, [30, 90, 200]))
            #expect((image.width, image.height) == (x + 1, y + 1))
        }
    }

    @Test("A picture that is stored lying down is turned upright")
    func orientation() throws {
        let image = try Self.picture(4, 2)
        let turned = image.upright(.right)
        #expect((turned.width, turned.height) == (2, 4))
        // What was at the bottom left is at the top left then.
        #expect(Self.isNear(turned, 0, 0, [220, 90, 200]) && Self.isNear(turned, 1, 3, [30, 90, 40]))
        #expect(image.upright(.upright) == image)
    }

    @Test("Each pixel of a reduced picture is the mean of its area")
    func reduction() throws {
        let image = try #require(ColorImage(width: 3, height: 1, pixels: [0, 0, 0, 90, 90, 90, 240, 240, 240]))
        // Halves of the middle one go to either side.
        #expect(image.reduced(toLongSide: 2).pixels == [30, 30, 30, 190, 190, 190])
        #expect(image.reduced(toLongSide: 3) == image)
        #expect(
            ColorImage(width: 1, height: 1, pixels: [1, 2]) == nil && ColorImage(width: 0, height: 1, pixels: []) == nil
        )
    }

    @Test("PNG and WebP have the colours of the JPEG", arguments: ["png", "webp"])
    func formats(format: String) throws {
        let photo = try Photo(bytes: format == "png" ? Self.png : Self.webp)
        let image = try PhotoDecoder.decodeColor(photo, longSide: 800)
        // Red, then green that is half transparent over white.
        #expect(Self.isNear(image, 0, 0, [255, 0, 0]) && Self.isNear(image, 1, 0, [127, 255, 127]))
    }

    /// Two pixels: red, and green that is half transparent.
    private static let png: [UInt8] = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52,
        0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x06, 0x00, 0x00, 0x00, 0xF4, 0x22, 0x7F,
        0x8A, 0x00, 0x00, 0x00, 0x11, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0xF8, 0xCF, 0xC0, 0xF0,
        0x9F, 0xE1, 0x3F, 0x43, 0x03, 0x00, 0x10, 0x79, 0x03, 0x7E, 0x21, 0xC0, 0xFD, 0x8D, 0x00, 0x00,
        0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
    ]
    private static let webp: [UInt8] = [
        0x52, 0x49, 0x46, 0x46, 0x20, 0x00, 0x00, 0x00, 0x57, 0x45, 0x42, 0x50, 0x56, 0x50, 0x38, 0x4C,
        0x13, 0x00, 0x00, 0x00, 0x2F, 0x01, 0x00, 0x00, 0x10, 0x0F, 0x30, 0xFF, 0xFB, 0x1F, 0x0F, 0xFC,
        0x0F, 0x07, 0x15, 0x88, 0xE8, 0x7F, 0x00, 0x00,
    ]
}

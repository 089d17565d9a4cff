import Testing

@testable import PhotoDecoding

@Suite("PNG to grey")
struct PNGDecodingTests {
    /// Left half black, right half white, in every form that PNG has.
    static let forms: [(String, PNGFile)] = [
        ("1-bit", PNGFile(width: 19, height: 11, bitDepth: 1) { x, _ in [x < 9 ? 0 : 1] }),
        ("2-bit", PNGFile(width: 19, height: 11, bitDepth: 2) { x, _ in [x < 9 ? 0 : 3] }),
        ("8-bit", PNGFile(width: 19, height: 11) { x, _ in [x < 9 ? 0 : 255] }),
        ("16-bit", PNGFile(width: 19, height: 11, bitDepth: 16) { x, _ in [x < 9 ? 0 : 65_535] }),
        ("interlaced", PNGFile(width: 19, height: 11, isInterlaced: true) { x, _ in [x < 9 ? 0 : 255] }),
        (
            "16-bit interlaced colour with alpha",
            PNGFile(width: 19, height: 11, colour: .colourAlpha, bitDepth: 16, isInterlaced: true) { x, _ in
                x < 9 ? [0, 0, 0, 65_535] : [65_535, 65_535, 65_535, 65_535]
            }
        ),
        (
            "palette",
            PNGFile(
                width: 19, height: 11, colour: .palette, bitDepth: 4,
                chunksBefore: [PNGFile.chunk("PLTE", [0, 0, 0, 255, 255, 255])]
            ) { x, _ in [x < 9 ? 0 : 1] }
        ),
        (
            "palette with transparent black for white",
            PNGFile(
                width: 19, height: 11, colour: .palette, bitDepth: 8,
                chunksBefore: [PNGFile.chunk("PLTE", [0, 0, 0, 0, 0, 0]), PNGFile.chunk("tRNS", [255, 0])]
            ) { x, _ in [x < 9 ? 0 : 1] }
        ),
        (
            "colour", PNGFile(width: 19, height: 11, colour: .colour) { x, _ in x < 9 ? [0, 0, 0] : [255, 255, 255] }
        ),
        (
            "grey with alpha, transparent black for white",
            PNGFile(width: 19, height: 11, colour: .greyAlpha) { x, _ in [0, x < 9 ? 255 : 0] }
        ),
    ]

    @Test("Every colour type, depth and interlacing gives the same grey, white behind transparency", arguments: forms)
    func decodes(name: String, file: PNGFile) throws {
        let image = try PhotoDecoder.decode(Photo(bytes: file.bytes))
        #expect(image.width == 19 && image.height == 11)
        for y in 0..<11 {
            for x in 0..<19 { #expect(image[x, y] == (x < 9 ? 0 : 255), "\(name) at \(x), \(y)") }
        }
    }

    @Test("Mid-grey stays what it is at 8 and at 16 bits")
    func keepsMidGrey() throws {
        let deep = PNGFile(width: 4, height: 4, bitDepth: 16) { _, _ in [100 * 257] }
        let plain = PNGFile(width: 4, height: 4) { _, _ in [100] }
        #expect(try PhotoDecoder.decode(Photo(bytes: deep.bytes))[1, 1] == 100)
        #expect(try PhotoDecoder.decode(Photo(bytes: plain.bytes))[1, 1] == 100)
    }

    @Test("A file declaring 50 000 x 50 000 pixels is refused by its header, whole or cut off")
    func refusesBomb() {
        var file = PNGFile(width: 50_000, height: 50_000, bitDepth: 1) { _, _ in [0] }
        let expected = PhotoError.tooManyPixels(width: 50_000, height: 50_000)
        #expect(throws: expected) { try Photo(bytes: file.head) }
        #expect(throws: expected) { try Photo(bytes: file.head + PNGFile.chunk("IEND", [])) }
        file.width = 70_000
        file.height = 1
        #expect(throws: PhotoError.tooManyPixels(width: 70_000, height: 1)) { try Photo(bytes: file.head) }
    }

    @Test("An empty picture, an oversized side and a wrong first chunk are bad headers")
    func refusesBadHeaders() {
        let bad = PhotoError.undecodable(reason: .badHeader)
        let empty = PNGFile(width: 0, height: 5) { _, _ in [0] }
        #expect(throws: bad) { try Photo(bytes: empty.head) }
        var sixteenGiga = PNGFile(width: 5, height: 5) { _, _ in [0] }.head
        sixteenGiga[16] = 0xFF
        #expect(throws: bad) { try Photo(bytes: sixteenGiga) }
        #expect(throws: bad) {
            try Photo(bytes: PNGFile.signature + PNGFile.chunk("IDAT", [UInt8](repeating: 0, count: 13)))
        }
    }

    @Test("Compressed text in front of the picture is dropped, not inflated")
    func dropsAncillaryChunks() throws {
        let text = Array("Comment\0\0".utf8) + PNGFile.zlib([UInt8](repeating: 0x41, count: 600))
        let plain = PNGFile(width: 8, height: 8) { _, _ in [255] }
        var dressed = plain
        dressed.chunksBefore = [
            PNGFile.chunk("zTXt", text), PNGFile.chunk("iCCP", text), PNGFile.chunk("gAMA", PNGFile.uint32(100_000)),
        ]
        #expect(dressed.bytes.count > plain.bytes.count)
        #expect(try PNGPictureChunks(dressed.bytes).bytes == plain.bytes)
        #expect(try PNGPictureChunks(plain.bytes + [1, 2, 3]).bytes == plain.bytes)
        #expect(try PhotoDecoder.decode(Photo(bytes: dressed.bytes)).pixels.allSatisfy { $0 == 255 })
    }

    @Test("An unknown critical chunk cannot be ignored")
    func refusesUnknownCriticalChunk() throws {
        let file = PNGFile(width: 8, height: 8, chunksBefore: [PNGFile.chunk("ABCD", [1])]) { _, _ in [255] }
        let photo = try Photo(bytes: file.bytes)
        #expect(throws: PhotoError.undecodable(reason: .unsupportedFeature)) { try PhotoDecoder.decode(photo) }
    }

    @Test("A damaged checksum and too little picture data are corrupt")
    func refusesCorruption() throws {
        let file = PNGFile(width: 8, height: 8) { _, _ in [255] }
        var damaged = file.bytes
        damaged[60] ^= 0xFF
        let photo = try Photo(bytes: damaged)
        #expect(throws: PhotoError.undecodable(reason: .corrupt)) { try PhotoDecoder.decode(photo) }

        let short =
            file.head + PNGFile.chunk("IDAT", PNGFile.zlib([0, 1, 2, 3])) + PNGFile.chunk("IEND", [])
        let shortPhoto = try Photo(bytes: short)
        #expect(throws: PhotoError.undecodable(reason: .corrupt)) { try PhotoDecoder.decode(shortPhoto) }
    }
}

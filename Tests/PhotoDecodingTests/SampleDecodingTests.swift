import PhotoDecoding
import Testing

@Suite("JPEG and WebP to grey")
struct SampleDecodingTests {
    @Test(
        "Each sample gives its dark, light and white parts, white behind transparency",
        arguments: SampleFile.allCases.filter { $0 != .animatedWebP })
    func decodes(sample: SampleFile) throws {
        let photo = try Photo(bytes: sample.bytes)
        let image = try PhotoDecoder.decode(photo)
        #expect(image.width == 32 && image.height == 24)
        let isTransparent = sample == .alphaWebP || sample == .lossyAlphaWebP
        #expect(abs(Int(image[12, 8]) - 33) < 14, "dark part")
        #expect(abs(Int(image[26, 20]) - 205) < 14, "light part")
        #expect(image[2, 2] > 240, "white part")
        #expect(isTransparent ? image[4, 20] > 250 : image[4, 20] < 47, "lower left part")
    }

    @Test("Format and orientation come from the file's own bytes")
    func readsHeaders() throws {
        #expect(try PhotoHeader(bytes: SampleFile.turnedJPEG.bytes).orientation == .right)
        #expect(try PhotoHeader(bytes: SampleFile.turnedWebP.bytes).orientation == .right)
        #expect(try PhotoHeader(bytes: SampleFile.greyJPEG.bytes).orientation == .upright)
        #expect(try Photo(bytes: SampleFile.greyJPEG.bytes).format == .jpeg)
        #expect(try Photo(bytes: SampleFile.alphaWebP.bytes).format == .webp)
        #expect(PhotoFormat.sniff(PNGFile.signature) == .png)
        #expect(PhotoFormat.jpeg.mediaType == "image/jpeg")
    }

    @Test("A JPEG is reduced in the decoder; sizes round up", arguments: PhotoReduction.allCases)
    func reducesJPEG(reduction: PhotoReduction) throws {
        let image = try PhotoDecoder.decode(Photo(bytes: SampleFile.colourJPEG.bytes), reducedTo: reduction)
        #expect(image.width == 32 / reduction.divisor && image.height == 24 / reduction.divisor)
        #expect(image[image.width - 1, image.height - 1] > 180)
    }

    @Test("WebP and PNG are averaged to the size asked for")
    func reducesOthers() throws {
        let webP = try PhotoDecoder.decode(Photo(bytes: SampleFile.losslessWebP.bytes), reducedTo: .quarter)
        #expect(webP.width == 8 && webP.height == 6)
        let png = PNGFile(width: 9, height: 5) { x, y in [(x + y) % 2 == 0 ? 0 : 200] }
        let image = try PhotoDecoder.decode(Photo(bytes: png.bytes), reducedTo: .half)
        #expect(image == LumaImage(width: 4, height: 2, pixels: [UInt8](repeating: 100, count: 8)))
    }

    @Test("Animation is an unsupported feature")
    func refusesAnimation() {
        #expect(throws: PhotoError.undecodable(reason: .unsupportedFeature)) {
            try Photo(bytes: SampleFile.animatedWebP.bytes)
        }
    }

    @Test("Padding between JPEG segments and bytes after the end do no harm")
    func toleratesPadding() throws {
        var padded = SampleFile.greyJPEG.bytes
        padded.insert(contentsOf: [0, 0, 0, 0], at: 20)  // after the first segment (two bytes of SOI, 18 of JFIF)
        let plain = try PhotoDecoder.decode(Photo(bytes: SampleFile.greyJPEG.bytes))
        #expect(try PhotoDecoder.decode(Photo(bytes: padded)) == plain)
        #expect(try PhotoDecoder.decode(Photo(bytes: SampleFile.greyJPEG.bytes + [1, 2, 3])) == plain)
    }

    @Test("A JPEG without a scan, and one whose frame comes after its scan, are undecodable")
    func refusesMissingScan() throws {
        let bytes = SampleFile.greyJPEG.bytes
        let scan = try #require(bytes.indices.dropLast().first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA })
        let photo = try Photo(bytes: Array(bytes[..<scan]) + [0xFF, 0xD9])
        #expect(throws: PhotoError.self) { try PhotoDecoder.decode(photo) }
        #expect(throws: PhotoError.undecodable(reason: .badHeader)) {
            try Photo(bytes: [0xFF, 0xD8] + bytes[scan...])
        }
    }

    @Test("A progressive JPEG that repaints itself a thousand times is a bomb")
    func refusesManyScans() throws {
        let bytes = SampleFile.progressiveJPEG.bytes
        let scans = bytes.indices.dropLast().filter { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA }
        let last = try #require(scans.last)
        var repeated = Array(bytes.dropLast(2))
        for _ in 0..<1000 { repeated += bytes[last..<(bytes.count - 2)] }
        let photo = try Photo(bytes: repeated + [0xFF, 0xD9])
        #expect(throws: PhotoError.undecodable(reason: .bomb)) { try PhotoDecoder.decode(photo) }
    }

    @Test("Nothing, text and a bare signature are refused by name")
    func refusesOthers() {
        #expect(throws: PhotoError.empty) { try Photo(bytes: []) }
        #expect(throws: PhotoError.unsupportedFormat(.gif)) { try Photo(bytes: Array("GIF89a, not a photo".utf8)) }
        #expect(throws: PhotoError.undecodable(reason: .truncated)) { try Photo(bytes: PNGFile.signature) }
        #expect(throws: PhotoError.undecodable(reason: .truncated)) { try Photo(bytes: [0xFF, 0xD8, 0xFF]) }
    }

    @Test("Limits on bytes, pixels and sides are inclusive")
    func keepsLimits() throws {
        let bytes = SampleFile.greyJPEG.bytes
        let exact = PhotoLimits(maximumPixels: 32 * 24, maximumBytes: bytes.count, maximumSide: 32)
        #expect(try Photo(bytes: bytes, limits: exact).header.width == 32)
        var limits = exact
        limits.maximumBytes -= 1
        #expect(throws: PhotoError.tooManyBytes) { try Photo(bytes: bytes, limits: limits) }
        limits = exact
        limits.maximumPixels -= 1
        #expect(throws: PhotoError.tooManyPixels(width: 32, height: 24)) { try Photo(bytes: bytes, limits: limits) }
        limits = exact
        limits.maximumSide -= 1
        #expect(throws: PhotoError.tooManyPixels(width: 32, height: 24)) { try Photo(bytes: bytes, limits: limits) }
    }
}

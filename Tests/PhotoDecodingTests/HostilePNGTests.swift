import PhotoDecoding
import Testing

@Suite("PNGs with more behind them than they show")
struct HostilePNGTests {
    /// A deflate stream of zeros, 258 in every 13 bits, that says it is a zlib stream.
    private static func zeros(bytes count: Int) -> [UInt8] {
        var bits: [UInt8] = []
        // The last block, in fixed Huffman codes; a literal 0; then length 258 and distance 1 again and again.
        bits += [1, 1, 0] + [0, 0, 1, 1, 0, 0, 0, 0]
        let match: [UInt8] = [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0]
        for _ in 0..<(count * 8 / match.count) { bits += match }
        var stream: [UInt8] = [0x78, 0x01]
        for start in stride(from: 0, to: bits.count - 7, by: 8) {
            stream.append((0..<8).reduce(0) { $0 | bits[start + $1] << UInt8($1) })
        }
        return stream
    }

    private static func file(like picture: PNGFile, stream: [UInt8], chunk: Int) -> [UInt8] {
        var bytes = picture.head
        for start in stride(from: 0, to: stream.count, by: chunk) {
            bytes += PNGFile.chunk("IDAT", Array(stream[start..<min(start + chunk, stream.count)]))
        }
        return bytes + PNGFile.chunk("IEND", [])
    }

    static let pictures: [(String, PNGFile)] = [
        ("eight pixels square", PNGFile(width: 8, height: 8) { _, _ in [0] }),
        ("one pixel", PNGFile(width: 1, height: 1, bitDepth: 1) { _, _ in [0] }),
        ("interlaced", PNGFile(width: 9, height: 7, isInterlaced: true) { _, _ in [0] }),
        ("16 bits with alpha", PNGFile(width: 64, height: 64, colour: .colourAlpha, bitDepth: 16) { _, _ in [0] }),
        ("one wide row", PNGFile(width: 65_535, height: 1) { _, _ in [0] }),
        ("a large picture", PNGFile(width: 2000, height: 1000) { _, _ in [0] }),
    ]

    @Test("Picture data far beyond the picture is a bomb, in one chunk or in many", arguments: pictures)
    func refusesExcess(name: String, picture: PNGFile) throws {
        let stream = Self.zeros(bytes: 60_000)
        for chunk in [stream.count, 5000, 100] {
            let photo = try Photo(bytes: Self.file(like: picture, stream: stream, chunk: chunk))
            #expect(throws: PhotoError.undecodable(reason: .bomb), "\(name), chunks of \(chunk)") {
                try PhotoDecoder.decode(photo)
            }
        }
    }

    @Test("A picture in chunks of one byte, and one with a few bytes too many, are decoded")
    func toleratesOddStreams() throws {
        let picture = PNGFile(width: 40, height: 30) { x, y in [x * 5 + y] }
        let plain = try PhotoDecoder.decode(Photo(bytes: picture.bytes))
        let lines = (0..<30).flatMap { y in [UInt8(0)] + (0..<40).map { UInt8($0 * 5 + y) } }
        let single = Self.file(like: picture, stream: PNGFile.zlib(lines), chunk: 1)
        #expect(try PhotoDecoder.decode(Photo(bytes: single)) == plain)
        let long = Self.file(like: picture, stream: PNGFile.zlib(lines + [1, 2, 3, 4, 5]), chunk: 5000)
        #expect(try PhotoDecoder.decode(Photo(bytes: long)) == plain)
    }
}

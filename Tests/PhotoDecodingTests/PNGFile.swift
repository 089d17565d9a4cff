/// Writes PNG files for tests: any colour type and depth, interlaced or not, uncompressed inside.
struct PNGFile: Sendable {
    enum Colour: UInt8, Sendable {
        case grey = 0
        case colour = 2
        case palette = 3
        case greyAlpha = 4
        case colourAlpha = 6
    }

    var width: Int
    var height: Int
    var colour = Colour.grey
    var bitDepth = 8
    var isInterlaced = false
    /// Chunks between IHDR and the picture data.
    var chunksBefore: [[UInt8]] = []
    /// The samples of a pixel.
    var pixel: @Sendable (_ x: Int, _ y: Int) -> [Int]

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    var bytes: [UInt8] {
        Self.signature + header + chunksBefore.joined() + Self.chunk("IDAT", Self.zlib(scanLines))
            + Self.chunk("IEND", [])
    }

    /// The file up to and including IHDR.
    var head: [UInt8] { Self.signature + header }

    private var header: [UInt8] {
        Self.chunk(
            "IHDR",
            Self.uint32(width) + Self.uint32(height)
                + [UInt8(bitDepth), colour.rawValue, 0, 0, isInterlaced ? 1 : 0])
    }

    private var scanLines: [UInt8] {
        // Start and step of the seven Adam7 passes, or of the only one.
        let passes: [(x: Int, y: Int, dx: Int, dy: Int)] =
            isInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)]
        var bytes: [UInt8] = []
        for pass in passes where pass.x < width && pass.y < height {
            for y in stride(from: pass.y, to: height, by: pass.dy) {
                bytes.append(0)
                var bits = 0
                var count = 0
                for x in stride(from: pass.x, to: width, by: pass.dx) {
                    for sample in pixel(x, y) {
                        bits = bits << bitDepth | sample
                        count += bitDepth
                        while count >= 8 {
                            bytes.append(UInt8(truncatingIfNeeded: bits >> (count - 8)))
                            count -= 8
                        }
                    }
                }
                if count > 0 { bytes.append(UInt8(truncatingIfNeeded: bits << (8 - count))) }
            }
        }
        return bytes
    }

    static func chunk(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + payload
        return uint32(payload.count) + body + uint32(Int(crc(body)))
    }

    /// A zlib stream of stored blocks.
    static func zlib(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var start = 0
        repeat {
            let end = min(start + 65_535, bytes.count)
            let length = UInt16(end - start)
            stream.append(end == bytes.count ? 1 : 0)
            for value in [length, ~length] { stream += [UInt8(value & 0xFF), UInt8(value >> 8)] }
            stream += bytes[start..<end]
            start = end
        } while start < bytes.count
        var a = 1
        var b = 0
        for byte in bytes {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + uint32(b << 16 | a)
    }

    static func uint32(_ value: Int) -> [UInt8] {
        [UInt8(value >> 24 & 0xFF), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    /// The file with every chunk's checksum made right again, so that a mutation reaches the code behind it.
    static func repaired(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var position = 8
        while position + 12 <= bytes.count {
            let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = position + 8 + length
            guard end + 4 <= bytes.count else { break }
            bytes.replaceSubrange(end..<(end + 4), with: uint32(Int(crc(bytes[(position + 4)..<end]))))
            position = end + 4
        }
        return bytes
    }

    private static let crcTable: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    }

    private static func crc(_ bytes: some Sequence<UInt8>) -> UInt32 {
        ~bytes.reduce(0xFFFF_FFFF) { crcTable[Int(($0 ^ UInt32($1)) & 0xFF)] ^ $0 >> 8 }
    }
}

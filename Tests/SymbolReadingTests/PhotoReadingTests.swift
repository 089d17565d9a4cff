import PhotoDecoding
import SymbolReading
import Testing

@Suite("From file to symbols")
struct PhotoReadingTests {
    /// A QR code as a 1-bit PNG file, three pixels a module, stored without compression.
    private var file: [UInt8] {
        let rows = SampleQRCode.isbnText
        return StoredPNG.file(width: 100, height: 90) { x, y in
            let (column, row) = ((x - 15) / 3, (y - 12) / 3)
            guard x >= 15, y >= 12, row < rows.count, column < rows[row].count else { return true }
            return Array(rows[row])[column] != "#"
        }
    }

    @Test("A file is decoded and read, and both times are told")
    func readsFile() throws {
        let reading = try SymbolReader().read(Photo(bytes: file))
        #expect(reading.symbols.map(\.text) == ["ISBN 9780306406157"])
        #expect(reading.width == 100 && reading.height == 90)
        #expect(reading.decodeTime > .zero && reading.readTime > .zero)
    }

    @Test("A file that cannot be decoded is an error, not an empty reading")
    func refusesBrokenFile() throws {
        var broken = file
        broken[70] ^= 0xFF
        let photo = try Photo(bytes: broken)
        #expect(throws: PhotoError.undecodable(reason: .corrupt)) { try SymbolReader().read(photo) }
    }

    @Test("What nobody wants is not even decoded, and is given up before the next step")
    func givesUp() throws {
        var broken = file
        broken[70] ^= 0xFF
        #expect(try SymbolReader().read(Photo(bytes: broken), while: { false }) == nil)

        // Nothing is in it, so that every step would run that looks for a small or faint code.
        let empty = try Photo(bytes: StoredPNG.file(width: 300, height: 300) { _, _ in true })
        var questions = 0
        let reading = try SymbolReader().read(empty) {
            questions += 1
            return true
        }
        // Once before decoding, then once before each step but the first.
        #expect(questions == (try #require(reading).passes.count) && questions > 4)
        questions = 0
        let abandoned = try SymbolReader().read(empty) {
            questions += 1
            return questions < 4
        }
        #expect(abandoned == nil && questions == 4)
    }

    @Test("One reader serves many threads at once with the same answers")
    func readsConcurrently() async throws {
        let reader = SymbolReader()
        let photo = try Photo(bytes: file)
        try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<32 { group.addTask { try reader.read(photo).symbols.map(\.text) } }
            for try await texts in group { #expect(texts == ["ISBN 9780306406157"]) }
        }
    }
}

/// Writes 1-bit PNG files for tests.
enum StoredPNG {
    /// - Parameter orientation: the Exif orientation that the file names.
    static func file(
        width: Int, height: Int, orientation: UInt8? = nil, isLight: (_ x: Int, _ y: Int) -> Bool
    ) -> [UInt8] {
        var lines: [UInt8] = []
        for y in 0..<height {
            lines.append(0)
            for start in stride(from: 0, to: width, by: 8) {
                lines.append((0..<8).reduce(0) { $0 << 1 | (start + $1 < width && isLight(start + $1, y) ? 1 : 0) })
            }
        }
        // One stored deflate block holds up to 65 535 bytes.
        precondition(lines.count <= 65_535, "drawn small enough for one block")
        let length = [UInt8(lines.count & 0xFF), UInt8(lines.count >> 8)]
        var (a, b) = (1, 0)
        for byte in lines {
            a = (a + Int(byte)) % 65_521
            b = (b + a) % 65_521
        }
        let stream = [0x78, 0x01, 0x01] + length + length.map { ~$0 } + lines + uint32(b << 16 | a)
        // A TIFF structure with one directory of one entry: tag 0x0112, one SHORT.
        let exif = orientation.map {
            chunk(
                "eXIf",
                Array("MM\0*".utf8) + uint32(8) + [0, 1, 1, 0x12, 0, 3] + uint32(1) + [0, $0, 0, 0] + uint32(0))
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
            + chunk("IHDR", uint32(width) + uint32(height) + [1, 0, 0, 0, 0]) + (exif ?? [])
            + chunk("IDAT", stream) + chunk("IEND", [])
    }

    private static func uint32(_ value: Int) -> [UInt8] {
        [UInt8(value >> 24 & 0xFF), UInt8(value >> 16 & 0xFF), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF)]
    }

    private static func chunk(_ type: String, _ payload: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + payload
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
        }
        return uint32(payload.count) + body + uint32(Int(~crc))
    }
}

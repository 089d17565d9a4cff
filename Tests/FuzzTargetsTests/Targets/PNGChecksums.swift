/// The checksums of PNG's chunks (ISO/IEC 15948, annex D).
enum PNGChecksums {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    private static let table: [UInt32] = (0..<256).map { value in
        (0..<8).reduce(UInt32(value)) { crc, _ in crc & 1 == 1 ? 0xEDB8_8320 ^ crc >> 1 : crc >> 1 }
    }

    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { crc, byte in table[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] ^ crc >> 8 }
    }

    /// A chunk with its length and checksum.
    static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(type.utf8) + content
        return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body[...]))
    }

    /// The file with the right checksum in every chunk that is whole.
    static func repaired(_ file: [UInt8]) -> [UInt8] {
        var file = file
        var start = signature.count
        while start + 12 <= file.count {
            let length = file[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
            let end = start + 8 + length
            guard end + 4 <= file.count else { break }
            file.replaceSubrange(end..<(end + 4), with: bigEndian(checksum(file[(start + 4)..<end])))
            start = end + 4
        }
        return file
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// Pictures of every colour type, eight pixels wide and high, stored without compression so that a changed byte is a
/// changed pixel or filter and not a broken stream.
enum PNGSeeds {
    static let all: [[UInt8]] = [
        file(colour: 0, depth: 1, bits: 1), file(colour: 0, depth: 16, bits: 16), file(colour: 2, depth: 8, bits: 24),
        file(colour: 3, depth: 2, bits: 2, between: palette), file(colour: 4, depth: 8, bits: 16),
        file(colour: 6, depth: 16, bits: 64), file(colour: 0, depth: 8, bits: 8, between: gamma),
    ]

    private static let palette =
        PNGChecksums.chunk("PLTE", [0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0, 255])
        + PNGChecksums.chunk("tRNS", [0, 128])
    private static let gamma = PNGChecksums.chunk("gAMA", [0, 0, 0xB1, 0x8F])

    private static func file(colour: UInt8, depth: UInt8, bits: Int, between: [UInt8] = []) -> [UInt8] {
        // Each row has another of the five filters before it.
        var rows: [UInt8] = []
        for row in 0..<8 {
            rows.append(UInt8(row % 5))
            for place in 0..<bits { rows.append(UInt8(truncatingIfNeeded: place * 37 + row)) }
        }
        let count = UInt16(rows.count)
        let (low, high) = (UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8))
        let sums = rows.reduce((UInt32(1), UInt32(0))) { sums, byte in
            let first = (sums.0 + UInt32(byte)) % 65_521
            return (first, (sums.1 + first) % 65_521)
        }
        let head: [UInt8] = [0x78, 0x01, 0x01, low, high, ~low, ~high]
        let stream = head + rows + PNGChecksums.bigEndian(sums.1 << 16 | sums.0)
        var file = PNGChecksums.signature
        file += PNGChecksums.chunk("IHDR", [0, 0, 0, 8, 0, 0, 0, 8, depth, colour, 0, 0, 0])
        file += between
        file += PNGChecksums.chunk("IDAT", stream)
        file += PNGChecksums.chunk("IEND", [])
        return file
    }
}

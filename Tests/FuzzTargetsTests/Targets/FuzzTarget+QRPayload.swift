@testable import SymbolReading

extension FuzzTarget {
    /// A QR code's data codewords, as they are after error correction: a byte for the version, and the codewords.
    static let qrPayload = FuzzTarget(
        "qr-payload",
        seeds: {
            let bytes = QRPayloadWriter.codewords(of: [
                .init(mode: .numeric, assignment: nil, bytes: Array("9780306406157".utf8)),
                .init(mode: .alphanumeric, assignment: nil, bytes: Array("HTTPS://A.B/%1".utf8)),
                .init(mode: .bytes, assignment: 26, bytes: Array("naïve".utf8)),
                .init(mode: .kanji, assignment: 26, bytes: [0x93, 0xFA, 0xE0, 0x40]),
                .init(mode: .hanzi, assignment: 26, bytes: [0xB0, 0xA1, 0xC4, 0xE3]),
            ])
            // Japanese and Chinese bytes that no character set is named for, and a part of a message in GS1's form.
            let unnamed: [[UInt8]] = [
                [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA, 0x82, 0xC5, 0x82, 0xB7], [0xC4, 0xE3, 0xBA, 0xC3, 0xA3, 0xAC],
                [0xFF, 0xFE, 0x41, 0x00], [0xEF, 0xBB, 0xBF, 0x41], [0xE9, 0x74, 0xE9],
            ]
            return [[1] + bytes, [30, 0x33, 0x20, 0x55, 0x10, 0x04, 0x20], [1, 0x51, 0x00, 0x10, 0x10]]
                + unnamed.map { [1] + QRPayloadWriter.codewords(of: [.init(mode: .bytes, assignment: nil, bytes: $0)]) }
        },
        check: { input in
            var reader = InputReader(input)
            let version = 1 + Int(reader.byte() % 40)
            // Version 40 has 3 706 codewords.
            let codewords = Array(reader.bytes(3706))
            guard let payload = QRPayload(codewords: codewords, version: version) else { return }
            // Three digits take ten bits.
            try require(payload.bytes.count <= 3 * codewords.count, "\(payload.bytes.count) bytes out of so few")
            let text = QRText.text(of: payload)
            // Workers and the daemon rely on it (`ReadingEncoding.maximumTextBytes`).
            try require(
                text.utf8.count <= 4 * payload.bytes.count,
                "\(text.utf8.count) bytes of text out of \(payload.bytes.count)")
            try checkRewritten(payload)
        })

    /// Written again, the segments are the same.
    private static func checkRewritten(_ payload: QRPayload) throws {
        // How percent signs were written is not kept.
        guard !payload.hasFunction1 else { return }
        // Names a set that is already named, or none where one was, cannot be written; segments only carry sets on.
        let written = QRPayloadWriter.codewords(of: payload.segments)
        let again = QRPayload(codewords: written, version: QRPayloadWriter.version)
        try require(again?.segments == payload.segments, "written and read again it is something else")
    }
}

/// Writes segments as the data codewords of a symbol of the largest versions.
private struct QRPayloadWriter {
    static let version = 40
    private var bits: [Bool] = []

    /// - Parameter segments: once one names a character set, all that follow do.
    static func codewords(of segments: [QRPayload.Segment]) -> [UInt8] {
        var writer = QRPayloadWriter()
        var assignment: Int?
        for segment in segments {
            if let named = segment.assignment, named != assignment { writer.designate(named) }
            assignment = segment.assignment
            writer.write(segment)
        }
        writer.append(0, 4)
        while writer.bits.count % 8 != 0 { writer.bits.append(false) }
        return stride(from: 0, to: writer.bits.count, by: 8).map { start in
            writer.bits[start..<(start + 8)].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    private mutating func append(_ value: Int, _ count: Int) {
        for bit in (0..<count).reversed() { bits.append(value >> bit & 1 == 1) }
    }

    private mutating func designate(_ assignment: Int) {
        append(0b0111, 4)
        // The longest form holds every number.
        append(0b110, 3)
        append(assignment, 21)
    }

    private mutating func write(_ segment: QRPayload.Segment) {
        let bytes = segment.bytes.map(Int.init)
        switch segment.mode {
        case .numeric:
            append(0b0001, 4)
            append(bytes.count, 14)
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let digits = bytes[start..<min(start + 3, bytes.count)]
                append(digits.reduce(0) { $0 * 10 + $1 - 0x30 }, [4, 7, 10][digits.count - 1])
            }
        case .alphanumeric:
            append(0b0010, 4)
            append(bytes.count, 13)
            let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
            let values = segment.bytes.map { alphabet.firstIndex(of: $0) ?? 0 }
            for start in stride(from: 0, to: values.count, by: 2) {
                let pair = values[start..<min(start + 2, values.count)]
                append(pair.reduce(0) { $0 * 45 + $1 }, pair.count == 2 ? 11 : 6)
            }
        case .bytes:
            append(0b0100, 4)
            append(bytes.count, 16)
            for byte in bytes { append(byte, 8) }
        case .kanji:
            append(0b1000, 4)
            append(bytes.count / 2, 12)
            for start in stride(from: 0, to: bytes.count, by: 2) {
                let character = bytes[start] << 8 | bytes[start + 1]
                let packed = character - (character < 0xE040 ? 0x8140 : 0xC140)
                append((packed >> 8) * 0xC0 + (packed & 0xFF), 13)
            }
        case .hanzi:
            append(0b1101, 4)
            append(1, 4)
            append(bytes.count / 2, 12)
            for start in stride(from: 0, to: bytes.count, by: 2) {
                let character = bytes[start] << 8 | bytes[start + 1]
                let packed = character - (character < 0xB0A1 ? 0xA1A1 : 0xA6A1)
                append((packed >> 8) * 0x60 + (packed & 0xFF), 13)
            }
        }
    }
}

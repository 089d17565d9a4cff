import SymbolDrawing
import Testing

@Suite("From text to QR code")
struct QRCodeTests {
    @Test("Capitals and digits take the alphanumeric mode, lower case the byte mode")
    func choosesMode() throws {
        // At medium correction version 9 holds 262 alphanumeric characters, version 11 is the first for 250 bytes.
        let capitals = try #require(QRCode(String(repeating: "A1B2C", count: 50)))
        let small = try #require(QRCode(String(repeating: "a1b2c", count: 50)))
        #expect(capitals.size == 53)
        #expect(small.size == 61)
    }

    @Test("A text of many short runs is never larger than its bytes")
    func prefersBytesToShortRuns() {
        // As runs of digits and letters these do not fit at all, and 300 of them only version 14.
        let mixed = String(String(repeating: "123456ab", count: 300).prefix(2_331))
        #expect(QRCode(mixed)?.size == 177)
        #expect(QRCode(String(mixed.prefix(300)))?.size == 17 + 4 * 13)
    }

    @Test(
        "The most that version 40 holds is a code, one more is none",
        arguments: [
            ("7", QRCode.Correction.low, 7_089), ("7", .medium, 5_596), ("K", .medium, 3_391), ("z", .medium, 2_331),
            ("é", .medium, 1_165), ("z", .quartile, 1_663), ("z", .high, 1_273),
        ])
    func endsAtVersion40(character: String, correction: QRCode.Correction, most: Int) {
        #expect(QRCode(String(repeating: character, count: most), correction: correction)?.size == 177)
        #expect(QRCode(String(repeating: character, count: most + 1), correction: correction) == nil)
        #expect(QRCode(String(repeating: character, count: 1_000_000), correction: correction) == nil)
    }

    @Test("An empty text has no code")
    func refusesEmpty() {
        #expect(QRCode("") == nil)
    }

    @Test("More correction makes a larger code")
    func growsWithCorrection() {
        let sizes = [QRCode.Correction.low, .medium, .quartile, .high].map {
            QRCode(String(repeating: "a", count: 100), correction: $0)?.size
        }
        // Versions 5, 6, 8 and 10.
        #expect(sizes == [37, 41, 49, 57])
    }

    @Test("The three finder patterns are where the standard has them, and nowhere else")
    func hasFinders() throws {
        let code = try #require(QRCode("9780306406157"))
        #expect(code.size == 21)
        func ring(x: Int, y: Int) -> [Bool] { (0..<7).map { code[x + $0, y + 3] } }
        let finder = [true, false, true, true, true, false, true]
        #expect(ring(x: 0, y: 0) == finder && ring(x: 14, y: 0) == finder && ring(x: 0, y: 14) == finder)
        #expect(ring(x: 14, y: 14) != finder)
    }

    @Test("Equal texts make equal codes, on many threads at once")
    func drawsConcurrently() async {
        let texts = (0..<40).map { String(repeating: "visit \($0) ", count: 1 + $0 % 20) }
        let alone = texts.map { QRCode($0) }
        let together = await withTaskGroup(of: (Int, QRCode?).self) { group in
            for (index, text) in texts.enumerated() { group.addTask { (index, QRCode(text)) } }
            var codes = [QRCode?](repeating: nil, count: texts.count)
            for await (index, code) in group { codes[index] = code }
            return codes
        }
        #expect(together == alone)
        #expect(Set(together.compactMap(\.self)).count == texts.count)
    }
}

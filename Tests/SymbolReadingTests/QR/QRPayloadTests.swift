import Testing

@testable import SymbolReading

/// Writes bits, most significant first, as a QR code's data codewords.
struct SampleBits {
    private var bits: [Bool] = []

    mutating func add(_ value: Int, _ count: Int) {
        for bit in (0..<count).reversed() { bits.append(value >> bit & 1 == 1) }
    }

    /// With a terminator and the standard's padding up to a number of codewords.
    func codewords(_ count: Int, isPadded: Bool = true) -> [UInt8] {
        var all = bits + [false, false, false, false].prefix(max(0, count * 8 - bits.count))
        while all.count % 8 != 0 { all.append(false) }
        var result = stride(from: 0, to: all.count, by: 8).map { start in
            all[start..<(start + 8)].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var isFirst = true
        while result.count < count {
            result.append(!isPadded ? 0x77 : isFirst ? 0xEC : 0x11)
            isFirst.toggle()
        }
        return result
    }

    /// A segment of bytes, of versions 1 to 9.
    mutating func addBytes(_ bytes: [UInt8]) {
        add(0b0100, 4)
        add(bytes.count, 8)
        for byte in bytes { add(Int(byte), 8) }
    }
}

@Suite("Messages of QR codes")
struct QRPayloadTests {
    private func payload(version: Int = 1, count: Int = 60, _ fill: (inout SampleBits) -> Void) -> QRPayload? {
        var bits = SampleBits()
        fill(&bits)
        return QRPayload(codewords: bits.codewords(count), version: version)
    }

    @Test("The standard's example of digits is read, with one, two and three left over")
    func numeric() throws {
        let example = QRPayload(
            codewords: [
                0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
            ],
            version: 1)
        #expect(example?.bytes == Array("01234567".utf8))
        #expect(example?.hasRegularPadding == true)
        let single = payload {
            $0.add(0b0001, 4); $0.add(1, 10); $0.add(7, 4)
        }
        #expect(single?.bytes == Array("7".utf8))
        let impossible = payload {
            $0.add(0b0001, 4); $0.add(3, 10); $0.add(1_000, 10)
        }
        #expect(impossible == nil)
    }

    @Test("Letters, and a percent sign as separator after FNC1")
    func alphanumeric() {
        func letters(_ bits: inout SampleBits) {
            bits.add(0b0010, 4)
            bits.add(5, 9)
            // "AC%42"
            bits.add(10 * 45 + 12, 11)
            bits.add(38 * 45 + 4, 11)
            bits.add(2, 6)
        }
        #expect(payload(letters)?.bytes == Array("AC%42".utf8))
        let gs1 = payload {
            $0.add(0b0101, 4); letters(&$0)
        }
        #expect(gs1?.bytes == Array("AC\u{1D}42".utf8) && gs1?.hasFunction1 == true)
        let industry = payload {
            $0.add(0b1001, 4); $0.add(165, 8); letters(&$0)
        }
        #expect(industry?.bytes == Array("AC\u{1D}42".utf8))
        let impossible = payload {
            $0.add(0b0010, 4); $0.add(2, 9); $0.add(2_025, 11)
        }
        #expect(impossible == nil)
    }

    @Test("Bytes, with counts of 16 bits from version 10 on")
    func bytes() {
        let small = payload { $0.addBytes([0, 255, 10, 13]) }
        #expect(small?.bytes == [0, 255, 10, 13])
        let large = payload(version: 10) {
            $0.add(0b0100, 4); $0.add(2, 16); $0.add(0x4142, 16)
        }
        #expect(large?.bytes == [0x41, 0x42])
        let cutOff = payload(count: 5) {
            $0.add(0b0100, 4); $0.add(200, 8); $0.add(1, 8)
        }
        #expect(cutOff == nil)
    }

    @Test("Kanji and hanzi are two bytes each, as the standards pack them")
    func doubleBytes() {
        // 点 0x935F → 0xD9F, 茗 0xE4AA → 0x1AAA.
        let kanji = payload {
            $0.add(0b1000, 4); $0.add(2, 8); $0.add(0xD9F, 13); $0.add(0x1AAA, 13)
        }
        #expect(kanji?.bytes == [0x93, 0x5F, 0xE4, 0xAA])
        #expect(kanji.map(QRText.text(of:)) == "点茗")
        // 中 0xD6D0 in GB 2312: (0xD6 - 0xA6) · 0x60 + 0xD0 - 0xA1.
        let hanzi = payload {
            $0.add(0b1101, 4); $0.add(1, 4); $0.add(1, 8); $0.add(0x30 * 0x60 + 0x2F, 13)
        }
        #expect(hanzi?.bytes == [0xD6, 0xD0])
        #expect(hanzi.map(QRText.text(of:)) == "中")
    }

    @Test("Character sets are named by one, two and three bytes, several in one message, and never leak into the text")
    func assignments() {
        let mixed = payload {
            $0.add(0b0111, 4)
            $0.add(9, 8)  // ISO 8859-7
            $0.addBytes([0xC1, 0xC2])
            $0.add(0b0111, 4)
            $0.add(0x8000 | 26, 16)  // UTF-8
            $0.addBytes(Array("é".utf8))
            $0.add(0b0111, 4)
            $0.add(0xC0_0000 | 20, 24)  // Shift JIS
            $0.addBytes([0x93, 0xFA])
            $0.add(0b0001, 4)
            $0.add(1, 10)
            $0.add(5, 4)
        }
        #expect(mixed?.segments.map(\.assignment) == [9, 26, 20, 20])
        #expect(mixed.map(QRText.text(of:)) == "ΑΒé日5")
        let marked = payload {
            $0.add(0b0111, 4); $0.add(26, 8); $0.addBytes([0xEF, 0xBB, 0xBF, 0x41])
        }
        #expect(marked.map(QRText.text(of:)) == "A")
        #expect(marked?.bytes == [0xEF, 0xBB, 0xBF, 0x41])
        let uuid = payload {
            $0.add(0b0111, 4); $0.add(26, 8); $0.addBytes(Array("708172c8-4627-4dc1-8b65-7bf33df8b440".utf8))
        }
        #expect(uuid.map(QRText.text(of:)) == "708172c8-4627-4dc1-8b65-7bf33df8b440")
        let markedTwice = payload {
            $0.addBytes([0xEF, 0xBB, 0xBF, 0x41]); $0.addBytes([0xEF, 0xBB, 0xBF, 0x42])
        }
        #expect(markedTwice.map(QRText.text(of:)) == "AB")
        let unknown = payload {
            $0.add(0b0111, 4); $0.add(0x8000 | 899, 16); $0.addBytes(Array("ö".utf8))
        }
        #expect(unknown.map(QRText.text(of:)) == "ö")
        let impossible = payload {
            $0.add(0b0111, 4); $0.add(0xFF, 8); $0.addBytes([0x41])
        }
        #expect(impossible == nil)
    }

    @Test("A character that begins in one segment and ends in the next is one")
    func joinsSegments() {
        let split = payload {
            $0.addBytes([0x61, 0xE6, 0x9C]); $0.addBytes([0xAC, 0x62])
        }
        #expect(split.map(QRText.text(of:)) == "a本b")
        let named = payload {
            $0.add(0b0111, 4)
            $0.add(26, 8)
            $0.addBytes([0xE6, 0x9C])
            $0.addBytes([0xAC])
        }
        #expect(named.map(QRText.text(of:)) == "本")
    }

    @Test("Structured append is reported with place, count and parity")
    func structuredAppend() {
        let part = payload {
            $0.add(0b0011, 4); $0.add(0x24, 8); $0.add(0x9A, 8); $0.addBytes([0x41])
        }
        #expect(part?.structuredAppend == .init(index: 2, count: 5, parity: 0x9A))
        #expect(part?.bytes == [0x41])
    }

    @Test("Irregular padding is noticed, no message is none, and noise never traps")
    func judges() {
        var bits = SampleBits()
        bits.addBytes([0x41])
        #expect(QRPayload(codewords: bits.codewords(19, isPadded: false), version: 1)?.hasRegularPadding == false)
        #expect(QRPayload(codewords: [], version: 1) == nil)
        #expect(QRPayload(codewords: [0, 0xEC, 0x11], version: 1) == nil)
        #expect(QRPayload(codewords: [0x40, 0x00, 0xEC], version: 1) == nil)
        var chance = SampleChance(seed: 3)
        for round in 0..<3_000 {
            let noise = (0..<(round % 40)).map { _ in UInt8(chance.next(below: 256)) }
            if let payload = QRPayload(codewords: noise, version: 1 + round % 40) { _ = QRText.text(of: payload) }
        }
    }
}

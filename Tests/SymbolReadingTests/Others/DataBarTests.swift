import Testing

@testable import SymbolReading

@Suite("DataBar")
struct DataBarTests {
    private let reader = SymbolReader()

    private func picture(_ rows: [String], module: Int = 3, height: Int = 60) -> Drawing {
        let width = (rows.map(\.count).max() ?? 0) * module + 60
        var drawing = Drawing(width: width, height: rows.count * (height + 6) + 60)
        for (index, row) in rows.enumerated() {
            drawing.bars(row, x: 30, y: 30 + index * (height + 6), module: module, height: height)
        }
        return drawing
    }

    @Test("There are as many characters as the standard says, each of its modules")
    func countsCharacters() {
        for (characters, count, modules) in [
            (DataBarCharacters.outer, 2841, 16), (.inner, 1597, 15), (.expanded, 4096, 17),
        ] {
            #expect(characters.patterns.count == count && Set(characters.patterns).count == count)
            #expect(characters.modules == modules)
            // The first element is 1, the eighth is 0.
            #expect(characters.patterns.allSatisfy { $0 >> UInt32(modules - 1) == 1 && $0 & 1 == 0 })
        }
    }

    @Test("DataBar is read with its check digit, upright, turned, blurred and low, by our own reader")
    func readsOmnidirectional() throws {
        let modules = DataBarDrawing.omnidirectional("0441234567890")
        let half = 0.5.squareRoot()
        for drawing in [
            picture([modules]), picture([modules]).turned(cosine: -1, sine: 0), picture([modules]).blurred(radius: 1),
            picture([modules], module: 4, height: 160).turned(cosine: half, sine: half), picture([modules], height: 12),
        ] {
            let symbols = try reader.read(drawing.image).symbols
            #expect(symbols.map(\.text) == ["0104412345678909"])
            #expect(symbols.map(\.symbology) == [.dataBar] && symbols.map(\.engine) == [.footbridge])
            #expect(symbols.map(\.isGS1) == [true])
        }
    }

    @Test("Its halves may stand one above the other, and its corners are around both")
    func readsStacked() throws {
        let drawing = picture(DataBarDrawing.rows("0003456789012"))
        let symbol = try #require(try reader.read(drawing.image).symbols.first)
        #expect(symbol.text == "0100034567890125")
        #expect(symbol.corners.map(\.y).min() ?? 999 < 90 && symbol.corners.map(\.y).max() ?? 0 > 96)
    }

    @Test("What is not whole, or has a wrong check, is not read")
    func refusesParts() throws {
        let rows = DataBarDrawing.rows("0441234567890")
        for row in rows { #expect(try reader.read(picture([row]).image).symbols.isEmpty) }
        for wrong in 1...4 {
            let modules = DataBarDrawing.omnidirectional("0441234567890", wrongCheck: wrong)
            #expect(try reader.read(picture([modules]).image).symbols.isEmpty, "check off by \(wrong)")
        }
    }

    @Test("The longest DataBar Expanded is read, in a row, stacked, and with modules of one pixel")
    func readsLongest() throws {
        // Any AI, then pairs of eights: 21 characters.
        let eights = String(repeating: "1101000", count: 35)
        let characters = DataBarDrawing.characters("00011" + eights)
        #expect(characters.count == 21)
        let pairs = DataBarDrawing.expanded(characters, finders: [0, 0, 1, 1, 2, 3, 3, 4, 4, 5, 5])
        // Guards continue the colours of what they stand beside.
        let stack = pairs.map { $0.first == "0" ? "01" + $0 + "10" : "10" + $0 + "01" }
        let text = String(repeating: "88", count: 35)
        let row = "01" + pairs.joined() + "10"
        for drawing in [
            picture([row], module: 2), picture([row], module: 1, height: 40), picture(stack, module: 3, height: 40),
        ] {
            let symbols = try reader.read(drawing.image).symbols
            #expect(symbols.map(\.text) == [text] && symbols.map(\.symbology) == [.dataBarExpanded])
        }
        // Without its last pair it is nothing.
        #expect(try reader.read(picture(Array(stack.dropLast())).image).symbols.isEmpty)
    }
}

@Suite("Content of DataBar Expanded")
struct ExpandedPayloadTests {
    private func text(_ fields: [(value: Int, bits: Int)], isNumeric: Bool = true) -> String? {
        let bits = fields.map { field in
            let digits = String(field.value, radix: 2)
            return String(repeating: "0", count: field.bits - digits.count) + digits
        }
        return ExpandedPayload(DataBarDrawing.characters(bits.joined(), isNumeric: isNumeric)).text
    }

    /// 9 001 234 567 890 of variable measure.
    private let item: [(value: Int, bits: Int)] = [(001, 10), (234, 10), (567, 10), (890, 10)]

    @Test("Headers stand for identifiers, weights, prices and dates")
    func expandsHeaders() {
        let gtin = "0190012345678908"
        #expect(text([(0b00100, 5)] + item + [(1750, 15)]) == gtin + "3103001750")
        #expect(text([(0b00101, 5)] + item + [(156, 15)]) == gtin + "3202000156")
        #expect(text([(0b00101, 5)] + item + [(10_156, 15)]) == gtin + "3203000156")
        #expect(text([(0b001100, 6), (0, 2)] + item + [(2, 2), (85, 7), (8 + 57, 7)]) == gtin + "39227052")
        #expect(text([(0b001101, 6), (0, 2)] + item + [(2, 2), (40, 10), (8 + 11 + 2, 7)]) == gtin + "393204012")
        #expect(
            text([(0b00111100, 8)] + item + [(201_750, 20), (384 * 99 + 11 * 32 + 31, 16)])
                == gtin + "310200175015991231")
        #expect(text([(0b00111100, 8)] + item + [(201_750, 20), (38_400, 16)]) == gtin + "3102001750")
        #expect(
            text([(0b01, 2), (0, 2), (0, 4), (0, 10), (0, 10), (12, 10), (345, 10), (19, 7)]) == "010000000012345710")
    }

    @Test("Numbers, letters and ISO/IEC 646 in turn; FNC1 ends a value and latches to numbers")
    func decodesModes() {
        let header = [(value: 0b00000, bits: 5)]
        // 10, then letters: A, B, 1; FNC1; 21; letters again: small a, b, and a space.
        let ten = (value: 8 + 11, bits: 7)
        let letters = [(0, 4), (32, 6), (33, 6), (6, 5), (15, 5)].map { (value: $0.0, bits: $0.1) }
        let small = [(0, 4), (4, 5), (90, 7), (91, 7), (252, 8)].map { (value: $0.0, bits: $0.1) }
        let twentyOne = (value: 8 + 23, bits: 7)
        #expect(text(header + [ten] + letters + [twentyOne] + small, isNumeric: false) == "10AB1\u{1D}21ab ")
        // Some printers latch to numbers behind FNC1 although it has done so.
        #expect(
            text(header + [ten] + letters + [(value: 0, bits: 3), twentyOne] + small, isNumeric: false)
                == "10AB1\u{1D}21ab ")
        // FNC1 as the second of a pair of digits; at the very end it is padding.
        #expect(text(header + [ten, (value: 8 + 5 * 11 + 10, bits: 7), twentyOne]) == "105\u{1D}21")
        #expect(text(header + [ten, (value: 8 + 5 * 11 + 10, bits: 7)]) == "105")
    }

    @Test("Bits that stand for nothing are no content")
    func refusesNonsense() {
        #expect(text([(value: 0, bits: 5), (value: 1, bits: 7), (value: 0x7FF, bits: 11)]) == nil)
        #expect(text([(value: 0b00100, bits: 5), (value: 1023, bits: 10)]) == nil)
        #expect(ExpandedPayload([]).text == nil)
    }
}

import SymbolDrawing
import Testing

@testable import SymbolReading

@Suite("Layout of QR codes")
struct QRLayoutTests {
    @Test("Codewords and data codewords are as many as ISO/IEC 18004 says")
    func counts() {
        let codewords = [1: 26, 2: 44, 6: 172, 7: 196, 13: 532, 14: 581, 27: 1_828, 40: 3_706]
        for (version, count) in codewords { #expect(QRLayout.of(version: version).codewords == count, "\(version)") }
        let data: [(Int, QRErrorCorrection, Int)] = [
            (1, .low, 19), (1, .high, 9), (5, .quartile, 62), (10, .medium, 216), (20, .high, 385),
            (32, .medium, 1_541),
            (40, .low, 2_956), (40, .high, 1_276),
        ]
        for (version, correction, count) in data {
            let checks = correction.checkCodewords(version: version) * correction.blocks(version: version)
            #expect(QRLayout.of(version: version).codewords - checks == count, "\(version) \(correction)")
        }
    }

    @Test("Alignment patterns stand where annex E has them")
    func alignment() {
        #expect(QRLayout.of(version: 1).alignment == [])
        #expect(QRLayout.of(version: 2).alignment == [6, 18])
        #expect(QRLayout.of(version: 7).alignment == [6, 22, 38])
        #expect(QRLayout.of(version: 14).alignment == [6, 26, 46, 66])
        #expect(QRLayout.of(version: 32).alignment == [6, 34, 60, 86, 112, 138])
        #expect(QRLayout.of(version: 36).alignment == [6, 24, 50, 76, 102, 128, 154])
        #expect(QRLayout.of(version: 40).alignment == [6, 30, 58, 86, 114, 142, 170])
    }

    @Test(
        "Every module whose tone is known has it in codes of another encoder", arguments: [1, 2, 6, 7, 14, 21, 32, 40])
    func agreesWithEncoder(version: Int) throws {
        let code = try SampleCode.of(version: version).code
        let layout = QRLayout.of(version: version)
        #expect(code.size == layout.side)
        for place in layout.functionPlaces {
            let (x, y) = (Int(place) % layout.side, Int(place) / layout.side)
            #expect(code[x, y] == (layout.functions[Int(place)] == 1), "\(x), \(y)")
        }
    }

    @Test("Format words are the standard's, at least seven bits apart")
    func formatWords() {
        #expect(QRFormat.words[0] == 0x5412 && QRFormat.words[1] == 0x5125 && QRFormat.words[31] == 0x2BED)
        for a in 0..<32 {
            for b in 0..<a { #expect((QRFormat.words[a] ^ QRFormat.words[b]).nonzeroBitCount >= 5) }
        }
    }

    @Test("A format is read from both copies together, as seen and mirrored, though bits are wrong")
    func readsFormat() {
        let layout = QRLayout.of(version: 3)
        for number in [0, 5, 13, 22, 31] {
            var soft = [Float](repeating: 0, count: layout.side * layout.side)
            for copy in 0..<2 {
                for bit in 0..<15 {
                    soft[layout.formatPlaces[copy][bit]] = QRFormat.words[number] >> bit & 1 == 1 ? 1 : -1
                }
            }
            // Five wrong in one copy, two in the other.
            for bit in [0, 4, 7, 9, 14] { soft[layout.formatPlaces[0][bit]] *= -1 }
            for bit in [1, 12] { soft[layout.formatPlaces[1][bit]] *= -1 }
            let format = QRFormat.best(of: soft, layout: layout, isMirrored: false).0
            #expect(format.mask == number & 7)
            #expect(format.correction == [.medium, .low, .high, .quartile][number >> 3])
            #expect(format.score > 0.5)
            var mirrored = soft
            for y in 0..<layout.side {
                for x in 0..<layout.side { mirrored[x * layout.side + y] = soft[y * layout.side + x] }
            }
            #expect(QRFormat.best(of: mirrored, layout: layout, isMirrored: true).0.mask == number & 7)
        }
    }

    @Test("Version words are the standard's, and read beside the finders of a code")
    func readsVersion() throws {
        #expect(QRVersionInformation.word(version: 7) == 0x07C94)
        #expect(QRVersionInformation.word(version: 21) == 0x15683)
        #expect(QRVersionInformation.word(version: 40) == 0x28C69)
        let code = try SampleCode.of(version: 9).code
        let drawing = QRDrawing.alone(code, moduleSize: 4).blurred(sigma: 1.5)
        func finder(_ x: Double, _ y: Double) -> QRFinder {
            QRFinder(
                centre: SIMD2(17 + 4 * x, 17 + 4 * y), along: SIMD2(4, 0), down: SIMD2(0, 4), moduleSize: 4,
                isInverted: false, quality: 1, hits: 1)
        }
        let end = Double(code.size) - 3.5
        let version = drawing.image.withSampler {
            QRVersionInformation.read(right: finder(end, 3.5), below: finder(3.5, end), modules: 55, in: $0)
        }
        #expect(version == 9)
        // A distance that cannot be is not believed.
        let other = drawing.image.withSampler {
            QRVersionInformation.read(right: finder(end, 3.5), below: finder(3.5, end), modules: 90, in: $0)
        }
        #expect(other == .some(nil))
    }
}

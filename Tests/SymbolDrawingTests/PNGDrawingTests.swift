import PhotoDecoding
import SymbolDrawing
import SymbolReading
import Testing

@Suite("QR code to PNG")
struct PNGDrawingTests {
    static let alphanumeric = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 $%*+-./:")

    private func read(_ png: [UInt8]) throws -> [Symbol] {
        try SymbolReader().read(Photo(bytes: png)).symbols
    }

    @Test("Alphanumeric texts of up to 250 characters are read back", arguments: [1, 2, 17, 64, 128, 199, 249, 250])
    func readsAlphanumeric(length: Int) throws {
        // Steps of 7 through 45 characters meet each of them.
        let text = String((0..<length).map { Self.alphanumeric[(length + 7 * $0) % Self.alphanumeric.count] })
        let code = try #require(QRCode(text))
        for scale in 2...8 {
            let symbols = try read(code.png(scale: scale))
            #expect(symbols.map(\.text) == [text], "scale \(scale)")
            #expect(symbols.map(\.symbology) == [.qr], "scale \(scale)")
        }
    }

    @Test(
        "UTF-8 texts are read back",
        arguments: [
            "https://example.org/v/8f3k?shop=7&code=Ab-9", "Gutschein für Bücher: 5 €", "本を読む人へ、書店で使えます",
            "Книга — лучший подарок", "📚 x 3", "e\u{301}", "1234567é1234567", "\u{1}\n\t",
        ])
    func readsUnicode(text: String) throws {
        let code = try #require(QRCode(text))
        for scale in 2...8 {
            let symbols = try read(code.png(scale: scale))
            #expect(symbols.map { Array($0.text.unicodeScalars) } == [Array(text.unicodeScalars)], "scale \(scale)")
            #expect(symbols.map(\.rawBytes) == [Array(text.utf8)], "scale \(scale)")
        }
    }

    @Test("U+0000 does not end a text")
    func keepsNul() throws {
        let text = "before\u{0}after"
        #expect(try read(#require(QRCode(text)).png(scale: 4)).map(\.text) == [text])
    }

    @Test("Every level of correction is read back", arguments: QRCode.Correction.allCases)
    func readsCorrections(correction: QRCode.Correction) throws {
        let code = try #require(QRCode("FOOTBRIDGE 42", correction: correction))
        #expect(try read(code.png(scale: 4)).map(\.text) == ["FOOTBRIDGE 42"])
    }

    @Test("The code stands upright and is not mirrored")
    func standsUpright() throws {
        let code = try #require(QRCode("9780306406157"))
        let corners = try #require(try read(code.png(scale: 5)).first).corners
        // A mirrored code's corners go the other way round.
        let (near, far) = (4 * 5, (4 + code.size) * 5)
        for (corner, expected) in zip(corners, [(near, near), (far, near), (far, far), (near, far)]) {
            #expect(abs(corner.x - expected.0) <= 6 && abs(corner.y - expected.1) <= 6, "\(corners)")
        }
    }

    @Test("Each module is a square of pixels, black or white, in four modules of white", arguments: [1, 3, 32])
    func drawsModules(scale: Int) throws {
        let code = try #require(QRCode("9780306406157"))
        let image = try PhotoDecoder.decode(Photo(bytes: code.png(scale: scale)))
        let side = (code.size + 8) * scale
        #expect(image.width == side && image.height == side)
        let expected = (0..<(side * side)).map { index -> UInt8 in
            let (x, y) = (index % side / scale - 4, index / side / scale - 4)
            guard 0..<code.size ~= x, 0..<code.size ~= y else { return 255 }
            return code[x, y] ? 0 : 255
        }
        // Compared first: the difference of two pictures takes minutes to tell.
        let isSame = image.pixels == expected
        #expect(isSame)
    }

    @Test("A pixel takes one bit")
    func packsPixels() throws {
        let png = try #require(QRCode("9780306406157")).png(scale: 8)
        // The bit depth in IHDR.
        #expect(png[24] == 1)
    }

    @Test("Scales are bounded")
    func boundsScale() throws {
        let code = try #require(QRCode("9780306406157"))
        #expect(QRCode.pngScales == 1...32)
        for scale in [Int.min, -1, 0] { #expect(code.png(scale: scale) == code.png(scale: 1)) }
        for scale in [33, Int.max] { #expect(code.png(scale: scale) == code.png(scale: 32)) }
        #expect(code.png(scale: 31) != code.png(scale: 32) && code.png(scale: 2) != code.png(scale: 1))
    }

    @Test("The largest picture is written")
    func writesLargest() throws {
        let code = try #require(QRCode(String(repeating: "z", count: 2_331)))
        let image = try PhotoDecoder.decode(Photo(bytes: code.png(scale: 32)))
        #expect(image.width == 5_920 && image.height == 5_920)
    }
}

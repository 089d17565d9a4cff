import Testing

@testable import SymbolReading

@Suite("Character set of a QR code")
struct QRTextTests {
    /// Texts with their bytes in the set named.
    static let samples: [(String, [UInt8], String)] = [
        ("ASCII", Array("https://example.org/01/09780306406157".utf8), "https://example.org/01/09780306406157"),
        ("UTF-8", Array("Bücher für Käufer".utf8), "Bücher für Käufer"),
        ("UTF-8 with byte order mark", [0xEF, 0xBB, 0xBF] + Array("本".utf8), "本"),
        ("Latin-1", [0x42, 0xFC, 0x63, 0x68, 0x65, 0x72], "Bücher"),
        ("Latin-1 at the end", [0x63, 0x61, 0x66, 0xE9], "café"),
        ("Windows-1252", [0x93, 0x41, 0x94, 0x20, 0x80, 0x35], "“A” €5"),
        ("Shift JIS", [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA, 0x82, 0xCC, 0x96, 0x7B], "日本語の本"),
        ("Shift JIS half-width", [0xC3, 0xDE, 0xBB, 0xDE, 0xB2, 0xDD, 0x51, 0x52], "ﾃﾞｻﾞｲﾝQR"),
        ("GB 2312", [0xD6, 0xD0, 0xCE, 0xC4, 0xCA, 0xE9, 0xB5, 0xEA], "中文书店"),
        ("Latin-1, much accented", [0xE9, 0xE9, 0xE9, 0x63, 0xE9, 0xE9, 0x20, 0x6A, 0x6A], "ééécéé jj"),
        ("Latin-1, pairs in a word", [0x47, 0x52, 0xD6, 0xDF, 0x45], "GRÖßE"),
        ("Latin-1 before a letter", [0xE9, 0x74, 0xE9, 0x20, 0xE0, 0x20, 0x4E, 0x6F, 0xEB, 0x6C], "été à Noël"),
        ("Windows' apostrophe", [0x69, 0x74, 0x92, 0x73], "it’s"),
        ("Shift JIS, kana alone", [0x82, 0xA0, 0x41], "あA"),
        ("Shift JIS in a frame of ASCII", [0x5B, 0x8A, 0x4F, 0x91, 0xA4, 0x51, 0x52, 0x83, 0x52, 0x5D], "[外側QRコ]"),
        ("Shift JIS half-width, odd", [0xB1, 0xB2, 0xB3], "ｱｲｳ"),
        ("GB 2312 in a sentence", [0x41, 0x42, 0xBB, 0xB6, 0xD3, 0xAD, 0x21], "AB欢迎!"),
        (
            "GB 2312 in a label",
            Array("SIPAMC-2^".utf8) + [0xB0, 0xEC, 0xB9, 0xAB, 0xCA, 0xD2] + Array("^A01-1-2015-1^WSAJ^".utf8) + [
                0xBC, 0xAA, 0xCF, 0xE9, 0xBA, 0xD0, 0xB9, 0xDC, 0xC0, 0xED, 0xB0, 0xB8, 0xBE, 0xED, 0xB2, 0xE2, 0xCA,
                0xD4,
            ] + Array("^|".utf8), "SIPAMC-2^办公室^A01-1-2015-1^WSAJ^吉祥盒管理案卷测试^|"
        ),
        ("UTF-8 with mark, in a card", [0xEF, 0xBB, 0xBF] + Array("MECARD:N:Á;".utf8), "MECARD:N:Á;"),
        ("Latin-1 behind the mark of UTF-8", [0xEF, 0xBB, 0xBF, 0x63, 0x61, 0x66, 0xE9], "café"),
        ("UTF-16, big end first", [0xFE, 0xFF, 0x67, 0x2C], "本"),
        ("UTF-16, little end first", [0xFF, 0xFE, 0x2C, 0x67], "本"),
    ]

    @Test("Text comes out as printed, whatever set it was printed in", arguments: samples)
    func choosesSet(name: String, bytes: [UInt8], text: String) {
        #expect(QRText.text(bytes) == text, "\(name)")
    }

    @Test("Bytes that fit no set are still text, one character a byte")
    func neverFails() {
        #expect(QRText.text([0x81]) == "\u{81}")
        #expect(QRText.text([]) == "")
        for first in UInt8.min...UInt8.max {
            for second in UInt8.min...UInt8.max where second % 5 == 0 {
                #expect(!QRText.text([first, second]).isEmpty)
            }
        }
    }
}

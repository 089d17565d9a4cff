import Testing

@testable import SymbolReading

@Suite("Which reads are believed")
struct EvidenceTests {
    private func finding(
        _ symbology: Symbology, _ text: String, lines: Int, x: Int = 0
    ) -> ZBarFinding {
        ZBarFinding(
            kind: .symbology(symbology), bytes: Array(text.utf8), scanLines: lines,
            points: [Point(x: x, y: 0), Point(x: x + 100, y: 30)], direction: .rightwards)
    }

    private func texts(_ passes: [ZBarFinding]...) -> [String] {
        var evidence = Evidence(maximumTextBytes: 100)
        for findings in passes { evidence.add(findings, density: 1) { $0 } }
        return evidence.symbols(maximum: 10).map(\.text)
    }

    @Test("Twenty-four rows make an EAN-13 sure; fewer need a second pass that agrees")
    func needsSupport() {
        #expect(texts([finding(.ean13, "9780306406157", lines: 24)]) == ["9780306406157"])
        let weak = finding(.ean13, "9780306406157", lines: 7)
        #expect(texts([weak]).isEmpty)
        #expect(texts([weak], [weak]) == ["9780306406157"])
    }

    @Test("Two codes in one place doubt each other; in two places they do not")
    func doubtsRivals() {
        let right = finding(.ean13, "9780441014989", lines: 40)
        let wrong = finding(.ean13, "8882412014989", lines: 20)
        #expect(texts([right, wrong]).isEmpty)
        #expect(texts([right, finding(.ean13, "8882412014989", lines: 24, x: 500)]).count == 2)
        #expect(texts([right, finding(.ean13, "8882412014989", lines: 6)]) == ["9780441014989"])
    }

    @Test("A UPC-E or EAN-8 needs more than an EAN-13")
    func weighsShortCodes() {
        #expect(texts([finding(.upcE, "04963406", lines: 23)]).isEmpty)
        #expect(texts([finding(.upcE, "04963406", lines: 24)]).count == 1)
        let faint = finding(.ean8, "96385074", lines: 7)
        #expect(texts([faint], [faint], [faint]).isEmpty)
        let clearer = finding(.ean8, "96385074", lines: 8)
        #expect(texts([clearer], [clearer]).count == 1)
    }

    @Test("A lone Interleaved 2 of 5 on a few lines is not believed; a QR code is")
    func weighsOthers() {
        #expect(texts([finding(.interleaved2of5, "0829220876", lines: 8)]).isEmpty)
        #expect(texts([finding(.interleaved2of5, "0829220876", lines: 25)]).count == 1)
        #expect(texts([finding(.code128, "ABC", lines: 8)]) == ["ABC"])
        #expect(texts([finding(.qr, "x", lines: 1)]) == ["x"])
    }

    @Test("A Japanese second tier, a shop's own number, a coupon or a refund receipt is read and ends nothing")
    func goesOnAfterOtherNumbers() {
        let numbers = [
            "1920193006704", "2012345678903", "0212345678909", "9912345678909", "9812345678902", "9801234567892",
        ]
        for text in numbers {
            var evidence = Evidence(maximumTextBytes: 100)
            evidence.add([finding(.ean13, text, lines: 60)], density: 1) { $0 }
            #expect(!evidence.hasSureProduct && evidence.hasOnlyOtherRetail, "\(text)")
            #expect(evidence.symbols(maximum: 10).count == 1)
            evidence.add([finding(.ean13, "9780306406157", lines: 60, x: 500)], density: 1) { $0 }
            #expect(evidence.hasSureProduct && !evidence.hasOnlyOtherRetail)
        }
        for text in ["9780306406157", "9771234567003", "4006381333931", "0012345678905", "1234567890128"] {
            var evidence = Evidence(maximumTextBytes: 100)
            evidence.add([finding(.ean13, text, lines: 60)], density: 1) { $0 }
            #expect(evidence.hasSureProduct, "\(text)")
        }
    }

    @Test("A photo full of different codes is kept within bounds")
    func boundsCandidates() {
        let many = (0..<1000).map { finding(.code128, "A\($0)", lines: 9, x: $0 * 200) }
        var evidence = Evidence(maximumTextBytes: 100)
        evidence.add(many, density: 1) { $0 }
        #expect(evidence.symbols(maximum: 64).count == 64)
        #expect(evidence.symbols(maximum: 10_000).count == 256)
    }
}

import Testing

@testable import SymbolReading

@Suite("Accepting a code")
struct CandidateEvidenceTests {
    private func look(
        _ code: RetailCode, llr: Float, explained: Float = 0.97, sigma: Float = 0.5, quiet: Float = 0.1,
        darkness: Float = 0
    ) -> BarLook {
        BarLook(
            code: code, explained: explained, ratio: 3, llr: llr, start: 0, end: 380, isReversed: false, sigma: sigma,
            spread: 0, quietVariation: quiet, quietDarkness: darkness)
    }

    private let code = RetailPicture.ean13("9780306406157")

    private func accepted(_ looks: [BarLook]) -> RetailCode? {
        var evidence = CandidateEvidence()
        for (band, look) in looks.enumerated() { evidence.add(look, band: band) }
        return evidence.accepted?.code
    }

    @Test("One sure look is enough, one unsure one is not")
    func single() {
        #expect(accepted([look(code, llr: 40)]) == code)
        #expect(accepted([look(code, llr: 20)]) == code)
        #expect(accepted([look(code, llr: 20, explained: 0.94)]) == nil)
        #expect(accepted([look(code, llr: 20, sigma: 1.5)]) == nil)
        #expect(accepted([look(code, llr: 17)]) == nil)
        #expect(accepted([look(code, llr: 40, explained: 0.8)]) == nil)
    }

    @Test("Two bands that agree are enough; the same band twice counts once")
    func agreement() {
        #expect(accepted([look(code, llr: 16), look(code, llr: 16)]) == code)
        var evidence = CandidateEvidence()
        for _ in 0..<3 { evidence.add(look(code, llr: 16), band: 2) }
        #expect(evidence.accepted == nil)
    }

    @Test("A rival with much evidence stops both")
    func rival() {
        let other = RetailPicture.ean13("4006381333931")
        #expect(
            accepted([look(code, llr: 30), look(code, llr: 30), look(other, llr: 25), look(other, llr: 25)]) == nil)
    }

    @Test("A poor fit needs a surer look")
    func poorFit() {
        let poor = [look(code, llr: 11, explained: 0.85), look(code, llr: 11, explained: 0.85)]
        #expect(accepted(poor + poor) == nil)
        #expect(accepted([look(code, llr: 18, explained: 0.85), look(code, llr: 18, explained: 0.85)]) == code)
    }

    @Test("Blur costs an EAN-13, and a short code without quiet zones counts nothing")
    func penalties() throws {
        #expect(look(code, llr: 20, sigma: 1.5).evidence < look(code, llr: 20).evidence)
        let short = try #require(RetailCode(.ean8, digits: RetailPicture.digits("96385074")))
        #expect(look(short, llr: 30, quiet: 0.6).evidence == 0)
        #expect(look(short, llr: 100, explained: 0.9, quiet: 0.6).evidence == 0)
        #expect(look(short, llr: 100, quiet: 0.6).evidence > 1 && look(short, llr: 100, quiet: 1.1).evidence == 0)
        #expect(look(short, llr: 30, darkness: 0.1).evidence > 0 && look(short, llr: 30, darkness: 0.5).evidence == 0)
        #expect(look(short, llr: 30).evidence > 1)
        #expect(accepted([look(short, llr: 13), look(short, llr: 13)]) == nil)
    }
}

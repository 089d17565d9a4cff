import Testing

@testable import SymbolReading

@Suite("Fitting a code to a profile")
struct ProfileFitTests {
    private let code = RetailPicture.ean13("4006381333931")

    private func fit(_ sigma: Float, _ spread: Float, _ fitted: RetailCode, bend: Float = 0) -> ProfileFit {
        let grey = RetailPicture.profile(code, samples: 4, sigma: sigma, spread: spread)
        var (fit, scratch) = (ProfileFit(), FitScratch())
        let warp = ModuleWarp(modules: 95, from: 47.5 + bend, to: 427.5, bend: 0, skew: 0, wave: 0)
        fit.fit(grey, warp, fitted.modules(), sigma: 0.5, spread: 0, steps: 8, &scratch)
        return fit
    }

    @Test("Blur and ink spread come out", arguments: [Float(0.35), 0.6, 0.9], [Float(-0.1), 0, 0.1])
    func parameters(sigma: Float, spread: Float) {
        let fit = fit(sigma, spread, code)
        #expect(fit.explained > 0.995)
        #expect(abs(fit.sigma - sigma) < 0.06)
        #expect(abs(fit.spread - spread) < 0.04)
    }

    @Test("A warp that is a little off is put right")
    func warp() {
        #expect(fit(0.5, 0, code, bend: 2).explained > 0.99)
    }

    @Test("Another code explains less")
    func other() {
        let other = RetailPicture.ean13("4006381333948")
        #expect(fit(0.5, 0, other).explained < fit(0.5, 0, code).explained - 0.02)
    }

    @Test("Normal distribution and cosine are right to six digits")
    func functions() {
        let x = Float8(-4.5, -1.3, -0.2, 0, 0.4, 1.1, 2.5, 4.9)
        let both = NormalDistribution.both(x)
        let turns = NormalDistribution.cosineOfTurns(Float8(0, 0.25, 0.5, 1, 1.125, 47.75, 94.5, 10))
        for lane in 0..<8 {
            #expect(abs(both.cumulative[lane] - NormalDistribution.cumulative(x[lane])) < 1e-4)
        }
        #expect(abs(both.density[3] - 0.398942) < 1e-5 && abs(both.density[1] - 0.171369) < 1e-5)
        let expected: [Float] = [1, 0, -1, 1, 0.70711, 0, -1, 1]
        #expect((0..<8).allSatisfy { abs(turns[$0] - expected[$0]) < 1e-4 })
    }

    @Test("The swap table prefers the right digits, and tells where a code is wrong")
    func swaps() {
        var swaps = SwapTable()
        let right = swaps.table(fit(0.5, 0, code), code)
        let wrongCode = RetailPicture.ean13("4006381338936")
        let wrong = swaps.table(fit(0.5, 0, wrongCode), wrongCode)
        for segment in RetailLayout.ean13.segments where segment.digit >= 0 {
            let best = right.bestPattern(segment.digit, 0..<segment.patterns.count)
            #expect(best == code.pattern(segment.digit, segment))
        }
        // Digits 8 and 11 of the encoded twelve differ.
        for digit in [8, 11] { #expect(wrong.bestPattern(digit, 0..<10) == Int(code.digits[digit])) }
    }

    @Test("A flat or an empty profile does not trap", arguments: [0, 1, 60, 500])
    func flat(count: Int) {
        var decoder = ProfileDecoder()
        let task = ProfileDecoder.Task(expectedWidth: 380, step: 1, effort: .second, direction: .unknown)
        let looks = decoder.looks(at: [Float](repeating: 128, count: count), task)
        #expect(looks.isEmpty)
    }

    @Test("A profile is read, also backwards", arguments: [false, true])
    func reads(isReversed: Bool) throws {
        var grey = RetailPicture.profile(code, samples: 4, sigma: 0.5)
        if isReversed { grey.reverse() }
        var decoder = ProfileDecoder()
        let task = ProfileDecoder.Task(expectedWidth: 380, step: 1, effort: .first, direction: .unknown)
        let looks = decoder.looks(at: grey, task)
        let look = try #require(looks.first)
        #expect(look.code == code && look.isReversed == isReversed)
        #expect(look.llr > 30 && look.explained > 0.98)
        #expect(abs(look.module - 4) < 0.1)
    }
}

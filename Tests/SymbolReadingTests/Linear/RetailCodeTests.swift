import Testing

@testable import SymbolReading

@Suite("Retail codes and the cheapest of them")
struct RetailCodeTests {
    @Test("Layouts have the standard's lengths")
    func lengths() {
        #expect(RetailLayout.ean13.modules == 95)
        #expect(RetailLayout.ean8.modules == 67)
        #expect(RetailLayout.upcE.modules == 51)
        #expect(RetailLayout.addOn5.modules == 47)
        #expect(RetailLayout.addOn2.modules == 20)
    }

    @Test("Bars are those of the standard")
    func bars() {
        #expect(RetailPicture.modules(RetailPicture.ean13("9780306406157")) == RetailBars.ean13("9780306406157"))
        let short = RetailCode(.ean8, digits: RetailPicture.digits("96385074"))
        #expect(short.map(RetailPicture.modules) == RetailBars.ean8("96385074"))
    }

    @Test("A code is only what has a right check digit")
    func checkDigit() {
        #expect(RetailCode(.ean13, digits: RetailPicture.digits("9780306406158")) == nil)
        #expect(RetailCode(.ean8, digits: RetailPicture.digits("96385075")) == nil)
        #expect(RetailCode(.upcE, digits: RetailPicture.digits("01234566")) == nil)
        #expect(RetailCode(.ean13, digits: []) == nil)
        #expect(RetailPicture.ean13("0012345678905").text == "0012345678905")
    }

    @Test(
        "A UPC-E is shortened and expanded by the standard's rules",
        arguments: [
            ("01234505", "012000003455"), ("01234531", "012300000451"), ("01234543", "012340000053"),
            ("01234565", "012345000065"),
        ])
    func upcE(short: String, long: String) throws {
        #expect(RetailCode.expanded(RetailPicture.digits(short)) == RetailPicture.digits(long))
        #expect(RetailCode.shortened(RetailPicture.digits(long))?.text == short)
    }

    /// Costs that are 0 for the digits of a code and grow with the distance from them.
    private func table(_ code: RetailCode, doubt: (digit: Int, pattern: Int)? = nil) -> DigitTable {
        var table = DigitTable(repeating: 5)
        for segment in RetailLayout.of(code.kind).segments where segment.digit >= 0 {
            table[segment.digit, code.pattern(segment.digit, segment)] = 0
        }
        if let doubt { table[doubt.digit, doubt.pattern] = -1 }
        return table
    }

    @Test(
        "The cheapest code is found, also where one digit's bars say another",
        arguments: ["9780306406157", "0012345678905"])
    func cheapest(text: String) throws {
        let code = RetailPicture.ean13(text)
        #expect(ValidCodes.best(.ean13, table(code), 4).first == code)
        let other = (Int(code.digits[7]) + 1) % 10
        let best = ValidCodes.best(.ean13, table(code, doubt: (7, other)), 4)
        #expect(best.first == code)
        #expect(best.count == 4 && zip(best, best.dropFirst()).allSatisfy { $0.cost <= $1.cost })
    }

    @Test("Short codes, too")
    func cheapestShort() throws {
        for (kind, text) in [(RetailKind.ean8, "96385074"), (.upcE, "01234565"), (.upcE, "10456780")] {
            guard let code = RetailCode(kind, digits: RetailPicture.digits(text)) else { continue }
            #expect(ValidCodes.best(kind, table(code), 4).first == code)
        }
        #expect(RetailCode(.upcE, digits: RetailPicture.digits("01234565")) != nil)
    }

    @Test("Paths by check sum are the cheapest of all sequences")
    func checkSum() {
        var table = DigitTable(repeating: 0)
        var state: UInt32 = 7
        for digit in 0..<4 {
            for pattern in 0..<20 {
                state = state &* 1_664_525 &+ 1_013_904_223
                table[digit, pattern] = Float(state >> 20)
            }
        }
        let paths = CheckSumPaths(table, digits: 4, parity: 0b0101, start: 3, end: 0, base: 1) { $0 % 2 == 0 ? 3 : 1 }
        var costs: [Float] = []
        for number in 0..<10_000 {
            let digits = [number / 1000, number / 100 % 10, number / 10 % 10, number % 10]
            guard (3 + 3 * digits[0] + digits[1] + 3 * digits[2] + digits[3]) % 10 == 0 else { continue }
            costs.append(
                1 + table[0, 10 + digits[0]] + table[1, digits[1]] + table[2, 10 + digits[2]] + table[3, digits[3]])
        }
        costs.sort()
        #expect(paths.first.cost == costs[0] && paths.second.cost == costs[1])
    }
}

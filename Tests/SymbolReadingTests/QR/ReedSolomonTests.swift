import Testing

@testable import SymbolReading

@Suite("Error correction of QR codes")
struct ReedSolomonTests {
    /// The checks of a block, by long division, independent of the reader's tables.
    private func checks(of data: [UInt8], count: Int) -> [UInt8] {
        func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
            var (a, b, sum) = (Int(a), Int(b), 0)
            while b > 0 {
                if b & 1 == 1 { sum ^= a }
                a <<= 1
                if a & 0x100 != 0 { a ^= 0x11D }
                b >>= 1
            }
            return UInt8(sum)
        }
        var generator: [UInt8] = [1]
        var root: UInt8 = 1
        for _ in 0..<count {
            var next = [UInt8](repeating: 0, count: generator.count + 1)
            for (index, value) in generator.enumerated() {
                next[index] ^= value
                next[index + 1] ^= product(value, root)
            }
            generator = next
            root = product(root, 2)
        }
        var remainder = data + [UInt8](repeating: 0, count: count)
        for index in data.indices {
            let factor = remainder[index]
            for (offset, value) in generator.enumerated() { remainder[index + offset] ^= product(value, factor) }
        }
        return Array(remainder.suffix(count))
    }

    private func block(_ length: Int, checks count: Int, _ chance: inout SampleChance) -> [UInt8] {
        let data = (0..<(length - count)).map { _ in UInt8(chance.next(below: 256)) }
        return data + checks(of: data, count: count)
    }

    private func places(_ count: Int, below limit: Int, _ chance: inout SampleChance) -> [Int] {
        var places: Set<Int> = []
        while places.count < count { places.insert(chance.next(below: limit)) }
        return places.sorted()
    }

    @Test("The example of annex I has the checks that the standard prints")
    func knownExample() {
        let data: [UInt8] = [
            0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11, 0xEC, 0x11,
        ]
        #expect(checks(of: data, count: 10) == [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55])
    }

    @Test("Half as many errors as checks are corrected", arguments: [(26, 7), (26, 17), (70, 18), (148, 30), (44, 28)])
    func corrects(length: Int, checks: Int) {
        var solver = ReedSolomon()
        var chance = SampleChance(seed: UInt64(length))
        for errors in 0...(checks / 2) {
            let sent = block(length, checks: checks, &chance)
            var received = sent
            for place in places(errors, below: length, &chance) {
                received[place] ^= UInt8(1 + chance.next(below: 255))
            }
            #expect(solver.correct(&received, checks: checks) == errors)
            #expect(received == sent)
        }
    }

    @Test("An erasure costs half an error")
    func correctsErasures() {
        var solver = ReedSolomon()
        var chance = SampleChance(seed: 5)
        for erasures in stride(from: 2, through: 20, by: 2) {
            let errors = (22 - erasures) / 2
            let sent = block(60, checks: 22, &chance)
            var received = sent
            let wrong = places(erasures + errors, below: 60, &chance)
            for place in wrong { received[place] ^= UInt8(1 + chance.next(below: 255)) }
            #expect(solver.correct(&received, checks: 22, erasures: wrong[..<erasures]) == errors)
            #expect(received == sent)
        }
    }

    @Test("Checks held in reserve are not used up, and noise hardly ever becomes a codeword")
    func refusesNoise() {
        var solver = ReedSolomon()
        var chance = SampleChance(seed: 9)
        // Version 1-L: seven checks, three in reserve, so two errors.
        let sent = block(26, checks: 7, &chance)
        for errors in 1...3 {
            var received = sent
            for place in places(errors, below: 26, &chance) { received[place] ^= 0x5A }
            #expect((solver.correct(&received, checks: 7, reserve: 3) == nil) == (errors > 2))
        }
        var accepted = 0
        for _ in 0..<2_000 {
            var noise = (0..<26).map { _ in UInt8(chance.next(below: 256)) }
            if solver.correct(&noise, checks: 7, reserve: 3) != nil { accepted += 1 }
        }
        #expect(accepted <= 2)
        for _ in 0..<500 {
            var noise = (0..<44).map { _ in UInt8(chance.next(below: 256)) }
            #expect(solver.correct(&noise, checks: 28) == nil)
        }
    }

    @Test("What is corrected is a codeword, and senseless requests are refused")
    func isSafe() {
        var solver = ReedSolomon()
        var chance = SampleChance(seed: 11)
        for _ in 0..<200 {
            let sent = block(30, checks: 10, &chance)
            var received = sent
            for place in places(7, below: 30, &chance) { received[place] ^= UInt8(1 + chance.next(below: 255)) }
            if solver.correct(&received, checks: 10) != nil {
                #expect(checks(of: Array(received.prefix(20)), count: 10) == Array(received.suffix(10)))
            }
        }
        var short: [UInt8] = [1, 2]
        #expect(solver.correct(&short, checks: 7) == nil)
        #expect(solver.correct(&short, checks: 0) == nil)
        var long = [UInt8](repeating: 1, count: 300)
        #expect(solver.correct(&long, checks: 30) == nil)
        var block = [UInt8](repeating: 1, count: 40)
        #expect(solver.correct(&block, checks: 10, erasures: Array(0..<40)[...]) == nil)
    }
}

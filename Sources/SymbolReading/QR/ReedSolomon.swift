/// Corrects blocks of codewords over GF(2⁸) with the polynomial x⁸ + x⁴ + x³ + x² + 1 and roots 2⁰, 2¹, … (ISO/IEC
/// 18004, annex A and B), errors and erasures together: Berlekamp and Massey's algorithm begun with the erasures,
/// Chien's search and Forney's values (R. E. Blahut, "Theory and Practice of Error Control Codes", 1983, chapter 9).
struct ReedSolomon {
    /// Powers of 2, twice over, and the logarithms.
    static let exponents: [UInt8] = {
        var powers = [UInt8](repeating: 0, count: 512)
        var value = 1
        for index in 0..<255 {
            powers[index] = UInt8(value)
            powers[index + 255] = UInt8(value)
            value <<= 1
            if value & 0x100 != 0 { value ^= 0x11D }
        }
        powers[510] = powers[0]
        return powers
    }()
    static let logarithms: [Int] = {
        var logarithms = [Int](repeating: 0, count: 256)
        for index in 0..<255 { logarithms[Int(exponents[index])] = index }
        return logarithms
    }()

    private let exponents = Self.exponents
    private let logarithms = Self.logarithms
    private var syndromes = [UInt8](repeating: 0, count: 32)
    private var locator = [UInt8](repeating: 0, count: 36)
    private var previous = [UInt8](repeating: 0, count: 36)
    private var spare = [UInt8](repeating: 0, count: 36)
    private var evaluator = [UInt8](repeating: 0, count: 36)
    private var positions: [Int] = []

    @inline(__always)
    private func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
        a == 0 || b == 0 ? 0 : exponents[logarithms[Int(a)] + logarithms[Int(b)]]
    }

    /// Corrects a block in place.
    /// - Parameters:
    ///   - checks: codewords at the end that are checks, at most 30.
    ///   - erasures: places of codewords that are held for unknown.
    ///   - reserve: checks that may not be used up, so that fewer blocks are miscorrected.
    /// - Returns: the number of errors outside the erasures; nil, and a block that is not to be used, if there are too
    ///   many.
    mutating func correct(_ block: inout [UInt8], checks: Int, erasures: ArraySlice<Int> = [], reserve: Int = 0) -> Int?
    {
        guard checks > 0, checks <= 30, block.count > checks, block.count <= 255 else { return nil }
        if !measure(block, checks: checks) { return 0 }
        let erased = erasures.count
        guard erased <= checks else { return nil }
        for index in locator.indices { locator[index] = 0 }
        locator[0] = 1
        for place in erasures {
            let root = exponents[(block.count - 1 - place) % 255]
            for k in stride(from: checks, to: 0, by: -1) { locator[k] ^= product(locator[k - 1], root) }
        }
        previous = locator
        var length = erased
        for round in erased..<max(erased, checks) {
            var discrepancy: UInt8 = 0
            for k in 0...min(length, round) { discrepancy ^= product(locator[k], syndromes[round - k]) }
            for k in stride(from: checks + 1, to: 0, by: -1) { previous[k] = previous[k - 1] }
            previous[0] = 0
            guard discrepancy != 0 else { continue }
            spare = locator
            for k in 0...(checks + 1) { spare[k] ^= product(discrepancy, previous[k]) }
            if 2 * length <= round + erased {
                let inverse = exponents[255 - logarithms[Int(discrepancy)]]
                for k in 0...(checks + 1) { previous[k] = product(locator[k], inverse) }
                length = round + 1 + erased - length
            }
            swap(&locator, &spare)
        }
        var degree = 0
        for k in 0...(checks + 1) where locator[k] != 0 { degree = k }
        let errors = degree - erased
        guard degree == length, degree <= checks, errors >= 0, 2 * errors + erased <= checks - reserve else {
            return nil
        }
        guard findPositions(count: block.count, degree: degree) else { return nil }
        for k in 0..<checks {
            var sum: UInt8 = 0
            for j in 0...min(k, degree) { sum ^= product(locator[j], syndromes[k - j]) }
            evaluator[k] = sum
        }
        for place in positions {
            let power = (block.count - 1 - place) % 255
            let inverse = (255 - power) % 255
            let numerator = value(evaluator, at: inverse, from: 0, through: checks - 1, step: 1, lowered: 0)
            let denominator = value(locator, at: inverse, from: 1, through: degree, step: 2, lowered: 1)
            guard denominator != 0 else { return nil }
            block[place] ^= product(
                product(numerator, exponents[255 - logarithms[Int(denominator)]]), exponents[power])
        }
        // What was corrected must be a codeword; with too many errors it sometimes is not.
        return measure(block, checks: checks) ? nil : errors
    }

    /// Computes the syndromes.
    /// - Returns: whether any is not zero.
    private mutating func measure(_ block: [UInt8], checks: Int) -> Bool {
        var isWrong = false
        for root in 0..<checks {
            var sum: UInt8 = 0
            for codeword in block {
                sum = (sum == 0 ? 0 : exponents[logarithms[Int(sum)] &+ root]) ^ codeword
            }
            syndromes[root] = sum
            isWrong = isWrong || sum != 0
        }
        return isWrong
    }

    /// Chien's search: the places where the locator vanishes, as many as its degree.
    private mutating func findPositions(count: Int, degree: Int) -> Bool {
        positions.removeAll(keepingCapacity: true)
        for place in 0..<count {
            let inverse = (255 - (count - 1 - place) % 255) % 255
            if value(locator, at: inverse, from: 0, through: degree, step: 1, lowered: 0) == 0 {
                positions.append(place)
            }
        }
        return positions.count == degree
    }

    /// The value of a polynomial, or of some of its terms, at a power of 2.
    private func value(
        _ polynomial: [UInt8], at power: Int, from: Int, through: Int, step: Int, lowered: Int
    ) -> UInt8 {
        var sum: UInt8 = 0
        var k = from
        while k <= through {
            let coefficient = polynomial[k]
            if coefficient != 0 { sum ^= exponents[(logarithms[Int(coefficient)] &+ power &* (k &- lowered)) % 255] }
            k += step
        }
        return sum
    }
}

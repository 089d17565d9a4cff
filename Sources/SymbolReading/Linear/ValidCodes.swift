/// The cheapest codes with a right check digit in a table of digit costs.
///
/// A dynamic programme over the digits whose state is the check sum, keeping two paths a state, for each parity that
/// the standard allows; parities that cannot be cheap enough are left out by a lower bound.
enum ValidCodes {
    private static let never: Float = 1e9

    /// At most `count` codes, cheapest first.
    static func best(_ kind: RetailKind, _ table: DigitTable, _ count: Int) -> [RetailCode] {
        var best = CheapestCodes(count)
        switch kind {
        case .ean13: ean13(table, &best)
        case .ean8: ean8(table, &best)
        case .upcE: upcE(table, &best)
        case .addOn5, .addOn2: break
        }
        return best.codes
    }

    private static func ean13(_ table: DigitTable, _ best: inout CheapestCodes) {
        var odd = InlineArray<6, Float>(repeating: 0)
        var even = odd
        var right: Float = 0
        for i in 0..<6 {
            odd[i] = table.least(i, 0..<10)
            even[i] = table.least(i, 10..<20)
            right += table.least(i + 6, 0..<10)
        }
        var bounds: [(bound: Float, first: Int)] = []
        for first in 0..<10 {
            let parity = RetailPattern.firstDigitParity[first]
            var bound = right
            for i in 0..<6 { bound += parity >> i & 1 == 1 ? even[i] : odd[i] }
            bounds.append((bound, first))
        }
        bounds.sort { $0.bound < $1.bound }
        for (bound, first) in bounds {
            if bound > best.limit { break }
            var code = RetailCode(kind: .ean13)
            code.system = UInt8(first)
            code.parity = RetailPattern.firstDigitParity[first]
            // The first digit has weight 1, the encoded ones 3, 1, 3 … and the check digit 1.
            let paths = CheckSumPaths(
                table, digits: 12, parity: code.parity, start: first, end: 0, base: 0, limit: min(1e8, best.limit)
            ) { $0 % 2 == 0 ? 3 : 1 }
            best.add(paths, code, digits: 12)
        }
    }

    private static func ean8(_ table: DigitTable, _ best: inout CheapestCodes) {
        let paths = CheckSumPaths(table, digits: 8, parity: 0, start: 0, end: 0, base: 0) { $0 % 2 == 0 ? 3 : 1 }
        best.add(paths, RetailCode(kind: .ean8), digits: 8)
    }

    /// Places that the first five digits of a UPC-E take among the ten of the UPC-A's body, 1 the first; the place
    /// of the last one if it takes one.
    private static func places(last: Int) -> (digits: SIMD8<Int>, last: Int) {
        switch last {
        case 0, 1, 2: (SIMD8(1, 2, 8, 9, 10, 0, 0, 0), 3)
        case 3: (SIMD8(1, 2, 3, 9, 10, 0, 0, 0), 0)
        case 4: (SIMD8(1, 2, 3, 4, 10, 0, 0, 0), 0)
        default: (SIMD8(1, 2, 3, 4, 5, 0, 0, 0), 10)
        }
    }

    private static func upcE(_ table: DigitTable, _ best: inout CheapestCodes) {
        var odd = InlineArray<6, Float>(repeating: 0)
        var even = odd
        for i in 0..<6 {
            odd[i] = table.least(i, 0..<10)
            even[i] = table.least(i, 10..<20)
        }
        for system in 0..<2 {
            for check in 0..<10 {
                var code = RetailCode(kind: .upcE)
                code.system = UInt8(system)
                code.check = UInt8(check)
                code.parity = RetailCode.upcEParity(system: code.system, check: code.check)
                var bound: Float = 0
                for i in 0..<6 { bound += code.parity >> i & 1 == 1 ? even[i] : odd[i] }
                if bound > best.limit { continue }
                for last in 0..<10 {
                    let places = places(last: last)
                    // In a UPC-A the number system has weight 3, the body 1, 3, 1 …, the check digit 1.
                    let lastWeight = places.last == 0 ? 0 : places.last % 2 == 0 ? 3 : 1
                    let start = (system * 3 + check + lastWeight * last) % 10
                    let base = table[5, last + (code.parity >> 5 & 1 == 1 ? 10 : 0)]
                    let paths = CheckSumPaths(
                        table, digits: 5, parity: code.parity, start: start, end: 0, base: base,
                        limit: min(1e8, best.limit)
                    ) { places.digits[$0] % 2 == 0 ? 3 : 1 }
                    code.digits[5] = UInt8(last)
                    best.add(paths, code, digits: 5)
                }
            }
        }
    }
}

/// The two cheapest digit sequences whose weighted sum is right, modulo 10.
struct CheckSumPaths {
    /// A sequence, four bits a digit, and its cost.
    struct Path {
        var cost: Float = 1e9
        var digits: UInt64 = 0
    }

    private typealias Row = InlineArray<20, Float>
    private typealias Words = InlineArray<20, UInt64>

    private(set) var first = Path()
    private(set) var second = Path()

    /// - Parameters:
    ///   - parity: bit i: digit i is of set B.
    ///   - start: sum of what is not among the digits.
    ///   - end: sum wanted.
    ///   - base: cost to begin with.
    ///   - limit: paths that cost as much are not followed.
    ///   - weight: of a digit in the check sum, below 10.
    init(
        _ table: DigitTable, digits: Int, parity: Int, start: Int, end: Int, base: Float, limit: Float = 1e8,
        weight: (Int) -> Int
    ) {
        // By sum, the cheapest and the next path; before and after a digit in turn.
        var (costs, paths) = (Row(repeating: 1e9), Words(repeating: 0))
        costs[2 * (start % 10)] = base
        for i in 0..<digits {
            var (nextCosts, nextPaths) = (Row(repeating: 1e9), Words(repeating: 0))
            let set = parity >> i & 1 == 1 ? 10 : 0
            let weight = weight(i)
            for state in 0..<20 where costs[state] < limit {
                let (before, path) = (costs[state], paths[state])
                var sum = state >> 1
                for digit in 0..<10 {
                    let cost = before + table[i, set + digit]
                    let slot = 2 &* sum
                    sum &+= weight
                    if sum >= 10 { sum &-= 10 }
                    guard cost < nextCosts[slot + 1] else { continue }
                    let longer = path << 4 | UInt64(digit)
                    if cost < nextCosts[slot] {
                        (nextCosts[slot + 1], nextPaths[slot + 1]) = (nextCosts[slot], nextPaths[slot])
                        (nextCosts[slot], nextPaths[slot]) = (cost, longer)
                    } else {
                        (nextCosts[slot + 1], nextPaths[slot + 1]) = (cost, longer)
                    }
                }
            }
            (costs, paths) = (nextCosts, nextPaths)
        }
        let slot = 2 * (end % 10)
        first = Path(cost: costs[slot], digits: paths[slot])
        second = Path(cost: costs[slot + 1], digits: paths[slot + 1])
    }
}

/// A short list of codes, cheapest first, each once.
struct CheapestCodes {
    private(set) var codes: [RetailCode] = []
    private let most: Int

    init(_ most: Int) { self.most = most }

    /// What a further code must cost less than.
    var limit: Float { codes.count >= most ? codes[codes.count - 1].cost : .infinity }

    mutating func add(_ paths: CheckSumPaths, _ code: RetailCode, digits: Int) {
        for path in [paths.first, paths.second] where path.cost < 1e8 {
            var code = code
            code.cost = path.cost
            for i in 0..<digits { code.digits[i] = UInt8(path.digits >> (4 * UInt64(digits - 1 - i)) & 15) }
            add(code)
        }
    }

    private mutating func add(_ code: RetailCode) {
        if let same = codes.firstIndex(of: code) {
            guard code.cost < codes[same].cost else { return }
            codes.remove(at: same)
        }
        let place = codes.firstIndex { $0.cost > code.cost } ?? codes.count
        codes.insert(code, at: place)
        if codes.count > most { codes.removeLast() }
    }
}

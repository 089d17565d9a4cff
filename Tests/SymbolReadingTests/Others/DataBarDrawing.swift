@testable import SymbolReading

/// The modules of DataBar symbols (ISO/IEC 24724), `1` dark.
enum DataBarDrawing {
    /// DataBar Omnidirectional of 13 digits; the fourteenth is not printed.
    static func omnidirectional(_ digits: String, wrongCheck: Int = 0) -> String {
        rows(digits, wrongCheck: wrongCheck).joined()
    }

    /// The two halves, which may stand one above the other.
    static func rows(_ digits: String, wrongCheck: Int = 0) -> [String] {
        let number = digits.compactMap(\.wholeNumberValue).reduce(0) { 10 * $0 + $1 }
        let pairs = [number / 4_537_077, number % 4_537_077]
        let (outer, inner) = (DataBarCharacters.outer, DataBarCharacters.inner)
        let sum = pairs.enumerated().reduce(0) { sum, pair in
            let first = pair.offset == 0 ? 1 : 16
            return sum + outer.weight(of: pair.element / 1597, first: first, modulus: 79)
                + inner.weight(of: pair.element % 1597, first: 4 * first, modulus: 79)
        }
        var check = (sum + wrongCheck) % 79
        if check >= 8 { check += 1 }
        if check >= 72 { check += 1 }
        let finders = [check / 9, check % 9].map { DataBarFinder.all[$0] }
        let left =
            light(outer.patterns[pairs[0] / 1597], 16) + light(finders[0].pattern, 15)
            + backwards(light(inner.patterns[pairs[0] % 1597], 15))
        let right =
            dark(inner.patterns[pairs[1] % 1597], 15) + backwards(dark(finders[1].pattern, 15))
            + backwards(dark(outer.patterns[pairs[1] / 1597], 16))
        return ["01" + left, right + "01"]
    }

    /// The pairs of a DataBar Expanded symbol of these characters; the check character is put before them.
    static func expanded(_ characters: [Int], finders: [Int]) -> [String] {
        let expanded = DataBarCharacters.expanded
        var power = 1
        var sum = 0
        // Each finder has 16 weights for each of its two directions, the check character none.
        for (index, value) in characters.enumerated() {
            let pair = (index + 1) / 2
            let row = 4 * finders[pair] + (pair % 2 == 1 ? 2 : 0) + (index + 1) % 2 - 1
            power = (0..<(8 * row)).reduce(1) { power, _ in 3 * power % 211 }
            sum += expanded.weight(of: value, first: power, modulus: 211)
        }
        let all = [211 * (characters.count - 3) + sum % 211] + characters
        return finders.indices.map { pair in
            let finder = DataBarFinder.all[9 + finders[pair]].pattern
            let left = expanded.patterns[all[2 * pair]]
            let right = 2 * pair + 1 < all.count ? expanded.patterns[all[2 * pair + 1]] : nil
            if pair % 2 == 0 {
                return light(left, 17) + light(finder, 15) + (right.map { backwards(light($0, 17)) } ?? "")
            }
            return dark(left, 17) + backwards(dark(finder, 15)) + (right.map { backwards(dark($0, 17)) } ?? "")
        }
    }

    /// Characters of 12 bits; filled up with latches, which stand for padding.
    static func characters(_ bits: String, isNumeric: Bool = true) -> [Int] {
        var bits = bits
        let pad = Array("000000100")
        var next = isNumeric ? 0 : 4
        while bits.count % 12 != 0 {
            bits.append(pad[next])
            next = next == 8 ? 4 : next + 1
        }
        let digits = Array(bits)
        return stride(from: 0, to: digits.count, by: 12).map { Int(String(digits[$0..<($0 + 12)]), radix: 2) ?? 0 }
    }

    private static func dark(_ pattern: UInt32, _ modules: Int) -> String {
        (0..<modules).map { (pattern >> UInt32(modules - 1 - $0)) & 1 == 1 ? "1" : "0" }.joined()
    }

    private static func light(_ pattern: UInt32, _ modules: Int) -> String {
        String(dark(pattern, modules).map { $0 == "1" ? "0" : "1" })
    }

    private static func backwards(_ modules: String) -> String { String(modules.reversed()) }
}

/// The symbol characters of one kind of DataBar (ISO/IEC 24724): eight elements, told by their widths.
///
/// Elements are counted from the end that is away from the finder pattern. Odd ones (the first, third …) and even ones
/// have their own sums of modules and largest widths in each group of values.
struct DataBarCharacters: Sendable {
    /// Modules of a character.
    let modules: Int
    /// The pattern of each value: its first module in the highest of `modules` bits, modules of odd elements 1.
    let patterns: [UInt32]

    /// The outer characters of DataBar Omnidirectional, 2 841 values.
    static let outer = DataBarCharacters(
        modules: 16, major: .odd,
        [(12, 8, 1, 161), (10, 6, 3, 80), (8, 4, 5, 31), (6, 3, 6, 10), (4, 1, 8, 1)].map {
            Group(
                odd: Elements($0.0, widest: $0.1, used: $0.3),
                even: Elements(16 - $0.0, widest: $0.2, needsNarrow: true))
        })
    /// The inner characters of DataBar Omnidirectional, 1 597 values.
    static let inner = DataBarCharacters(
        modules: 15, major: .even,
        [(5, 2, 7, 4), (7, 4, 5, 20), (9, 6, 3, 48), (11, 8, 1, 81)].map {
            Group(
                odd: Elements($0.0, widest: $0.1, needsNarrow: true, used: $0.3),
                even: Elements(15 - $0.0, widest: $0.2))
        })
    /// The characters of DataBar Expanded, 12 bits each.
    static let expanded = DataBarCharacters(
        modules: 17, major: .odd,
        [(12, 7, 2, 87), (10, 5, 4, 52), (8, 4, 5, 30), (6, 3, 6, 10), (4, 1, 8, 1)].map {
            Group(
                odd: Elements($0.0, widest: $0.1, needsNarrow: true, used: $0.3),
                even: Elements(17 - $0.0, widest: $0.2))
        }, count: 4096)

    /// Which elements' rank counts whole runs of the others'.
    private enum Major { case odd, even }

    /// The odd or the even elements of a group.
    private struct Elements {
        let sum: Int
        let widest: Int
        /// Whether one of them at least is one module wide.
        let needsNarrow: Bool
        /// Ranks that are used; where there are more widths, the last ones mean nothing.
        let used: Int

        init(_ sum: Int, widest: Int, needsNarrow: Bool = false, used: Int = .max) {
            (self.sum, self.widest, self.needsNarrow, self.used) = (sum, widest, needsNarrow, used)
        }

        /// The four widths of each rank: in the order of the first, then of the second …
        var widths: [[Int]] {
            var found: [[Int]] = []
            for a in 1...widest {
                for b in 1...widest {
                    for c in 1...widest {
                        let d = sum - a - b - c
                        guard d >= 1, d <= widest else { continue }
                        if needsNarrow, min(a, b, c, d) > 1 { continue }
                        found.append([a, b, c, d])
                    }
                }
            }
            return Array(found.prefix(used))
        }
    }

    private struct Group {
        let odd: Elements
        let even: Elements
    }

    private init(modules: Int, major: Major, _ groups: [Group], count: Int = .max) {
        self.modules = modules
        var patterns: [UInt32] = []
        for group in groups {
            let (odd, even) = (group.odd.widths, group.even.widths)
            switch major {
            case .odd: for a in odd { for b in even { patterns.append(Self.pattern(a, b)) } }
            case .even: for b in even { for a in odd { patterns.append(Self.pattern(a, b)) } }
            }
        }
        self.patterns = Array(patterns.prefix(count))
    }

    private static func pattern(_ odd: [Int], _ even: [Int]) -> UInt32 {
        var pattern: UInt32 = 0
        for (a, b) in zip(odd, even) {
            pattern = (pattern << UInt32(a)) | (1 << UInt32(a)) - 1
            pattern <<= UInt32(b)
        }
        return pattern
    }

    /// The sum of the elements' widths, each times the next power of three: what check characters are made of.
    /// - Parameters:
    ///   - value: below `patterns.count`.
    ///   - first: the power of three of the first element.
    func weight(of value: Int, first: Int, modulus: Int) -> Int {
        let pattern = patterns[value]
        var (weight, sum) = (first, 0)
        for module in 0..<modules {
            sum += weight
            let bits = (pattern >> UInt32(modules - 1 - module)) & 1
            let next = module + 1 < modules ? (pattern >> UInt32(modules - 2 - module)) & 1 : 1 - bits
            if bits != next { weight = weight * 3 % modulus }
        }
        return sum % modulus
    }
}

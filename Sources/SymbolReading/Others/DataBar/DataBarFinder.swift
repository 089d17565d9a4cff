/// The finder patterns of DataBar (ISO/IEC 24724): five elements, 15 modules, between two characters.
///
/// The same widths begin with a space or with a bar. That, and in which direction they are found, says where the pattern
/// stands in its symbol, whichever way the symbol is turned or its rows are stacked.
struct DataBarFinder: Sendable, Equatable {
    enum Family: Sendable, Hashable { case omnidirectional, expanded }

    let family: Family
    /// 0 to 8, or 0 for A to 5 for F.
    let number: Int
    /// The pattern, its first module in the highest of 15 bits, modules of the first element 1.
    let pattern: UInt32
    /// Sums of neighbouring elements' widths in modules: ink spread does not change them.
    let pairs: SIMD4<Float>

    static let modules = 15

    static let all: [DataBarFinder] =
        [
            [3, 8, 2], [3, 5, 5], [3, 3, 7], [3, 1, 9], [2, 7, 4], [2, 5, 6], [2, 3, 8], [1, 5, 7], [1, 3, 9],
        ].enumerated().map { DataBarFinder(.omnidirectional, $0, $1) }
        + [
            [1, 8, 4], [3, 6, 4], [3, 4, 6], [3, 2, 8], [2, 6, 5], [2, 2, 9],
        ].enumerated().map { DataBarFinder(.expanded, $0, $1) }

    /// - Parameter widths: of the first three elements; the last two are one module each.
    private init(_ family: Family, _ number: Int, _ widths: [Int]) {
        self.family = family
        self.number = number
        let (a, b, c) = (UInt32(widths[0]), UInt32(widths[1]), UInt32(widths[2]))
        pattern = (((1 << a) - 1) << (15 - a)) | (((1 << c) - 1) << 2) | 1
        pairs = SIMD4(Float(a + b), Float(b + c), Float(c + 1), 2)
    }

    /// Characters before its first and behind its last element.
    var characters: (outer: DataBarCharacters, inner: DataBarCharacters) {
        switch family {
        case .omnidirectional: (.outer, .inner)
        case .expanded: (.expanded, .expanded)
        }
    }
}

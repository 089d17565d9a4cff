/// The kinds of code as the reader sees them: UPC-A is an EAN-13 that begins with 0.
enum RetailKind: UInt8, Sendable {
    case ean13, ean8, upcE, addOn5, addOn2
}

/// How a code is made of guards and digits.
struct RetailLayout: Sendable {
    struct Segment: Sendable {
        /// First module.
        let start: Int
        /// Modules.
        let length: Int
        /// The patterns that may stand here: 0 to 19, 0 to 9, 20 to 29, or one guard.
        let patterns: Range<Int>
        /// Which digit it is; -1 for a guard.
        let digit: Int
    }

    let kind: RetailKind
    let segments: [Segment]
    /// All of them, quiet zones left out.
    let modules: Int
    let digits: Int
    /// Edges between dark and light.
    let edges: Int

    static let ean13 = RetailLayout(.ean13)
    static let ean8 = RetailLayout(.ean8)
    static let upcE = RetailLayout(.upcE)
    static let addOn5 = RetailLayout(.addOn5)
    static let addOn2 = RetailLayout(.addOn2)
    /// The three that stand alone.
    static let main = [ean13, ean8, upcE]
    /// The longest in modules, and the most segments.
    static let mostModules = 95
    static let mostSegments = 15

    static func of(_ kind: RetailKind) -> RetailLayout {
        switch kind {
        case .ean13: ean13
        case .ean8: ean8
        case .upcE: upcE
        case .addOn5: addOn5
        case .addOn2: addOn2
        }
    }

    private init(_ kind: RetailKind) {
        self.kind = kind
        var segments: [Segment] = []
        var (start, digits) = (0, 0)
        func add(_ patterns: Range<Int>, isDigit: Bool) {
            let length = RetailPattern.lengths[patterns.lowerBound]
            segments.append(Segment(start: start, length: length, patterns: patterns, digit: isDigit ? digits : -1))
            start += length
            if isDigit { digits += 1 }
        }
        func fixed(_ pattern: Int) { add(pattern..<(pattern + 1), isDigit: false) }
        func repeated(_ count: Int, _ patterns: Range<Int>) { for _ in 0..<count { add(patterns, isDigit: true) } }
        switch kind {
        case .ean13, .ean8:
            fixed(RetailPattern.guardBars)
            repeated(kind == .ean13 ? 6 : 4, kind == .ean13 ? 0..<20 : 0..<10)
            fixed(RetailPattern.centre)
            repeated(kind == .ean13 ? 6 : 4, 20..<30)
            fixed(RetailPattern.guardBars)
        case .upcE:
            fixed(RetailPattern.guardBars)
            repeated(6, 0..<20)
            fixed(RetailPattern.upcEEnd)
        case .addOn5, .addOn2:
            fixed(RetailPattern.addOnGuard)
            for i in 0..<(kind == .addOn5 ? 5 : 2) {
                if i > 0 { fixed(RetailPattern.addOnSeparator) }
                repeated(1, 0..<20)
            }
        }
        self.segments = segments
        self.modules = start
        self.digits = digits
        edges = kind == .ean13 ? 60 : kind == .ean8 ? 44 : 34
    }
}

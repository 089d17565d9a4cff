/// A valid code of one kind: the digits that bars encode, and what they imply.
struct RetailCode: Sendable, Equatable {
    let kind: RetailKind
    /// Encoded digits in order: 12 of an EAN-13, 8 of an EAN-8, 6 of a UPC-E, 5 or 2 of an add-on.
    var digits = InlineArray<13, UInt8>(repeating: 0)
    /// Bit i: digit i is of set B.
    var parity = 0
    /// First digit of an EAN-13, number system of a UPC-E; implied by the parity.
    var system: UInt8 = 0
    /// Check digit of a UPC-E; implied by the parity.
    var check: UInt8 = 0
    /// Sum of the costs of its digits.
    var cost: Float = 0

    static func == (one: RetailCode, other: RetailCode) -> Bool {
        one.kind == other.kind && one.number == other.number
    }

    /// The text as a number, leading zeros lost.
    var number: UInt64 {
        var number = UInt64(kind == .ean13 || kind == .upcE ? system : 0)
        for i in 0..<RetailLayout.of(kind).digits { number = number * 10 + UInt64(digits[i]) }
        return kind == .upcE ? number * 10 + UInt64(check) : number
    }

    /// All digits, those that the parity implies included: 13 or 8; an add-on's 5 or 2.
    var text: String {
        let count =
            switch kind {
            case .ean13: 13
            case .ean8, .upcE: 8
            case .addOn5: 5
            case .addOn2: 2
            }
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }

    /// The pattern that stands for digit `i`, as tables number them.
    @inline(__always)
    func pattern(_ i: Int, _ segment: RetailLayout.Segment) -> Int {
        Int(digits[i]) + (segment.patterns.lowerBound == 0 && parity >> i & 1 == 1 ? 10 : 0)
    }

    /// Its bars, one element a module.
    func modules() -> CodeModules {
        var modules = CodeModules()
        let layout = RetailLayout.of(kind)
        for segment in layout.segments {
            let pattern =
                segment.digit < 0
                ? segment.patterns.lowerBound
                : segment.patterns.lowerBound + self.pattern(segment.digit, segment)
            for k in 0..<segment.length { modules.isDark[segment.start + k] = RetailPattern.isDark(pattern, k) }
        }
        modules.count = layout.modules
        return modules
    }

    /// Cost of its digits in a table.
    func cost(in table: DigitTable) -> Float {
        var cost: Float = 0
        for segment in RetailLayout.of(kind).segments where segment.digit >= 0 {
            cost += table[segment.digit, pattern(segment.digit, segment)]
        }
        return cost
    }
}

/// The modules of a code and the edges between them.
struct CodeModules {
    var isDark = InlineArray<100, Bool>(repeating: false)
    var count = 0

    /// Calls `body` with the module boundary of each edge and whether it turns dark; quiet zones are light.
    @inline(__always)
    func forEachEdge(_ body: (Float, Bool) -> Void) {
        var previous = false
        for i in 0...count {
            let next = i < count && isDark[i]
            if next != previous { body(Float(i), next) }
            previous = next
        }
    }
}

extension RetailCode {
    /// The code of a text with a right check digit.
    /// - Parameter digits: 13, or 8, each 0 to 9; of a UPC-E number system and check digit included.
    init?(_ kind: RetailKind, digits values: [UInt8]) {
        self.init(kind: kind)
        guard values.allSatisfy({ $0 <= 9 }) else { return nil }
        switch kind {
        case .ean13:
            guard values.count == 13, Self.isChecked(values) else { return nil }
            system = values[0]
            parity = RetailPattern.firstDigitParity[Int(system)]
            for i in 0..<12 { digits[i] = values[i + 1] }
        case .ean8:
            guard values.count == 8, Self.isChecked(values) else { return nil }
            for i in 0..<8 { digits[i] = values[i] }
        case .upcE:
            guard values.count == 8, values[0] <= 1, Self.isChecked(Self.expanded(values)) else { return nil }
            system = values[0]
            check = values[7]
            parity = Self.upcEParity(system: system, check: check)
            for i in 0..<6 { digits[i] = values[i + 1] }
        case .addOn5, .addOn2:
            return nil
        }
    }

    static func upcEParity(system: UInt8, check: UInt8) -> Int {
        let parity = RetailPattern.upcEParity[Int(check)]
        return system == 0 ? parity : ~parity & 0b111111
    }

    /// Whether the last digit is the check digit of GS1: weights 3 and 1 in turn from the right.
    static func isChecked(_ values: [UInt8]) -> Bool {
        var sum = 0
        for (i, value) in values.reversed().enumerated() { sum += Int(value) * (i % 2 == 1 ? 3 : 1) }
        return sum % 10 == 0
    }

    /// The UPC-A of a UPC-E: the zeros that the last digit stands for put back.
    static func expanded(_ values: [UInt8]) -> [UInt8] {
        let d = Array(values[1...6])
        let body: [UInt8] =
            switch d[5] {
            case 0, 1, 2: [d[0], d[1], d[5], 0, 0, 0, 0, d[2], d[3], d[4]]
            case 3: [d[0], d[1], d[2], 0, 0, 0, 0, 0, d[3], d[4]]
            case 4: [d[0], d[1], d[2], d[3], 0, 0, 0, 0, 0, d[4]]
            default: [d[0], d[1], d[2], d[3], d[4], 0, 0, 0, 0, d[5]]
            }
        return [values[0]] + body + [values[7]]
    }

    /// The UPC-E whose expansion a UPC-A is, if there is one.
    static func shortened(_ upcA: [UInt8]) -> RetailCode? {
        guard upcA.count == 12, upcA[0] <= 1 else { return nil }
        let (a, check) = (Array(upcA[1...10]), upcA[11])
        var candidates: [[UInt8]] = []
        candidates.append([a[0], a[1], a[7], a[8], a[9], a[2]])
        candidates.append([a[0], a[1], a[2], a[8], a[9], 3])
        candidates.append([a[0], a[1], a[2], a[3], a[9], 4])
        candidates.append([a[0], a[1], a[2], a[3], a[4], a[9]])
        for body in candidates where expanded([upcA[0]] + body + [check]) == upcA {
            return RetailCode(.upcE, digits: [upcA[0]] + body + [check])
        }
        return nil
    }
}

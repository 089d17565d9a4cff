/// Little-endian numbers in files.
struct StoredNumbers {
    private let bytes: [UInt8]
    private(set) var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var remaining: Int { bytes.count - place }

    /// - Returns: nil beyond the end.
    mutating func next<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
        let size = Number.bitWidth / 8
        guard remaining >= size else { return nil }
        defer { place += size }
        return (0..<size).reversed().reduce(Number(0)) { $0 << 8 | Number(truncatingIfNeeded: bytes[place + $1]) }
    }

    /// A number that is no more than `most`.
    mutating func count(upTo most: Int) -> Int? {
        guard let value = next(UInt64.self), value <= UInt64(most) else { return nil }
        return Int(value)
    }

    /// So many numbers, if there are as many.
    mutating func array<Number: FixedWidthInteger>(of type: Number.Type, count: Int) -> [Number]? {
        guard count <= remaining / (Number.bitWidth / 8) else { return nil }
        var numbers: [Number] = []
        numbers.reserveCapacity(count)
        for _ in 0..<count {
            guard let number = next(type) else { return nil }
            numbers.append(number)
        }
        return numbers
    }
}

extension [UInt8] {
    mutating func append<Number: FixedWidthInteger>(stored number: Number) {
        var rest = number
        for _ in 0..<(Number.bitWidth / 8) {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }
}

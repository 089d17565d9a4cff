/// Why what came from the other process is not believed: it is not what its code can have sent.
struct Nonsense: Error, Equatable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}

/// Writes numbers and texts one after the other, least significant byte first.
struct MessageWriter {
    private(set) var bytes: [UInt8] = []

    mutating func number<Number: FixedWidthInteger>(_ value: Number) {
        for byte in 0..<(Number.bitWidth / 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> Number(byte * 8)))
        }
    }

    mutating func number(_ value: Double) {
        number(value.bitPattern)
    }

    mutating func flag(_ value: Bool) {
        bytes.append(value ? 1 : 0)
    }

    /// Their count, and then the bytes.
    mutating func counted(_ content: some Collection<UInt8>) {
        number(UInt32(content.count))
        bytes += content
    }
}

/// Reads the same again, and believes nothing: every count is checked before what it counts is looked at.
struct MessageReader {
    private let bytes: ArraySlice<UInt8>
    private var next: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        next = bytes.startIndex
    }

    mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(Nonsense) -> Number {
        let size = Number.bitWidth / 8
        guard bytes.endIndex - next >= size else { throw Nonsense("cut off") }
        var value: Number = 0
        for byte in 0..<size { value |= Number(truncatingIfNeeded: bytes[next + byte]) << Number(byte * 8) }
        next += size
        return value
    }

    /// A whole number in a range.
    mutating func integer(in range: ClosedRange<Int>, _ what: String) throws(Nonsense) -> Int {
        let value = Int(try number(Int32.self))
        guard range.contains(value) else { throw Nonsense("\(what) out of range") }
        return value
    }

    /// A number of measurement in a range; neither infinite nor none.
    mutating func measure(in range: ClosedRange<Double>, _ what: String) throws(Nonsense) -> Double {
        let value = Double(bitPattern: try number(UInt64.self))
        guard range.contains(value) else { throw Nonsense("\(what) out of range") }
        return value
    }

    mutating func flag() throws(Nonsense) -> Bool {
        switch try number(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw Nonsense("neither true nor false")
        }
    }

    mutating func counted(atMost limit: Int, _ what: String) throws(Nonsense) -> ArraySlice<UInt8> {
        let count = Int(try number(UInt32.self))
        guard count <= limit else { throw Nonsense("\(what) too long") }
        guard count <= bytes.endIndex - next else { throw Nonsense("cut off") }
        defer { next += count }
        return bytes[next..<(next + count)]
    }

    /// Text in sound UTF-8.
    mutating func text(atMost limit: Int, _ what: String) throws(Nonsense) -> String {
        guard let text = String(validating: try counted(atMost: limit, what), as: UTF8.self) else {
            throw Nonsense("\(what) is not UTF-8")
        }
        return text
    }

    /// One of a list, by its place in it.
    mutating func choice<Choice>(of choices: [Choice], _ what: String) throws(Nonsense) -> Choice {
        let place = Int(try number(UInt8.self))
        guard choices.indices.contains(place) else { throw Nonsense("no such \(what)") }
        return choices[place]
    }

    /// - Throws: ``Nonsense`` where anything is left.
    func end() throws(Nonsense) {
        guard next == bytes.endIndex else { throw Nonsense("longer than its content") }
    }
}

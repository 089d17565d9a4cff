/// What can write itself as JSON.
public protocol JSONWritable {
    /// Writes exactly one value.
    func write(to json: inout JSONWriter)
}

/// Writes one JSON document (RFC 8259) in UTF-8, on one line, its members in the order they are given.
public struct JSONWriter: ~Copyable {
    @usableFromInline var bytes: [UInt8] = []

    @usableFromInline init() {
        // An answer with five stores is three of these.
        bytes.reserveCapacity(2048)
    }

    /// The bytes of a whole document.
    @inlinable
    public static func document(_ value: some JSONWritable) -> [UInt8] {
        var writer = JSONWriter()
        value.write(to: &writer)
        return writer.bytes
    }

    /// Writes an object.
    ///
    /// - Parameter members: writes each with ``member(_:_:)``.
    @inlinable
    public mutating func object(_ members: (inout JSONWriter) -> Void) {
        bytes.append(UInt8(ascii: "{"))
        members(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// Writes a member of an object.
    ///
    /// - Parameter name: each once in an object.
    @inlinable
    public mutating func member(_ name: String, _ value: some JSONWritable) {
        separate()
        string(name)
        bytes.append(UInt8(ascii: ":"))
        value.write(to: &self)
    }

    /// Writes an array.
    @inlinable
    public mutating func array(_ elements: some Sequence<some JSONWritable>) {
        bytes.append(UInt8(ascii: "["))
        for element in elements {
            separate()
            element.write(to: &self)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A comma, unless the object or array has only begun; no value ends as one begins.
    @usableFromInline mutating func separate() {
        guard let last = bytes.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") else { return }
        bytes.append(UInt8(ascii: ","))
    }

    /// Writes `null`.
    public mutating func null() {
        bytes.append(contentsOf: "null".utf8)
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// Writes a whole number.
    public mutating func integer(_ value: some BinaryInteger) {
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes a number with a fraction, without its trailing zeros: `decimal(515155, places: 4)` is `51.5155`.
    ///
    /// - Parameter places: digits of `units` that stand after the point, 0 to 18.
    public mutating func decimal(_ units: Int64, places: Int) {
        bytes.appendDecimal(units, places: places)
    }

    /// Writes a string.
    public mutating func string(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var plain = 0
            for index in utf8.indices {
                guard let scalar = Self.escaped(at: index, of: utf8) else { continue }
                bytes.append(contentsOf: utf8[plain..<index])
                escape(scalar)
                plain = index + (scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : 3)
            }
            bytes.append(contentsOf: utf8[plain...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The character that begins at `index`, where it must not stand as it is: quotes, backslashes and controls, and
    /// the line separators U+2028 and U+2029, which some readers of lines take for ends.
    private static func escaped(at index: Int, of utf8: UnsafeBufferPointer<UInt8>) -> UInt16? {
        switch utf8[index] {
        case 0..<0x20, UInt8(ascii: "\""), UInt8(ascii: "\\"), 0x7F: UInt16(utf8[index])
        case 0xC2 where utf8[index + 1] < 0xA0: UInt16(utf8[index + 1])
        case 0xE2 where utf8[index + 1] == 0x80 && (0xA8...0xA9).contains(utf8[index + 2]):
            0x2000 | UInt16(utf8[index + 2] & 0x3F)
        default: nil
        }
    }

    private mutating func escape(_ scalar: UInt16) {
        bytes.append(UInt8(ascii: "\\"))
        switch scalar {
        case 0x22, 0x5C: bytes.append(UInt8(scalar))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(UInt8(ascii: "u"))
            for shift in [12, 8, 4, 0] {
                let digit = UInt8(scalar >> shift & 15)
                bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}

extension [UInt8] {
    /// Appends a number with a fraction, without its trailing zeros.
    ///
    /// - Parameter places: digits of `units` that stand after the point, 0 to 18.
    mutating func appendDecimal(_ units: Int64, places: Int) {
        if units < 0 { append(UInt8(ascii: "-")) }
        let digits = [UInt8](String(units.magnitude).utf8)
        let padded = repeatElement(UInt8(ascii: "0"), count: Swift.max(0, places + 1 - digits.count)) + digits
        append(contentsOf: padded.dropLast(places))
        let fraction = padded.suffix(places)
        guard let end = fraction.lastIndex(where: { $0 != UInt8(ascii: "0") }) else { return }
        append(UInt8(ascii: "."))
        append(contentsOf: fraction[...end])
    }
}

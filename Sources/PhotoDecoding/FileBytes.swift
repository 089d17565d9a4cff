/// Which end of a number comes first in a file.
enum ByteOrder {
    case big, little
}

/// Bounds-checked reading of numbers from hostile bytes. Offsets count from the start of the slice; reading beyond the
/// end, or at an offset that overflowed, gives nil.
struct FileBytes {
    private let bytes: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    var count: Int { bytes.count }

    func byte(_ offset: Int) -> Int? {
        guard offset >= 0, offset < bytes.count else { return nil }
        return Int(bytes[bytes.startIndex + offset])
    }

    func uint16(_ offset: Int, _ order: ByteOrder) -> Int? {
        number(offset, bytes: 2, order)
    }

    func uint24(_ offset: Int, _ order: ByteOrder) -> Int? {
        number(offset, bytes: 3, order)
    }

    func uint32(_ offset: Int, _ order: ByteOrder) -> Int? {
        number(offset, bytes: 4, order)
    }

    /// The bytes of a range, cut to what there is.
    func slice(_ offset: Int, count: Int) -> ArraySlice<UInt8> {
        guard offset >= 0, offset < bytes.count, count > 0 else { return [] }
        return bytes.dropFirst(offset).prefix(count)
    }

    /// Whether the ASCII text stands at the offset.
    func has(_ text: StaticString, at offset: Int) -> Bool {
        slice(offset, count: text.utf8CodeUnitCount).elementsEqual(text.description.utf8)
    }

    private func number(_ offset: Int, bytes length: Int, _ order: ByteOrder) -> Int? {
        guard offset >= 0, offset <= bytes.count - length else { return nil }
        var value = 0
        for index in 0..<length {
            let place = order == .big ? index : length - 1 - index
            value = value << 8 | Int(bytes[bytes.startIndex + offset + place])
        }
        return value
    }
}

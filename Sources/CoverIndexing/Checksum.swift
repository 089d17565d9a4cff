/// Tells whether bytes are those that were written: 64 bits, against accidents and not against intent.
///
/// Eight bytes a step by multiplication and shift (the mixing step of G. Steele, D. Lea and C. Flood, "Fast splittable
/// pseudorandom number generators", 2014), some gigabytes a second.
struct Checksum: Equatable {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var count: UInt64 = 0

    init() {}

    /// Adds bytes; all but the last call for one checksum add a multiple of eight.
    mutating func add(_ bytes: RawSpan) {
        var place = 0
        while place + 8 <= bytes.byteCount {
            mix(unsafe UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)))
            place += 8
        }
        var rest: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.byteCount {
            rest |= unsafe UInt64(bytes.unsafeLoadUnaligned(fromByteOffset: place, as: UInt8.self)) << shift
            shift += 8
            place += 1
        }
        if shift > 0 { mix(rest) }
        count += UInt64(bytes.byteCount)
    }

    private mutating func mix(_ word: UInt64) {
        state = (state ^ word) &* 0xBF58_476D_1CE4_E5B9
        state ^= state >> 29
    }

    var value: UInt64 { (state ^ count) &* 0x94D0_49BB_1331_11EB }

    static func of(_ bytes: RawSpan) -> UInt64 {
        var checksum = Checksum()
        checksum.add(bytes)
        return checksum.value
    }
}

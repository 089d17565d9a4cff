/// Writes JPEG files for tests: flat grey pictures in any number of scans, or scans without any data.
struct JPEGFile: Sendable {
    enum Frame: UInt8, Sendable {
        case baseline = 0xC0
        case progressive = 0xC2
        case arithmetic = 0xC9
    }

    struct Scan: Sendable {
        /// Components by their places.
        var components: [Int]
        var band: ClosedRange<UInt8> = 0...63
        /// Entropy-coded data.
        var data: [UInt8] = []
        /// Bytes in front of the marker.
        var before: [UInt8] = []
    }

    var width: Int
    var height: Int
    var frame = Frame.baseline
    /// Sampling factors of each component, across in the upper four bits and down in the lower ones.
    var factors: [UInt8] = [0x11]
    var scans: [Scan] = []
    var restartInterval = 0
    /// Bytes between two tables.
    var amongTables: [UInt8] = []
    /// Bytes in front of the last marker.
    var beforeEnd: [UInt8] = []

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8]
        bytes += Self.segment(0xDB, [0] + [UInt8](repeating: 1, count: 64)) + amongTables
        // One code of one bit each: no difference in the mean, and the end of the block.
        for kind in [UInt8(0x00), 0x10] { bytes += Self.segment(0xC4, [kind, 1] + [UInt8](repeating: 0, count: 16)) }
        bytes += Self.segment(0xDD, Self.uint16(restartInterval))
        bytes += Self.segment(
            frame.rawValue,
            [8] + Self.uint16(height) + Self.uint16(width) + [UInt8(factors.count)]
                + factors.indices.flatMap { [UInt8($0 + 1), factors[$0], 0] })
        for scan in scans {
            bytes +=
                scan.before
                + Self.segment(
                    0xDA,
                    [UInt8(scan.components.count)] + scan.components.flatMap { [UInt8($0 + 1), 0] }
                        + [scan.band.lowerBound, scan.band.upperBound, 0]) + scan.data
        }
        return bytes + beforeEnd + [0xFF, 0xD9]
    }

    static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0xFF, marker] + uint16(payload.count + 2) + payload
    }

    /// Data of so many blocks that are all grey; with `bits` each: two where a block has a mean and the rest, else one.
    static func grey(blocks: Int, bits: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: (blocks * bits + 7) / 8)
    }

    private static func uint16(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
}

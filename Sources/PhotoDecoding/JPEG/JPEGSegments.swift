import Glibc

/// Steps through the marker segments of a JPEG just as libjpeg does, whatever lies between them.
///
/// What matters is that no segment is seen by libjpeg and not here: a scan that hides behind odd bytes costs as much as
/// another. Where libjpeg would give up, going on does no harm.
struct JPEGSegments {
    struct Segment {
        let marker: Int
        /// From the marker's 0xFF to the end of the payload.
        let range: Range<Int>
        /// The payload, without its length.
        let payload: Range<Int>
        /// What was passed over to get here: entropy-coded data after a scan's header, else bytes that belong nowhere.
        let passed: Range<Int>
        /// Restart markers among these.
        let restarts: Int
    }

    static let startOfImage = 0xD8
    static let endOfImage = 0xD9
    static let startOfScan = 0xDA

    private let bytes: [UInt8]
    private var position = 2

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next segment; nil where the file ends first.
    mutating func next() -> Segment? {
        let passedStart = position
        var restarts = 0
        while let start = nextFF(from: position) {
            // 0xFF may be repeated as filling.
            var place = start + 1
            while place < bytes.count, bytes[place] == 0xFF { place += 1 }
            guard place < bytes.count else { return nil }
            let marker = Int(bytes[place])
            place += 1
            switch marker {
            case 0xD0...0xD7:
                restarts += 1
                position = place
            case 0x00...0xBF:
                // A byte 0xFF of entropy-coded data, or reserved: libjpeg gives up on these, or skips them in a scan.
                position = place
            default:
                let passed = passedStart..<start
                guard marker != Self.startOfImage, marker != Self.endOfImage else {
                    position = place
                    return Segment(
                        marker: marker, range: start..<place, payload: place..<place, passed: passed,
                        restarts: restarts)
                }
                guard place + 2 <= bytes.count else { return nil }
                // libjpeg takes a length below 2, which counts itself, for none.
                let length = max(2, Int(bytes[place]) << 8 | Int(bytes[place + 1]))
                guard place + length <= bytes.count else { return nil }
                position = place + length
                return Segment(
                    marker: marker, range: start..<position, payload: (place + 2)..<position, passed: passed,
                    restarts: restarts)
            }
        }
        return nil
    }

    private func nextFF(from start: Int) -> Int? {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, start < bytes.count,
                let found = unsafe memchr(base + start, 0xFF, bytes.count - start)
            else { return nil }
            return unsafe base.distance(to: UnsafeRawPointer(found))
        }
    }
}

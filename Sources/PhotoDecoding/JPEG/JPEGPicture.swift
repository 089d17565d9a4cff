/// The file of a JPEG whose segments were all looked at before any of it is decoded: it is whole, as far as that can be
/// told without decoding, and asks for work in proportion to its picture.
///
/// libjpeg decodes a file of several scans by going through the picture's blocks once for each of them, whether it has
/// data for them or not: 500 scans of 28 bytes cost 81 s at 50 megapixels. libjpeg-turbo's own guard
/// (`TJFLAG_LIMITSCANS`) allows those 500, whatever the size.
struct JPEGPicture {
    /// Largest number of scans. A progressive photo has about ten, optimisers reach a few dozen.
    static let maximumScans = 100
    /// How many times the scans may go through the whole picture. The usual ten of a progressive photo do so 5 times.
    static let maximumPaintings = 40
    /// Blocks that all scans together may go through. A block in Huffman code without data costs up to 70 ns, so this
    /// is about a second: 14 paintings of 50 megapixels with colour at half the width and height, 40 of 12.
    static let maximumBlocks = 16_000_000
    /// What a block in arithmetic code counts for: without a bit of data it costs some 300 ns.
    static let arithmeticWeight = 4

    /// The file, without bytes that belong to no segment and with a colour transform that libjpeg knows.
    ///
    /// libjpeg warns of both, harmlessly, and TurboJPEG tells the first warning only: what it says of the scans would
    /// be lost.
    let bytes: [UInt8]
    /// Whether the picture is in four inks.
    let hasFourInks: Bool

    /// - Throws: `.undecodable`: `truncated` without an end, a scan for each component or the restart markers that were
    ///   announced; `bomb` for work out of proportion; what is wrong with the frame header.
    init(_ file: [UInt8]) throws(PhotoError) {
        var segments = JPEGSegments(file)
        var frame: JPEGFrame?
        var restartInterval = 0
        var scan: [Int] = []
        var scans = 0
        var blocks = 0
        var begun: Set<Int> = []
        var strays: [Range<Int>] = []
        var transforms: [Int] = []
        while let segment = segments.next() {
            if scan.isEmpty {
                if !segment.passed.isEmpty { strays.append(segment.passed) }
            } else if let frame, restartInterval > 0 {
                guard segment.restarts >= (frame.units(inScanOf: scan) - 1) / restartInterval else {
                    throw .undecodable(reason: .truncated)
                }
            }
            scan = []
            let payload = file[segment.payload]
            switch segment.marker {
            case JPEGSegments.endOfImage:
                guard let frame, begun.count == frame.components.count else {
                    throw .undecodable(reason: .truncated)
                }
                hasFourInks = frame.components.count == 4
                bytes = Self.cleaned(file, of: strays, transforms: transforms, components: frame.components.count)
                return
            case let marker where JPEGFrame.markers.contains(marker):
                guard frame == nil else { throw .undecodable(reason: .badHeader) }
                frame = try JPEGFrame(marker: marker, payload: payload)
            case 0xDD:
                restartInterval = FileBytes(payload).uint16(0, .big) ?? 0
            case 0xEE:
                if payload.count >= 12, payload.starts(with: "Adobe".utf8) {
                    transforms.append(payload.startIndex + 11)
                }
            case JPEGSegments.startOfScan:
                guard let frame else { throw .undecodable(reason: .badHeader) }
                scan = try Self.components(of: payload, in: frame)
                scans += 1
                blocks += frame.blocks(inScanOf: scan) * (frame.isArithmetic ? Self.arithmeticWeight : 1)
                guard scans <= Self.maximumScans, blocks <= Self.maximumBlocks,
                    blocks <= frame.blocks * Self.maximumPaintings
                else { throw .undecodable(reason: .bomb) }
                // A progressive scan that begins at 0 has the means of the blocks; the others refine.
                if payload[payload.startIndex + 1 + 2 * scan.count] == 0 { begun.formUnion(scan) }
            default:
                break
            }
        }
        throw .undecodable(reason: .truncated)
    }

    /// The file without the stray bytes, and with each colour transform that libjpeg does not know named as the one that
    /// it takes it for.
    private static func cleaned(
        _ file: [UInt8], of strays: [Range<Int>], transforms: [Int], components: Int
    ) -> [UInt8] {
        let usual: UInt8 = components == 4 ? 2 : 1
        let unknown = transforms.filter { file[$0] != 0 && file[$0] != usual }
        guard !strays.isEmpty || !unknown.isEmpty else { return file }
        var named = file
        for place in unknown { named[place] = usual }
        var cleaned: [UInt8] = []
        cleaned.reserveCapacity(file.count)
        var start = 0
        for stray in strays {
            cleaned += named[start..<stray.lowerBound]
            start = stray.upperBound
        }
        return cleaned + named[start...]
    }

    /// Which components a scan has, by their places in the frame.
    private static func components(of payload: ArraySlice<UInt8>, in frame: JPEGFrame) throws(PhotoError) -> [Int] {
        let count = payload.first.map(Int.init) ?? 0
        guard (1...4).contains(count), payload.count == 4 + 2 * count else {
            throw .undecodable(reason: .corrupt)
        }
        var components: [Int] = []
        for field in 0..<count {
            let id = payload[payload.startIndex + 1 + 2 * field]
            let place = frame.components.indices.first { frame.components[$0].id == id && !components.contains($0) }
            guard let place else { throw .undecodable(reason: .corrupt) }
            components.append(place)
        }
        return components
    }
}

import PhotoDecoding
import Testing

@Suite("JPEGs that cost too much or say too little")
struct HostileJPEGTests {
    private static func scans(_ count: Int, of components: [Int], band: ClosedRange<UInt8>) -> [JPEGFile.Scan] {
        [JPEGFile.Scan](repeating: JPEGFile.Scan(components: components, band: band), count: count)
    }

    static let repainted: [(String, JPEGFile)] = [
        ("sequential", JPEGFile(width: 4000, height: 3000, scans: scans(100, of: [0], band: 0...63))),
        (
            "sequential, one component and then all of them",
            JPEGFile(
                width: 4000, height: 3000, factors: [0x11, 0x11, 0x11],
                scans: scans(1, of: [0], band: 0...63) + scans(60, of: [0, 1, 2], band: 0...63))
        ),
        (
            "arithmetic",
            JPEGFile(
                width: 4000, height: 3000, frame: .arithmetic, factors: [0x11, 0x11, 0x11],
                scans: scans(1, of: [0], band: 0...63) + scans(12, of: [0, 1, 2], band: 0...63))
        ),
        (
            "progressive, means only",
            JPEGFile(
                width: 4000, height: 3000, frame: .progressive, factors: [0x22, 0x11, 0x11],
                scans: scans(50, of: [0, 1, 2], band: 0...0))
        ),
        (
            "50 megapixels of which one component is painted over, a sixth of the whole",
            JPEGFile(
                width: 8000, height: 6250, frame: .progressive, factors: [0x22, 0x11, 0x11],
                scans: scans(1, of: [0, 1, 2], band: 0...0) + scans(99, of: [1], band: 1...63))
        ),
        (
            "more scans than anybody needs, of little each",
            JPEGFile(
                width: 32, height: 32, factors: [0x44, 0x11, 0x11], scans: scans(101, of: [1], band: 0...63))
        ),
    ]

    @Test("A picture painted over far more often than it is worth is a bomb, however it is coded", arguments: repainted)
    func refusesRepainting(name: String, file: JPEGFile) throws {
        #expect(file.bytes.count < 2000)
        let photo = try Photo(bytes: file.bytes)
        #expect(throws: PhotoError.undecodable(reason: .bomb), "\(name)") { try PhotoDecoder.decode(photo) }
    }

    @Test(
        "No bytes between two scans hide the second from the count",
        arguments: [
            [0xFF, 0xFF, 0xFF], [0xFF, 0xD0], [0xFF, 0x00], [0xFF, 0x01], [0xFF, 0x02], [0x12, 0x34, 0x56],
            [0xFF, 0xFE, 0, 0], [0xFF, 0xFE, 0, 1], [0xFF, 0xDC, 0, 4, 11, 184], [0xFF, 0xE1, 0, 3, 0xFF],
            [0xFF, 0xDD, 0, 4, 0, 0],
        ] as [[UInt8]])
    func countsHiddenScans(between: [UInt8]) throws {
        var scan = JPEGFile.Scan(components: [0])
        scan.before = between
        let file = JPEGFile(width: 4000, height: 3000, scans: [JPEGFile.Scan](repeating: scan, count: 60))
        let photo = try Photo(bytes: file.bytes)
        #expect(throws: PhotoError.undecodable(reason: .bomb)) { try PhotoDecoder.decode(photo) }
    }

    @Test("Scans of a thumbnail inside another segment are not counted")
    func ignoresThumbnails() throws {
        let thumbnail = [[UInt8]](repeating: [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0], count: 200).flatMap { $0 }
        let data = JPEGFile.grey(blocks: 12, bits: 2)
        let file = JPEGFile(
            width: 32, height: 24, scans: [JPEGFile.Scan(components: [0], data: data)],
            amongTables: JPEGFile.segment(0xE1, thumbnail))
        #expect(try PhotoDecoder.decode(Photo(bytes: file.bytes)).pixels.allSatisfy { $0 == 128 })
    }

    /// What real encoders write, at 12 megapixels or more.
    static let real: [(String, JPEGFile)] = [
        (
            "thirty scans of a grey picture, as optimisers try them",
            JPEGFile(
                width: 4000, height: 3000, frame: .progressive,
                scans: (0..<30).map {
                    JPEGFile.Scan(
                        components: [0], band: $0...$0, data: JPEGFile.grey(blocks: 500 * 375, bits: 1))
                })
        ),
        (
            "three components, one after the other",
            JPEGFile(
                width: 4000, height: 3000, factors: [0x11, 0x11, 0x11],
                scans: (0..<3).map {
                    JPEGFile.Scan(components: [$0], data: JPEGFile.grey(blocks: 500 * 375, bits: 2))
                })
        ),
        (
            "progressive with colour at half size in fourteen scans, of 50 megapixels",
            JPEGFile(
                width: 8000, height: 6240, frame: .progressive, factors: [0x22, 0x11, 0x11],
                scans: [
                    JPEGFile.Scan(
                        components: [0, 1, 2], band: 0...0,
                        data: JPEGFile.grey(blocks: 500 * 390 * 6, bits: 1))
                ]
                    + (1...9).map {
                        JPEGFile.Scan(
                            components: [0], band: $0...$0, data: JPEGFile.grey(blocks: 1000 * 780, bits: 1))
                    }
                    + [1, 2, 1, 2].enumerated().map { place, component in
                        JPEGFile.Scan(
                            components: [component], band: place < 2 ? 1...9 : 10...63,
                            data: JPEGFile.grey(blocks: 500 * 390, bits: 1))
                    })
        ),
        // An arithmetic decoder takes what is missing for zeros, which are grey here.
        (
            "arithmetic, in one scan",
            JPEGFile(
                width: 4000, height: 3000, frame: .arithmetic, factors: [0x22, 0x11, 0x11],
                scans: [JPEGFile.Scan(components: [0, 1, 2])])
        ),
    ]

    @Test("What encoders really write is decoded", arguments: real)
    func decodesRealScripts(name: String, file: JPEGFile) throws {
        let image = try PhotoDecoder.decode(Photo(bytes: file.bytes), reducedTo: .eighth)
        #expect(image.width == (file.width + 7) / 8, "\(name)")
        if file.frame != .arithmetic { #expect(image.pixels.allSatisfy { $0 == 128 }, "\(name)") }
    }

    /// Bytes of which the decoder warns first, among the tables.
    static let harmless: [(String, [UInt8])] = [
        ("stray bytes", [0, 0, 0, 0]),
        ("an unknown colour transform", JPEGFile.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 7])),
    ]

    @Test("A harmless oddity in the header does no harm, and hides no missing data", arguments: harmless)
    func looksBehindHarmlessWarnings(name: String, oddity: [UInt8]) throws {
        var file = JPEGFile(width: 160, height: 80, factors: [0x11, 0x11, 0x11], amongTables: oddity)
        let data = JPEGFile.grey(blocks: 200 * 3, bits: 2)
        file.scans = [JPEGFile.Scan(components: [0, 1, 2], data: data)]
        #expect(try PhotoDecoder.decode(Photo(bytes: file.bytes)).pixels.allSatisfy { $0 == 128 }, "\(name)")
        for length in [0, 1, data.count / 2, data.count - 1] {
            file.scans[0].data = Array(data[..<length])
            let photo = try Photo(bytes: file.bytes)
            #expect(throws: PhotoError.undecodable(reason: .truncated), "\(name), \(length) bytes of data") {
                try PhotoDecoder.decode(photo)
            }
        }
    }

    @Test("Bytes too many before the end do no harm; before another scan they may hide what is missing")
    func looksBehindPadding() throws {
        let data = JPEGFile.grey(blocks: 200, bits: 2)
        var file = JPEGFile(width: 160, height: 80, factors: [0x11, 0x11, 0x11])
        file.scans = (0..<3).map { JPEGFile.Scan(components: [$0], data: data) }
        file.beforeEnd = [UInt8](repeating: 0, count: 40)
        #expect(try PhotoDecoder.decode(Photo(bytes: file.bytes)).pixels.allSatisfy { $0 == 128 })
        file.scans[0].data += [UInt8](repeating: 0, count: 40)
        file.scans[2].data = []
        file.beforeEnd = []
        let photo = try Photo(bytes: file.bytes)
        #expect(throws: PhotoError.self) { try PhotoDecoder.decode(photo) }
    }

    @Test("A component without a scan and missing restart markers are truncation")
    func refusesMissingParts() throws {
        let data = JPEGFile.grey(blocks: 200, bits: 2)
        var file = JPEGFile(width: 160, height: 80, factors: [0x11, 0x11, 0x11])
        file.scans = (1..<3).map { JPEGFile.Scan(components: [$0], data: data) }
        var photo = try Photo(bytes: file.bytes)
        #expect(throws: PhotoError.undecodable(reason: .truncated)) { try PhotoDecoder.decode(photo) }

        // Four rows of twenty blocks are promised one after the other, the first has bytes too many.
        let row = JPEGFile.grey(blocks: 20, bits: 2)
        let rows = (0..<10).map { row + ($0 < 9 ? [0xFF, 0xD0 + UInt8($0 % 8)] : []) }
        file = JPEGFile(width: 160, height: 80, restartInterval: 20)
        file.scans = [JPEGFile.Scan(components: [0], data: rows.flatMap { $0 })]
        #expect(try PhotoDecoder.decode(Photo(bytes: file.bytes)).pixels.allSatisfy { $0 == 128 })
        file.scans[0].data = row + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
        photo = try Photo(bytes: file.bytes)
        #expect(throws: PhotoError.undecodable(reason: .truncated)) { try PhotoDecoder.decode(photo) }
    }
}

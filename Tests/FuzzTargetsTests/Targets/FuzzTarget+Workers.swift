import FootbridgeCore
import ProductIdentifiers
import SymbolReading

@testable import DecodeWorkers
@testable import PhotoDecoding

extension FuzzTarget {
    /// What a worker and the daemon say to each other: a byte that says which part, and its bytes. Before a reading stand
    /// the photo's width and height in two bytes each.
    static let workerMessages = FuzzTarget(
        "worker-messages",
        seeds: {
            let size: [UInt8] = [0, 233, 0, 31]
            let corners = [Point(x: 3, y: 0), Point(x: 230, y: 0), Point(x: 230, y: 31), Point(x: 3, y: 31)]
            func symbol(_ symbology: Symbology, _ text: String, part: Symbol.Part? = nil) -> Symbol {
                Symbol(
                    symbology: symbology, text: text, rawBytes: Array(text.utf8),
                    addOn: symbology.isRetail ? "51299" : nil, corners: corners, part: part)
            }
            let covers = [
                SeenCover(
                    gtins: [9_780_306_406_157, 9_787_302_511_625].compactMap(GTIN.init(value:)), band: .sure,
                    corners: corners),
                SeenCover(gtins: [9_791_034_304_646].compactMap(GTIN.init(value:)), band: .ask, corners: corners),
            ]
            func reading(_ symbols: [Symbol], covers: [SeenCover] = []) -> [UInt8] {
                ReadingEncoding.bytes(
                    of: PhotoReading(
                        Reading(
                            symbols: symbols,
                            diagnosis: symbols.isEmpty
                                ? Diagnosis(
                                    stage: .decode, hint: .tooDark, retake: true, place: corners, moduleWidth: 1.5)
                                : nil,
                            quality: symbols.isEmpty
                                ? PhotoQuality(
                                    meanLuma: 1, contrast: 2, sharpness: 3, evenness: 0.5, saturation: 0.1, stripes: 1)
                                : nil,
                            passes: ["qr", "bars"], ranOutOfTime: false, width: 234, height: 32,
                            decodeTime: .milliseconds(1), readTime: .milliseconds(2)), covers: covers,
                        coverTime: .milliseconds(20)))
            }
            return [
                [0] + MessageHead(.photo, number: 7, length: 1000).bytes, [0] + MessageHead(.ready, length: 6).bytes,
                [0] + MessageHead(.front, number: 8, length: 1000).bytes,
                [1] + size + reading([]), [1] + size + reading([], covers: covers),
                [1] + size + reading([symbol(.qr, "https://shop.example/")], covers: covers),
                [1] + size + reading([symbol(.ean13, "9780306406157")]),
                [1] + size + reading([symbol(.qr, "日", part: .init(number: 1, count: 2)), symbol(.code128, "")]),
                [2, 0], [2, 255], [3, 0b1111], [4] + WorkerReady(layers: [.process], covers: .open(covers: 7648)).bytes,
                [4] + WorkerReady(layers: [], covers: .missing).bytes,
            ]
        },
        check: { input in
            var reader = InputReader(input)
            let part = reader.byte()
            do {
                switch part % 5 {
                case 0:
                    let head = try MessageHead(reader.rest, limit: ReadingEncoding.limit)
                    try require(head.bytes == Array(reader.rest), "a head is written otherwise")
                case 1:
                    let (width, height) = (reader.number(in: 1...4096), reader.number(in: 1...4096))
                    try checkReading(reader.rest, width: width, height: height)
                case 2:
                    let error = try Refusal.error(reader.rest)
                    // Lack of memory is told as `stopped`, which has a byte of its own, too.
                    guard error != .undecodable(reason: .stopped) else { return }
                    try require([Refusal.byte(of: error)] == Array(reader.rest), "a refusal is written otherwise")
                case 3:
                    let byte = reader.byte()
                    let known = LayerBits.byte(of: ReadingIsolation.Layer.allCases)
                    try require(LayerBits.byte(of: LayerBits.layers(byte)) == byte & known, "other layers")
                default:
                    let ready = try WorkerReady(reader.rest)
                    try require(try WorkerReady(ready.bytes[...]) == ready, "a worker is ready otherwise")
                }
            } catch is Nonsense {
                // As most of it is.
            }
        })

    private static func checkReading(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) throws {
        let header = try PhotoHeader(format: .png, width: width, height: height, orientation: nil)
        let photo = try ReadingEncoding.reading(bytes, of: header)
        let reading = photo.reading
        try require(reading.symbols.isEmpty == (reading.diagnosis != nil), "symbols and a reason why there are none")
        try require(photo.covers.isEmpty || reading.leavesRoomForCovers, "covers beside what a symbol says")
        try require(
            photo.covers.allSatisfy {
                $0.corners.count == 4 && Set($0.gtins).count == $0.gtins.count && !$0.gtins.isEmpty
            },
            "covers that are none")
        let written = ReadingEncoding.bytes(of: photo)
        try require(written.count <= ReadingEncoding.limit, "a reading that no worker may send")
        // A negative measure stands for none and is written as -1, so only what is written once more is the same.
        do {
            let again = try ReadingEncoding.reading(written[...], of: header)
            try require(ReadingEncoding.bytes(of: again) == written, "a reading is written otherwise")
        } catch let nonsense as Nonsense {
            throw BrokenProperty("what was believed once is not believed again: \(nonsense.reason)")
        }
    }
}

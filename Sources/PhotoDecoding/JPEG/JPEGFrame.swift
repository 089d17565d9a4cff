/// The frame header of a JPEG (SOF): size, components and how they are coded.
struct JPEGFrame {
    struct Component {
        let id: UInt8
        /// How many blocks a unit of the picture has of it, across and down: 1 to 4.
        let horizontal: Int
        let vertical: Int
    }

    let width: Int
    let height: Int
    let components: [Component]
    /// Whether entropy is coded arithmetically instead of with Huffman codes.
    let isArithmetic: Bool

    /// Markers of the frames that are decoded: baseline, extended, progressive, the latter two also arithmetic.
    static let markers: Set<Int> = [0xC0, 0xC1, 0xC2, 0xC9, 0xCA]
    /// Markers of lossless and hierarchical frames.
    static let unsupportedMarkers: Set<Int> = [0xC3, 0xC5, 0xC6, 0xC7, 0xCB, 0xCD, 0xCE, 0xCF]

    /// - Throws: `.undecodable`, `badHeader` or `unsupportedFeature`.
    init(marker: Int, payload: ArraySlice<UInt8>) throws(PhotoError) {
        let fields = FileBytes(payload)
        guard let precision = fields.byte(0), let height = fields.uint16(1, .big),
            let width = fields.uint16(3, .big), let count = fields.byte(5), payload.count >= 6 + 3 * count
        else { throw .undecodable(reason: .badHeader) }
        guard precision == 8, [1, 3, 4].contains(count) else { throw .undecodable(reason: .unsupportedFeature) }
        self.width = width
        self.height = height
        isArithmetic = marker >= 0xC9
        var components: [Component] = []
        for field in stride(from: payload.startIndex + 6, to: payload.startIndex + 6 + 3 * count, by: 3) {
            let (horizontal, vertical) = (Int(payload[field + 1] >> 4), Int(payload[field + 1] & 15))
            guard (1...4).contains(horizontal), (1...4).contains(vertical) else {
                throw .undecodable(reason: .badHeader)
            }
            components.append(
                Component(id: payload[field], horizontal: horizontal, vertical: vertical))
        }
        self.components = components
    }

    /// Blocks of 8 by 8 samples in all components together.
    var blocks: Int { components.indices.reduce(0) { $0 + units(inScanOf: [$1]) } }

    /// Units (MCU) that a scan of these components consists of: single blocks of one component, else so many blocks of
    /// each as its factors say.
    func units(inScanOf scanned: [Int]) -> Int {
        let widest = components.reduce(1) { max($0, $1.horizontal) }
        let highest = components.reduce(1) { max($0, $1.vertical) }
        func divided(_ a: Int, by b: Int) -> Int { (a + b - 1) / b }
        guard scanned.count == 1, let component = scanned.first.map({ components[$0] }) else {
            return divided(width, by: 8 * widest) * divided(height, by: 8 * highest)
        }
        return divided(width * component.horizontal, by: 8 * widest)
            * divided(height * component.vertical, by: 8 * highest)
    }

    /// Blocks that a scan of these components goes through.
    func blocks(inScanOf scanned: [Int]) -> Int {
        let perUnit =
            scanned.count == 1 ? 1 : scanned.reduce(0) { $0 + components[$1].horizontal * components[$1].vertical }
        return units(inScanOf: scanned) * perUnit
    }
}

import FootbridgeCore
import ProductIdentifiers
import SymbolReading

/// Covers at the end of a reading: how many, and of each its band, its numbers (Int64) behind their count, and its corners.
extension ReadingEncoding {
    static func write(_ covers: [SeenCover], of reading: Reading, to writer: inout MessageWriter) {
        let covers = covers.prefix(SeenCover.most)
        writer.number(UInt32(covers.count))
        for cover in covers {
            let gtins = cover.gtins.prefix(SeenCover.mostEditions)
            writer.number(place(of: cover.band, in: SeenCover.Band.allCases))
            writer.number(UInt32(gtins.count))
            for gtin in gtins { writer.number(gtin.value) }
            write(cover.corners, of: reading, to: &writer)
        }
    }

    /// - Parameter reading: what was read in the same photo; where it says what it shows there are no covers.
    static func covers(_ reader: inout MessageReader, beside reading: Reading) throws(Nonsense) -> [SeenCover] {
        let most = reading.leavesRoomForCovers ? SeenCover.most : 0
        var covers: [SeenCover] = []
        for _ in 0..<(try reader.integer(in: 0...most, "covers")) {
            let band = try reader.choice(of: SeenCover.Band.allCases, "band")
            var gtins: [GTIN] = []
            for _ in 0..<(try reader.integer(in: 1...SeenCover.mostEditions, "editions")) {
                guard let gtin = GTIN(value: try reader.number(Int64.self)), !gtins.contains(gtin) else {
                    throw Nonsense("not the number of an edition")
                }
                gtins.append(gtin)
            }
            let corners = try corners(&reader, width: reading.width, height: reading.height)
            covers.append(SeenCover(gtins: gtins, band: band, corners: corners))
        }
        return covers
    }
}

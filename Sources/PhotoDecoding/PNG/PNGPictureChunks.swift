/// The chunks of a PNG that make its picture, without the rest.
///
/// libpng inflates compressed text and colour profiles in front of the picture before it says how large the picture
/// is: fifty such chunks in a file of 3 MB cost about a second. What does not change where dark meets light is
/// dropped: only IHDR, PLTE, tRNS, IDAT and IEND stay. gAMA and the colour profiles go too: they bend brightness
/// without moving an edge, and cost a table look-up a pixel. An animation's extra frames go with their chunks.
struct PNGPictureChunks {
    /// A PNG file with the picture's chunks only.
    let bytes: [UInt8]

    /// - Throws: `.undecodable`: `truncated` when a chunk or IEND is missing, `unsupportedFeature` for an unknown
    ///   critical chunk, which no decoder may ignore.
    init(_ photo: [UInt8]) throws(PhotoError) {
        let file = FileBytes(photo[...])
        var kept: [Range<Int>] = []
        var position = 8
        var isComplete = false
        while !isComplete {
            guard let length = file.uint32(position, .big), let firstLetter = file.byte(position + 4) else {
                throw .undecodable(reason: .truncated)
            }
            guard length <= Int(Int32.max) else { throw .undecodable(reason: .corrupt) }
            let end = position + 12 + length
            guard end <= file.count else { throw .undecodable(reason: .truncated) }
            let isPicture =
                file.has("IDAT", at: position + 4) || file.has("IHDR", at: position + 4)
                || file.has("PLTE", at: position + 4) || file.has("tRNS", at: position + 4)
            isComplete = file.has("IEND", at: position + 4)
            // An upper-case first letter (bit 5 clear) marks a critical chunk.
            if !isPicture, !isComplete, firstLetter & 0x20 == 0 { throw .undecodable(reason: .unsupportedFeature) }
            if isPicture || isComplete {
                if let last = kept.last, last.upperBound == position {
                    kept[kept.count - 1] = last.lowerBound..<end
                } else {
                    kept.append(position..<end)
                }
            }
            position = end
        }
        if kept.count == 1, kept[0] == 8..<photo.count {
            bytes = photo
            return
        }
        var bytes = Array(photo[..<8])
        bytes.reserveCapacity(kept.reduce(8) { $0 + $1.count })
        for range in kept { bytes.append(contentsOf: photo[range]) }
        self.bytes = bytes
    }
}

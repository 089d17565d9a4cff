extension PhotoHeader {
    /// Reads the first chunk of the RIFF container: VP8 (lossy), VP8L (lossless) or VP8X (extended, RFC 9649 §2.7).
    init(webp file: FileBytes) throws(PhotoError) {
        guard file.count >= 30 else { throw .undecodable(reason: .truncated) }
        guard let payloadLength = file.uint32(16, .little) else { throw .undecodable(reason: .truncated) }
        let width: Int
        let height: Int
        var orientation: PhotoOrientation?
        if file.has("VP8 ", at: 12) {
            guard let tag = file.uint24(20, .little), file.uint24(23, .big) == 0x9D012A, tag & 1 == 0,
                let rawWidth = file.uint16(26, .little), let rawHeight = file.uint16(28, .little)
            else { throw .undecodable(reason: .badHeader) }
            // The two top bits ask for upscaling when shown.
            width = rawWidth & 0x3FFF
            height = rawHeight & 0x3FFF
        } else if file.has("VP8L", at: 12) {
            guard file.byte(20) == 0x2F, let sizes = file.uint32(21, .little) else {
                throw .undecodable(reason: .badHeader)
            }
            width = (sizes & 0x3FFF) + 1
            height = (sizes >> 14 & 0x3FFF) + 1
        } else if file.has("VP8X", at: 12) {
            guard let flags = file.byte(20), let lessWidth = file.uint24(24, .little),
                let lessHeight = file.uint24(27, .little)
            else { throw .undecodable(reason: .badHeader) }
            guard flags & 0x02 == 0 else { throw .undecodable(reason: .unsupportedFeature) }  // animation
            width = lessWidth + 1
            height = lessHeight + 1
            if flags & 0x08 != 0 { orientation = Self.orientation(webp: file, from: 20 + payloadLength) }
        } else {
            throw .undecodable(reason: .badHeader)
        }
        try self.init(format: .webp, width: width, height: height, orientation: orientation)
    }

    /// Steps over the chunks of an extended file to its Exif chunk.
    private static func orientation(webp file: FileBytes, from start: Int) -> PhotoOrientation? {
        var position = start + start % 2
        while let length = file.uint32(position + 4, .little) {
            if file.has("EXIF", at: position) {
                let payload = file.slice(position + 8, count: length)
                // Some writers keep JPEG's prefix in front of the TIFF structure.
                let isPrefixed = payload.starts(with: [0x45, 0x78, 0x69, 0x66, 0, 0])
                return PhotoOrientation(tiff: isPrefixed ? payload.dropFirst(6) : payload)
            }
            position += 8 + length + length % 2
        }
        return nil
    }
}

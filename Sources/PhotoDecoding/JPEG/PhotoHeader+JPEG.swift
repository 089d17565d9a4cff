extension PhotoHeader {
    /// Walks the JPEG segments up to the frame header (SOF); on the way the Exif orientation is picked up.
    init(jpeg file: FileBytes) throws(PhotoError) {
        var orientation: PhotoOrientation?
        var position = 2
        while true {
            // Bytes before a marker are skipped as libjpeg skips them; 0xFF may be repeated as filling.
            while let byte = file.byte(position), byte != 0xFF { position += 1 }
            while file.byte(position) == 0xFF { position += 1 }
            guard let marker = file.byte(position) else { throw .undecodable(reason: .truncated) }
            position += 1
            switch marker {
            case 0x00, 0x01, 0xD0...0xD7:
                continue  // stand-alone
            case 0xD8, 0xD9, 0xDA:
                throw .undecodable(reason: .badHeader)  // second start, end or scan before a frame
            default:
                break
            }
            guard let length = file.uint16(position, .big) else { throw .undecodable(reason: .truncated) }
            guard length >= 2 else { throw .undecodable(reason: .badHeader) }
            switch marker {
            case 0xC0, 0xC1, 0xC2, 0xC9, 0xCA:
                guard let precision = file.byte(position + 2), let height = file.uint16(position + 3, .big),
                    let width = file.uint16(position + 5, .big), let components = file.byte(position + 7)
                else { throw .undecodable(reason: .truncated) }
                guard length >= 8 + 3 * components else { throw .undecodable(reason: .badHeader) }
                guard precision == 8, [1, 3, 4].contains(components) else {
                    throw .undecodable(reason: .unsupportedFeature)
                }
                try self.init(
                    format: .jpeg, width: width, height: height, orientation: orientation,
                    components: components, isProgressive: marker == 0xC2 || marker == 0xCA)
                return
            case 0xC3, 0xC5...0xC7, 0xCB, 0xCD...0xCF:
                throw .undecodable(reason: .unsupportedFeature)  // lossless and hierarchical
            case 0xE1 where file.has("Exif", at: position + 2):
                // "Exif", two zero bytes, then TIFF. The first one counts.
                if orientation == nil {
                    orientation = PhotoOrientation(tiff: file.slice(position + 8, count: length - 8))
                }
            default:
                break
            }
            position += length
        }
    }
}

extension PhotoHeader {
    /// Walks the JPEG segments up to the frame header (SOF); on the way the Exif orientation is picked up.
    init(jpeg bytes: [UInt8]) throws(PhotoError) {
        var orientation: PhotoOrientation?
        var segments = JPEGSegments(bytes)
        while let segment = segments.next() {
            let payload = bytes[segment.payload]
            switch segment.marker {
            case JPEGSegments.startOfImage, JPEGSegments.endOfImage, JPEGSegments.startOfScan:
                throw .undecodable(reason: .badHeader)  // second start, end or scan before a frame
            case let marker where JPEGFrame.markers.contains(marker):
                let frame = try JPEGFrame(marker: marker, payload: payload)
                try self.init(
                    format: .jpeg, width: frame.width, height: frame.height, orientation: orientation)
                return
            case let marker where JPEGFrame.unsupportedMarkers.contains(marker):
                throw .undecodable(reason: .unsupportedFeature)
            case 0xE1 where payload.starts(with: "Exif".utf8):
                // "Exif", two zero bytes, then TIFF. The first one counts.
                if orientation == nil { orientation = PhotoOrientation(tiff: payload.dropFirst(6)) }
            default:
                break
            }
        }
        throw .undecodable(reason: .truncated)
    }
}

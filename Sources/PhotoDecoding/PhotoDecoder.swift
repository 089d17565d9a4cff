/// Turns photos into grey or coloured pixels.
///
/// Decoding runs C libraries over hostile bytes and blocks until done; a daemon calls it away from its event loops.
public enum PhotoDecoder {
    /// Decodes a photo to grey.
    ///
    /// Transparency is shown over white. Orientation is not applied. A file that is cut off or corrupt is refused even
    /// if part of its picture could be shown, and one that asks for far more work than its picture is worth; harmless
    /// oddities (padding between JPEG segments, bytes after the end) are not.
    /// - Parameters:
    ///   - photo: checked against limits when it was made.
    ///   - reduction: how much smaller the result is to be. JPEG is reduced inside the decoder and rounds sizes up; the
    ///     other formats are decoded at full size, then averaged, and round down.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public static func decode(
        _ photo: Photo, reducedTo reduction: PhotoReduction = .full
    ) throws(PhotoError) -> LumaImage {
        switch photo.format {
        case .jpeg:
            let decoder = try JPEGDecoder()
            return try decoder.decode(photo, reducedTo: reduction)
        case .png:
            return try PNGDecoder.decode(photo).reduced(by: reduction.divisor)
        case .webp:
            var decoder = try WebPDecoder()
            return try decoder.decode(photo).reduced(by: reduction.divisor)
        }
    }

    /// Decodes a photo in colour, upright, no larger than is asked for.
    ///
    /// Transparency is shown over white; what is refused is refused as above.
    /// - Parameters:
    ///   - photo: checked against limits when it was made.
    ///   - longSide: pixels of the longer side at most, at least 1. A smaller picture keeps its size.
    /// - Throws: `PhotoError.undecodable` or `.outOfMemory`.
    public static func decodeColor(_ photo: Photo, longSide: Int) throws(PhotoError) -> ColorImage {
        let stored = max(photo.header.width, photo.header.height)
        let image: ColorImage
        switch photo.format {
        case .jpeg:
            let reduction = PhotoReduction.allCases.last { stored / $0.divisor >= longSide } ?? .full
            let decoder = try JPEGDecoder()
            image = try decoder.decodeColor(photo, reducedTo: reduction)
        case .png: image = try PNGDecoder.decodeColor(photo)
        case .webp:
            var decoder = try WebPDecoder()
            image = try decoder.decodeColor(photo)
        }
        return image.reduced(toLongSide: longSide).upright(photo.header.orientation)
    }
}

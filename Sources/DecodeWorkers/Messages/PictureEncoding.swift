import FootbridgeCore
import PhotoDecoding

/// A decoded picture as bytes between a worker and the daemon: width and height (Int32), then red, green and blue of each
/// pixel.
///
/// Pixels and no file: whatever a hostile picture has made of its worker, any pixels are a picture, and the file that is
/// kept of it is written by the daemon.
enum PictureEncoding {
    static func bytes(of image: ColorImage) -> [UInt8] {
        var writer = MessageWriter()
        writer.number(Int32(clamping: image.width))
        writer.number(Int32(clamping: image.height))
        return writer.bytes + image.pixels
    }

    /// - Parameter header: of the photo that was to be decoded.
    /// - Throws: ``Nonsense`` where no picture of that photo can have been encoded so.
    static func picture(_ bytes: ArraySlice<UInt8>, of header: PhotoHeader) throws(Nonsense) -> ColorImage {
        var reader = MessageReader(bytes)
        let longSide = min(CoverPicture.longSide, max(header.width, header.height))
        let width = try reader.integer(in: 1...longSide, "width")
        let height = try reader.integer(in: 1...longSide, "height")
        guard max(width, height) == longSide else { throw Nonsense("not the size that was asked for") }
        guard let image = ColorImage(width: width, height: height, pixels: Array(bytes.dropFirst(8))) else {
            throw Nonsense("not as many pixels as it says")
        }
        return image
    }
}

import CPNG

/// Decodes PNG to grey or colour with libpng.
enum PNGDecoder {
    /// Bytes of the file that may be read after the last row: the end of the deflate stream, the headers of small IDAT
    /// chunks. What they can unpack to, 17 MB, takes 0.03 s.
    private static let spareBytes = 16 << 10

    /// The luma of the picture at full size: any bit depth, palette, interlaced, with white behind what is transparent.
    ///
    /// - Throws: `.undecodable`: `bomb` when there is far more picture data than the header's size accounts for.
    static func decode(_ photo: Photo) throws(PhotoError) -> LumaImage {
        LumaImage(
            width: photo.header.width, height: photo.header.height, uncheckedPixels: try pixels(of: photo, channels: 1))
    }

    /// The same in colour.
    static func decodeColor(_ photo: Photo) throws(PhotoError) -> ColorImage {
        ColorImage(
            width: photo.header.width, height: photo.header.height, uncheckedPixels: try pixels(of: photo, channels: 3))
    }

    private static func pixels(of photo: Photo, channels: Int) throws(PhotoError) -> [UInt8] {
        let chunks = try PNGPictureChunks(photo.bytes)
        let width = photo.header.width
        let height = photo.header.height
        var outcome = FOOTBRIDGE_PNG_CORRUPT
        var pixels = [UInt8](repeating: 0xFF, count: width * height * channels)
        unsafe chunks.bytes.withUnsafeBufferPointer { file in
            unsafe pixels.withUnsafeMutableBufferPointer { buffer in
                guard let start = buffer.baseAddress else { return }
                // The buffer was sized from our own reading of the header; libpng's must be the same.
                outcome = unsafe footbridge_png_decode(
                    file.baseAddress, file.count, spareBytes, start, png_uint_32(width), png_uint_32(height),
                    CUnsignedInt(channels))
            }
        }
        switch outcome {
        case FOOTBRIDGE_PNG_DONE: return pixels
        case FOOTBRIDGE_PNG_OUT_OF_MEMORY: throw .outOfMemory
        case FOOTBRIDGE_PNG_BAD_HEADER: throw .undecodable(reason: .badHeader)
        case FOOTBRIDGE_PNG_EXCESS: throw .undecodable(reason: .bomb)
        default: throw .undecodable(reason: .corrupt)
        }
    }
}

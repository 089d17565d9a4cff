import CPNG

/// Decodes PNG to grey with libpng.
enum PNGDecoder {
    /// Bytes of the file that may be read after the last row: the end of the deflate stream, the headers of small IDAT
    /// chunks. What they can unpack to, 17 MB, takes 0.03 s.
    private static let spareBytes = 16 << 10

    /// The luma of the picture at full size: any bit depth, palette, interlaced, with white behind what is transparent.
    ///
    /// - Throws: `.undecodable`: `bomb` when there is far more picture data than the header's size accounts for.
    static func decode(_ photo: Photo) throws(PhotoError) -> LumaImage {
        let chunks = try PNGPictureChunks(photo.bytes)
        let width = photo.header.width
        let height = photo.header.height
        var outcome = FOOTBRIDGE_PNG_CORRUPT
        var pixels = [UInt8](repeating: 0xFF, count: width * height)
        unsafe chunks.bytes.withUnsafeBufferPointer { file in
            unsafe pixels.withUnsafeMutableBufferPointer { grey in
                guard let start = grey.baseAddress else { return }
                // The buffer was sized from our own reading of the header; libpng's must be the same.
                outcome = unsafe footbridge_png_decode(
                    file.baseAddress, file.count, spareBytes, start, png_uint_32(width), png_uint_32(height))
            }
        }
        switch outcome {
        case FOOTBRIDGE_PNG_DONE: return LumaImage(width: width, height: height, uncheckedPixels: pixels)
        case FOOTBRIDGE_PNG_OUT_OF_MEMORY: throw .outOfMemory
        case FOOTBRIDGE_PNG_BAD_HEADER: throw .undecodable(reason: .badHeader)
        case FOOTBRIDGE_PNG_EXCESS: throw .undecodable(reason: .bomb)
        default: throw .undecodable(reason: .corrupt)
        }
    }
}

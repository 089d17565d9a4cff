import CPNG

/// Writes PNG files with libpng.
enum PNGFile {
    /// The file of a picture in black and white.
    ///
    /// libpng's simplified API catches its own errors; the classic one would leave with longjmp through Swift's frames.
    /// - Parameter darkness: `width` times `height` values, row by row: 0 white, 1 black.
    static func bytes(width: Int, height: Int, darkness: [UInt8]) -> [UInt8] {
        precondition(darkness.count == width * height, "pixels are counted by whoever makes them")
        var image = unsafe png_image()
        unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
        unsafe image.width = png_uint_32(width)
        unsafe image.height = png_uint_32(height)
        // Two grey values to choose from: libpng packs eight pixels into a byte.
        unsafe image.format = png_uint_32(PNG_FORMAT_GRAY) | png_uint_32(PNG_FORMAT_FLAG_COLORMAP)
        unsafe image.colormap_entries = 2
        let greys: [UInt8] = [0xFF, 0]
        // Without memory to write to, libpng tells how much there will be.
        var size = png_alloc_size_t(0)
        let isMeasured = unsafe png_image_write_to_memory(&image, nil, &size, 0, darkness, 0, greys) != 0
        var isWritten = false
        let file = unsafe [UInt8](unsafeUninitializedCapacity: Int(size)) { file, count in
            isWritten = unsafe png_image_write_to_memory(&image, file.baseAddress, &size, 0, darkness, 0, greys) != 0
            count = isWritten ? Int(size) : 0
        }
        // All that is left to go wrong is memory, without which the arrays here would not be either.
        precondition(isMeasured && isWritten, "libpng writes any picture that there is memory for")
        return file
    }
}

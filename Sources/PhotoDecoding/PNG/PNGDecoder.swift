import CPNG

/// Decodes PNG to grey with libpng's simplified interface, the only one of libpng that never `longjmp`s through its
/// caller. Owns the reader's state: one photo, one decoder.
@safe struct PNGDecoder: ~Copyable {
    private var image: png_image

    init() {
        unsafe image = png_image()
        unsafe image.version = png_uint_32(PNG_IMAGE_VERSION)
    }

    deinit {
        var image = unsafe image
        unsafe png_image_free(&image)
    }

    /// The luma of the picture at full size: any bit depth, palette, interlaced, with white behind what is transparent.
    mutating func decode(_ photo: Photo) throws(PhotoError) -> LumaImage {
        let chunks = try PNGPictureChunks(photo.bytes)
        let width = photo.header.width
        let height = photo.header.height
        // White before the library starts: without a background colour it composes onto what the buffer holds.
        var pixels = [UInt8](repeating: 0xFF, count: width * height)
        var isSameSize = false
        var isDone = false
        unsafe chunks.bytes.withUnsafeBufferPointer { file in
            guard unsafe png_image_begin_read_from_memory(&image, file.baseAddress, file.count) != 0 else { return }
            // The buffer was sized from our own reading of the header; the library's must be the same.
            isSameSize = unsafe Int(image.width) == width && Int(image.height) == height
            guard isSameSize else { return }
            unsafe image.format = png_uint_32(PNG_FORMAT_GRAY)
            // 16-bit files are nearly always sRGB, which libpng otherwise takes for linear light.
            unsafe image.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
            unsafe pixels.withUnsafeMutableBufferPointer { buffer in
                isDone = unsafe png_image_finish_read(&image, nil, buffer.baseAddress, png_int_32(width), nil) != 0
            }
        }
        guard isDone else { throw failure }
        return LumaImage(width: width, height: height, uncheckedPixels: pixels)
    }

    /// The library's message decides between the reasons; it is compared, never shown.
    private var failure: PhotoError {
        let message = unsafe withUnsafeBytes(of: image.message) { text in
            unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
        if message.contains("emory") { return .outOfMemory }
        return .undecodable(reason: message.contains("IHDR") ? .badHeader : .corrupt)
    }
}

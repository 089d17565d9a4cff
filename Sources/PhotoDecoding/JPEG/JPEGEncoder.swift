import CTurboJPEG

/// Writes pictures as JPEG, with libjpeg-turbo.
///
/// Any pixels may be written: what the library does depends on their number, not on what they are.
public enum JPEGEncoder {
    /// - Parameters:
    ///   - image: at most 65 535 pixels a side.
    ///   - quality: of the library's scale, 1 to 100.
    /// - Returns: a file with colour at half the width and height.
    /// - Throws: `PhotoError.outOfMemory`.
    public static func encode(_ image: ColorImage, quality: Int) throws(PhotoError) -> [UInt8] {
        precondition(max(image.width, image.height) <= 65_535, "a JPEG has at most 65 535 pixels a side")
        precondition((1...100).contains(quality), "a quality of the library's scale")
        guard let handle = unsafe tjInitCompress() else { throw .outOfMemory }
        defer { unsafe tjDestroy(handle) }
        var file: UnsafeMutablePointer<UInt8>?
        var length: CUnsignedLong = 0
        let status = unsafe image.pixels.withUnsafeBufferPointer { pixels in
            unsafe tjCompress2(
                handle, pixels.baseAddress, CInt(image.width), CInt(3 * image.width), CInt(image.height),
                CInt(TJPF_RGB.rawValue), &file, &length, CInt(TJSAMP_420.rawValue), CInt(quality), 0)
        }
        defer { unsafe tjFree(file) }
        guard status == 0, let start = unsafe file else { throw .outOfMemory }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }
}

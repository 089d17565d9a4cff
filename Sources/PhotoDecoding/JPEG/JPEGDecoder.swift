import CTurboJPEG

/// Decodes JPEG straight to grey or colour, reduced in the decoder, with libjpeg-turbo. Owns one decompressor: one photo, one
/// decoder.
@safe struct JPEGDecoder: ~Copyable {
    private let handle: tjhandle

    init() throws(PhotoError) {
        guard let handle = unsafe tjInitDecompress() else { throw .outOfMemory }
        unsafe self.handle = handle
    }

    deinit {
        unsafe tjDestroy(handle)
    }

    /// The luma of the picture.
    ///
    /// - Throws: `.undecodable`: `truncated` and `corrupt` also where the library gives pixels and a warning; `bomb` for
    ///   scans out of proportion to the picture.
    func decode(_ photo: Photo, reducedTo reduction: PhotoReduction) throws(PhotoError) -> LumaImage {
        let header = photo.header
        let picture = try JPEGPicture(photo.bytes)
        // The library rounds up when it reduces.
        let width = (header.width + reduction.divisor - 1) / reduction.divisor
        let height = (header.height + reduction.divisor - 1) / reduction.divisor
        if picture.hasFourInks {
            let inks = try decode(picture, width: width, height: height, format: TJPF_CMYK, bytesPerPixel: 4)
            return LumaImage(width: width, height: height, uncheckedPixels: Self.luma(ofAdobeInks: inks))
        }
        let pixels = try decode(picture, width: width, height: height, format: TJPF_GRAY, bytesPerPixel: 1)
        return LumaImage(width: width, height: height, uncheckedPixels: pixels)
    }

    /// The same in colour.
    func decodeColor(_ photo: Photo, reducedTo reduction: PhotoReduction) throws(PhotoError) -> ColorImage {
        let picture = try JPEGPicture(photo.bytes)
        let width = (photo.header.width + reduction.divisor - 1) / reduction.divisor
        let height = (photo.header.height + reduction.divisor - 1) / reduction.divisor
        if picture.hasFourInks {
            let inks = try decode(picture, width: width, height: height, format: TJPF_CMYK, bytesPerPixel: 4)
            return ColorImage(width: width, height: height, uncheckedPixels: Self.colors(ofAdobeInks: inks))
        }
        let pixels = try decode(picture, width: width, height: height, format: TJPF_RGB, bytesPerPixel: 3)
        return ColorImage(width: width, height: height, uncheckedPixels: pixels)
    }

    /// Calls the library. The size asked for is the header's as parsed here: should the library see another one, it
    /// refuses or writes less, never more than `width` times `height` pixels.
    private func decode(
        _ picture: JPEGPicture, width: Int, height: Int, format: TJPF, bytesPerPixel: Int
    ) throws(PhotoError) -> [UInt8] {
        var status: CInt = -1
        let count = width * height * bytesPerPixel
        // White, so that nothing unset is ever read should the library write less.
        var pixels = [UInt8](repeating: 0xFF, count: count)
        unsafe picture.bytes.withUnsafeBufferPointer { file in
            unsafe pixels.withUnsafeMutableBufferPointer { buffer in
                unsafe status = tjDecompress2(
                    handle, file.baseAddress, CUnsignedLong(file.count), buffer.baseAddress,
                    CInt(width), CInt(width * bytesPerPixel), CInt(height), CInt(format.rawValue), 0)
            }
        }
        guard status == 0 || Self.isHarmless(message) else { throw failure }
        return pixels
    }

    /// The library's last message. Only ever compared, never shown.
    private var message: String {
        guard let text = unsafe tjGetErrorStr2(handle) else { return "" }
        return unsafe String(cString: text)
    }

    /// Whether the whole picture is there in spite of a warning: bytes too many before the end of the image (many
    /// cameras pad).
    ///
    /// The error code does not tell (it says "warning" for half a picture, and even for no picture at all), and the
    /// message is that of the first warning. After this one there is nothing left to warn of: all scans are decoded when
    /// the end is met, unless restart markers are missing, for which `JPEGPicture` has looked.
    private static func isHarmless(_ message: String) -> Bool {
        message.hasSuffix("extraneous bytes before marker 0xd9")
    }

    private var failure: PhotoError {
        let message = message
        if message.contains("Premature end") || message.contains("premature end") {
            return .undecodable(reason: .truncated)
        }
        if message.contains("emory") { return .outOfMemory }  // "Insufficient memory", "Memory allocation failure"
        if message.contains("nsupported") { return .undecodable(reason: .unsupportedFeature) }
        return .undecodable(reason: .corrupt)
    }

    /// Four-ink JPEGs are stored as Adobe stores them, 255 meaning no ink, so that a colour is the product of its ink
    /// and black. Integer weights of ITU-R BT.601.
    private static func luma(ofAdobeInks inks: [UInt8]) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: inks.count / 4)
        for index in pixels.indices {
            let black = UInt32(inks[index * 4 + 3])
            let red = UInt32(inks[index * 4]) * 77
            let green = UInt32(inks[index * 4 + 1]) * 150
            let blue = UInt32(inks[index * 4 + 2]) * 29
            pixels[index] = UInt8(((red + green + blue) >> 8) * black / 255)
        }
        return pixels
    }

    private static func colors(ofAdobeInks inks: [UInt8]) -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: inks.count / 4 * 3)
        for index in 0..<(inks.count / 4) {
            let black = UInt32(inks[index * 4 + 3])
            for color in 0..<3 {
                pixels[index * 3 + color] = UInt8((UInt32(inks[index * 4 + color]) * black + 127) / 255)
            }
        }
        return pixels
    }
}

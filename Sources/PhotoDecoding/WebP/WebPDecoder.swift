import CWebP

/// Decodes WebP to grey or colour with libwebp. Owns the picture that the library allocates: one photo, one decoder.
@safe struct WebPDecoder: ~Copyable {
    private var config: WebPDecoderConfig

    init() throws(PhotoError) {
        unsafe config = WebPDecoderConfig()
        guard unsafe WebPInitDecoderConfig(&config) != 0 else { throw .outOfMemory }
    }

    deinit {
        var config = unsafe config
        unsafe WebPFreeDecBuffer(&config.output)
    }

    /// The luma of the picture at full size, with white behind what is transparent.
    mutating func decode(_ photo: Photo) throws(PhotoError) -> LumaImage {
        // Y, U and V as stored: the cheapest to get at, and no colour is needed.
        try decode(photo, as: MODE_YUV, withAlpha: MODE_YUVA)
        let (width, height) = (photo.header.width, photo.header.height)
        return LumaImage(width: width, height: height, uncheckedPixels: luma(width: width, height: height))
    }

    /// The same in colour.
    mutating func decodeColor(_ photo: Photo) throws(PhotoError) -> ColorImage {
        try decode(photo, as: MODE_RGB, withAlpha: MODE_RGBA)
        let (width, height) = (photo.header.width, photo.header.height)
        return ColorImage(width: width, height: height, uncheckedPixels: colors(width: width, height: height))
    }

    private mutating func decode(
        _ photo: Photo, as opaque: WEBP_CSP_MODE, withAlpha transparent: WEBP_CSP_MODE
    ) throws(PhotoError) {
        let width = photo.header.width
        let height = photo.header.height
        // The container says how long it is; libwebp itself is content with any file that holds a whole picture.
        guard let length = FileBytes(photo.bytes[...]).uint32(4, .little), length + 8 <= photo.bytes.count else {
            throw .undecodable(reason: .truncated)
        }
        var status = VP8_STATUS_OK
        var isSameSize = false
        unsafe photo.bytes.withUnsafeBufferPointer { file in
            status = unsafe WebPGetFeatures(file.baseAddress, file.count, &config.input)
            guard status == VP8_STATUS_OK else { return }
            isSameSize = unsafe Int(config.input.width) == width && Int(config.input.height) == height
            guard isSameSize else { return }
            unsafe config.output.colorspace = unsafe config.input.has_alpha != 0 ? transparent : opaque
            status = unsafe WebPDecode(file.baseAddress, file.count, &config)
        }
        guard status == VP8_STATUS_OK else { throw Self.failure(status) }
        guard isSameSize else { throw .undecodable(reason: .badHeader) }
    }

    /// Copies the colours out, composed over white.
    private func colors(width: Int, height: Int) -> [UInt8] {
        let plane = unsafe config.output.u.RGBA
        let bytes = unsafe config.output.colorspace == MODE_RGBA ? 4 : 3
        return unsafe [UInt8](unsafeUninitializedCapacity: width * height * 3) { pixels, count in
            guard let start = unsafe plane.rgba else { return }
            for y in 0..<height {
                let row = unsafe start + y * Int(plane.stride)
                for x in 0..<width {
                    let opacity = unsafe bytes == 4 ? Int(row[x * 4 + 3]) : 255
                    for color in 0..<3 {
                        let value = unsafe Int(row[x * bytes + color])
                        unsafe pixels[(y * width + x) * 3 + color] = UInt8(
                            (value * opacity + 255 * (255 - opacity) + 127) / 255)
                    }
                }
            }
            count = width * height * 3
        }
    }

    /// Copies Y out, stretched from the studio range 16 to 235 that VP8 uses to 0 to 255, and composed over white.
    private func luma(width: Int, height: Int) -> [UInt8] {
        let stretched = (0..<256).map { UInt8(clamping: (($0 - 16) * 255 + 109) / 219) }
        let planes = unsafe config.output.u.YUVA
        return unsafe [UInt8](unsafeUninitializedCapacity: width * height) { pixels, count in
            guard let lumaPlane = unsafe planes.y else { return }
            for y in 0..<height {
                let row = unsafe lumaPlane + y * Int(planes.y_stride)
                for x in 0..<width { unsafe pixels[y * width + x] = stretched[Int(row[x])] }
                guard let alphaPlane = unsafe planes.a else { continue }
                let alpha = unsafe alphaPlane + y * Int(planes.a_stride)
                for x in 0..<width {
                    let opacity = unsafe Int(alpha[x])
                    let value = unsafe Int(pixels[y * width + x])
                    unsafe pixels[y * width + x] = UInt8((value * opacity + 255 * (255 - opacity) + 127) / 255)
                }
            }
            count = width * height
        }
    }

    private static func failure(_ status: VP8StatusCode) -> PhotoError {
        switch status {
        case VP8_STATUS_OUT_OF_MEMORY: .outOfMemory
        case VP8_STATUS_NOT_ENOUGH_DATA, VP8_STATUS_SUSPENDED: .undecodable(reason: .truncated)
        case VP8_STATUS_UNSUPPORTED_FEATURE: .undecodable(reason: .unsupportedFeature)
        default: .undecodable(reason: .corrupt)
        }
    }
}

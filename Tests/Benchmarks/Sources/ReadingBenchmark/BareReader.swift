import BarePNG
import BareTurboJPEG
import BareZBar

/// Photo to symbols with the C libraries alone, as a C programmer would write it: the same decoding and the same first
/// pass as `SymbolReader`, nothing checked, nothing judged, no corners.
enum BareReader {
    /// The texts read from a JPEG or PNG of at most four megapixels after the reduction.
    static func read(_ file: [UInt8], reducedBy divisor: Int) -> [String] {
        let (pixels, width, height) =
            file[0] == 0xFF ? decodeJPEG(file, reducedBy: divisor) : decodePNG(file)
        guard width * height > 1_500_000 else { return scan(pixels, width: width, height: height) }
        return scan(
            halve(pixels, width: width, height: height), width: width / 2, height: height / 2)
    }

    private static func halve(_ pixels: [UInt8], width: Int, height: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: (width / 2) * (height / 2)) { half, count in
            pixels.withUnsafeBufferPointer { pixels in
                for y in 0..<(height / 2) {
                    for x in 0..<(width / 2) {
                        let place = 2 * y * width + 2 * x
                        let sum =
                            UInt16(pixels[place]) &+ UInt16(pixels[place + 1]) &+ UInt16(pixels[place + width])
                            &+ UInt16(pixels[place + width + 1])
                        half[y * (width / 2) + x] = UInt8(truncatingIfNeeded: (sum + 2) >> 2)
                    }
                }
            }
            count = (width / 2) * (height / 2)
        }
    }

    private static func decodeJPEG(_ file: [UInt8], reducedBy divisor: Int) -> ([UInt8], Int, Int) {
        guard let handle = tjInitDecompress() else { fatalError("no decompressor") }
        defer { tjDestroy(handle) }
        var width: CInt = 0
        var height: CInt = 0
        var subsampling: CInt = 0
        var colours: CInt = 0
        _ = file.withUnsafeBufferPointer {
            tjDecompressHeader3(
                handle, $0.baseAddress, CUnsignedLong($0.count), &width, &height, &subsampling, &colours)
        }
        width = (width + CInt(divisor) - 1) / CInt(divisor)
        height = (height + CInt(divisor) - 1) / CInt(divisor)
        let pixels = [UInt8](unsafeUninitializedCapacity: Int(width * height)) { buffer, count in
            _ = file.withUnsafeBufferPointer {
                tjDecompress2(
                    handle, $0.baseAddress, CUnsignedLong($0.count), buffer.baseAddress, width, 0, height,
                    CInt(TJPF_GRAY.rawValue), 0)
            }
            count = Int(width * height)
        }
        return (pixels, Int(width), Int(height))
    }

    private static func decodePNG(_ file: [UInt8]) -> ([UInt8], Int, Int) {
        var image = png_image()
        image.version = png_uint_32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        let pixels = file.withUnsafeBufferPointer { file in
            _ = png_image_begin_read_from_memory(&image, file.baseAddress, file.count)
            image.format = png_uint_32(PNG_FORMAT_GRAY)
            var pixels = [UInt8](repeating: 0xFF, count: Int(image.width * image.height))
            _ = pixels.withUnsafeMutableBufferPointer {
                png_image_finish_read(&image, nil, $0.baseAddress, png_int_32(image.width), nil)
            }
            return pixels
        }
        return (pixels, Int(image.width), Int(image.height))
    }

    private static func scan(_ pixels: [UInt8], width: Int, height: Int) -> [String] {
        let scanner = zbar_image_scanner_create()
        defer { zbar_image_scanner_destroy(scanner) }
        zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0)
        for type in [ZBAR_EAN13, ZBAR_EAN8, ZBAR_UPCE, ZBAR_EAN2, ZBAR_EAN5, ZBAR_QRCODE] {
            zbar_image_scanner_set_config(scanner, type, ZBAR_CFG_ENABLE, 1)
        }
        zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, 2)
        zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 2)
        let image = zbar_image_create()
        defer { zbar_image_destroy(image) }
        zbar_image_set_format(image, 0x3030_3859)
        zbar_image_set_size(image, CUnsignedInt(width), CUnsignedInt(height))
        return pixels.withUnsafeBufferPointer { pixels in
            zbar_image_set_data(image, pixels.baseAddress, CUnsignedLong(pixels.count), nil)
            zbar_scan_image(scanner, image)
            var texts: [String] = []
            var symbol = zbar_image_first_symbol(image)
            while let current = symbol {
                if let data = zbar_symbol_get_data(current) { texts.append(String(cString: data)) }
                symbol = zbar_symbol_next(current)
            }
            zbar_image_set_data(image, nil, 0, nil)
            return texts
        }
    }
}

import BareTurboJPEG

/// Photos drawn for the benchmark: a book's EAN-13 on a grey gradient with grain, as a phone would store it.
enum DrawnPhotos {
    struct File {
        let name: String
        let bytes: [UInt8]
        /// By how much the cascade's first pass reduces it.
        let divisor: Int
    }

    static func all() -> [File] {
        [
            File(name: "12-megapixel JPEG", bytes: jpeg(width: 4000, height: 3000, module: 12), divisor: 2),
            File(name: "2-megapixel JPEG", bytes: jpeg(width: 1632, height: 1224, module: 5), divisor: 1),
            File(name: "0.5-megapixel JPEG", bytes: jpeg(width: 816, height: 612, module: 3), divisor: 1),
        ]
    }

    private static func jpeg(width: Int, height: Int, module: Int) -> [UInt8] {
        var state: UInt32 = 0x2545_F491
        var pixels = [UInt8](repeating: 0, count: width * height)
        for y in 0..<height {
            for x in 0..<width {
                state ^= state << 13
                state ^= state >> 17
                state ^= state << 5
                pixels[y * width + x] = UInt8(150 + 60 * x / width + 20 * y / height) + UInt8(state >> 28)
            }
        }
        // The modules of 9780306406157.
        let modules =
            "10101110110001001010011101111010100111010111101010101110011100101010000110011010011101000100101"
        let left = (width - 95 * module) / 2
        for (index, bit) in modules.enumerated() where bit == "1" {
            for y in (height / 2 - 30 * module)..<(height / 2 + 30 * module) {
                for x in (left + index * module)..<(left + (index + 1) * module) {
                    pixels[y * width + x] = 30 + pixels[y * width + x] & 15
                }
            }
        }
        guard let handle = tjInitCompress() else { fatalError("no compressor") }
        defer { tjDestroy(handle) }
        var output: UnsafeMutablePointer<UInt8>?
        var size: CUnsignedLong = 0
        tjCompress2(
            handle, pixels, CInt(width), 0, CInt(height), CInt(TJPF_GRAY.rawValue), &output, &size,
            CInt(TJSAMP_GRAY.rawValue), 88, 0)
        defer { tjFree(output) }
        return Array(UnsafeBufferPointer(start: output, count: Int(size)))
    }
}

import Testing

@testable import PhotoDecoding

@Suite("A file that is no photo that is read here")
struct UnreadFormatTests {
    /// The first box of an ISO base media file.
    private static func box(_ brand: String, _ others: String...) -> [UInt8] {
        let brands = brand.utf8 + [0, 0, 0, 0] + others.joined().utf8
        return [0, 0, 0, UInt8(8 + brands.count)] + Array("ftyp".utf8) + brands
    }

    private static let files: [(UnreadFormat, [UInt8])] = [
        (.heic, box("heic", "mif1", "heic")), (.heic, box("mif1", "heic")), (.heic, box("heix")),
        (.heic, box("hevc")), (.heic, box("msf1", "hevc")), (.avif, box("avif", "mif1")), (.avif, box("mif1", "avif")),
        (.avif, box("avis")), (.video, box("isom", "mp42")), (.video, box("qt  ")), (.gif, Array("GIF89a".utf8)),
        (.gif, Array("GIF87a".utf8)), (.tiff, [0x49, 0x49, 0x2A, 0]), (.tiff, [0x4D, 0x4D, 0, 0x2A]),
        (.pdf, Array("%PDF-1.7".utf8)), (.bmp, Array("BM".utf8)), (.jpegXL, [0xFF, 0x0A]),
        (.jpegXL, [0, 0, 0, 12] + Array("JXL \r\n".utf8)), (.jpeg2000, [0, 0, 0, 12] + Array("jP  \r\n".utf8)),
        (.gzip, [0x1F, 0x8B, 8]), (.zstd, [0x28, 0xB5, 0x2F, 0xFD]), (.zip, Array("PK\u{3}\u{4}".utf8)),
    ]

    @Test("is known by its first bytes")
    func sniffed() {
        for (format, beginning) in Self.files {
            #expect(throws: PhotoError.unsupportedFormat(format)) {
                try Photo(bytes: beginning + [UInt8](repeating: 0, count: 40))
            }
            #expect(throws: PhotoError.unsupportedFormat(format)) { try Photo(bytes: beginning) }
        }
        #expect(Set(Self.files.map(\.0)) == Set(UnreadFormat.allCases))
    }

    @Test("may be like none that is known, cut off or damaged")
    func unknown() {
        #expect(throws: PhotoError.empty) { try Photo(bytes: []) }
        for (format, beginning) in Self.files {
            for count in 1..<beginning.count {
                #expect(throws: PhotoError.self, "\(format)") { try Photo(bytes: Array(beginning.prefix(count))) }
            }
        }
        #expect(throws: PhotoError.unsupportedFormat(nil)) { try Photo(bytes: Array("hello".utf8)) }
        // A box that says to be shorter than it can be, or far longer than what came.
        for size: [UInt8] in [[0, 0, 0, 0], [0, 0, 0, 9], [255, 255, 255, 255]] {
            #expect(throws: PhotoError.unsupportedFormat(.heic)) {
                try Photo(bytes: size + Array("ftypheic\0\0\0\0mi".utf8))
            }
        }
    }

    @Test("is known by its declared media type")
    func declared() {
        #expect(UnreadFormat(mediaType: "image/heic") == .heic && UnreadFormat(mediaType: "application/pdf") == .pdf)
        #expect(UnreadFormat(mediaType: "image/jpeg") == nil && UnreadFormat(mediaType: "") == nil)
        for type in ["image/jpg", "image/pjpeg", "image/jpeg"] { #expect(PhotoFormat(mediaType: type) == .jpeg) }
        #expect(PhotoFormat(mediaType: "image/x-png") == .png && PhotoFormat(mediaType: "image/gif") == nil)
        for format in PhotoFormat.allCases { #expect(PhotoFormat(mediaType: format.mediaType) == format) }
    }
}

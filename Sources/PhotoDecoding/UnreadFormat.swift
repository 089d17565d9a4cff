/// A kind of file that is sent in place of a photo and is not read here; known by its first bytes, so that whoever sent it
/// can be told what it is. The raw value is its name for people.
public enum UnreadFormat: String, Sendable, CaseIterable {
    case heic = "HEIC"
    case avif = "AVIF"
    case gif = "GIF"
    case tiff = "TIFF"
    case bmp = "BMP"
    case jpegXL = "JPEG XL"
    case jpeg2000 = "JPEG 2000"
    case pdf = "PDF"
    case video = "an MP4 or QuickTime film"
    case gzip
    case zstd
    case zip = "ZIP"

    /// Whether it is something else, packed: its picture may well be read once it is unpacked.
    public var isCompressed: Bool { [.gzip, .zstd, .zip].contains(self) }

    /// Tells the kind from the first bytes.
    /// - Parameter bytes: the file, or at least its first 64 bytes.
    /// - Returns: nil where the bytes begin like none of them.
    public static func sniff(_ bytes: some Collection<UInt8>) -> UnreadFormat? {
        let head = Array(bytes.prefix(64))
        if let brands = brands(of: head) { return format(of: brands) }
        return beginnings.first { head.starts(with: $0.bytes) }?.format
    }

    /// From a declared media type, such as `image/heic`.
    /// - Parameter mediaType: in lower case, without parameters.
    /// - Returns: nil where it names none of them.
    public init?(mediaType: String) {
        switch mediaType {
        case "image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence": self = .heic
        case "image/avif", "image/avif-sequence": self = .avif
        case "image/gif": self = .gif
        case "image/tiff": self = .tiff
        case "image/bmp", "image/x-ms-bmp": self = .bmp
        case "image/jxl": self = .jpegXL
        case "image/jp2", "image/jpx": self = .jpeg2000
        case "application/pdf": self = .pdf
        case "video/mp4", "video/quicktime": self = .video
        case "application/gzip", "application/x-gzip": self = .gzip
        case "application/zstd": self = .zstd
        case "application/zip", "application/x-zip-compressed": self = .zip
        default: return nil
        }
    }

    private static let beginnings: [(bytes: [UInt8], format: UnreadFormat)] = [
        (Array("GIF87a".utf8), .gif), (Array("GIF89a".utf8), .gif), (Array("%PDF-".utf8), .pdf),
        ([0x49, 0x49, 0x2A, 0x00], .tiff), ([0x4D, 0x4D, 0x00, 0x2A], .tiff),
        ([0x49, 0x49, 0x2B, 0x00], .tiff), ([0x4D, 0x4D, 0x00, 0x2B], .tiff),
        ([0xFF, 0x0A], .jpegXL), ([0, 0, 0, 0x0C] + Array("JXL \r\n".utf8), .jpegXL),
        ([0, 0, 0, 0x0C] + Array("jP  \r\n".utf8), .jpeg2000), ([0xFF, 0x4F, 0xFF, 0x51], .jpeg2000),
        ([0x1F, 0x8B, 0x08], .gzip), ([0x28, 0xB5, 0x2F, 0xFD], .zstd), (Array("PK\u{3}\u{4}".utf8), .zip),
        (Array("BM".utf8), .bmp),
    ]

    /// The brands in the first box of an ISO base media file (ISO/IEC 14496-12, 4.3); nil where this is none.
    private static func brands(of head: [UInt8]) -> [String]? {
        guard head.count >= 12, head[4..<8].elementsEqual("ftyp".utf8) else { return nil }
        let size = head[0..<4].reduce(0) { $0 << 8 | Int($1) }
        let end = max(12, min(size, head.count))
        // The minor version stands between the first brand and the others.
        return ([8] + Array(stride(from: 16, through: end - 4, by: 4))).map {
            String(decoding: head[$0..<$0 + 4], as: UTF8.self)
        }
    }

    private static func format(of brands: [String]) -> UnreadFormat {
        if brands.contains(where: { $0.hasPrefix("avi") }) { return .avif }
        let isHEIF = brands.contains { $0.hasPrefix("hei") || $0.hasPrefix("hev") || $0 == "mif1" || $0 == "msf1" }
        return isHEIF ? .heic : .video
    }
}

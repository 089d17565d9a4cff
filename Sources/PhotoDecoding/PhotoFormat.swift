/// The file formats a photo may have.
public enum PhotoFormat: String, Sendable, CaseIterable {
    /// JPEG (ISO/IEC 10918-1), sequential or progressive, in Huffman or arithmetic code, 8 bits a sample.
    case jpeg
    /// PNG (ISO/IEC 15948), any colour type and bit depth, interlaced or not.
    case png
    /// WebP (RFC 9649), lossy or lossless, one picture (no animation).
    case webp

    /// The media type to send or expect for this format, such as `image/jpeg`.
    public var mediaType: String {
        switch self {
        case .jpeg: "image/jpeg"
        case .png: "image/png"
        case .webp: "image/webp"
        }
    }

    /// From a declared media type, also one of those by which formats were called before theirs was registered.
    /// - Parameter mediaType: in lower case, without parameters.
    /// - Returns: nil where it is of no format here.
    public init?(mediaType: String) {
        switch mediaType {
        case "image/jpeg", "image/jpg", "image/pjpeg": self = .jpeg
        case "image/png", "image/x-png": self = .png
        case "image/webp": self = .webp
        default: return nil
        }
    }

    /// Tells the format from the first bytes, never from a file name or a declared type.
    /// - Parameter bytes: the file, or at least its first twelve bytes.
    /// - Returns: nil when the bytes begin like none of the formats.
    public static func sniff(_ bytes: some Collection<UInt8>) -> PhotoFormat? {
        let head = Array(bytes.prefix(12))
        if head.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if head.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if head.count == 12, head[0..<4].elementsEqual("RIFF".utf8), head[8..<12].elementsEqual("WEBP".utf8) {
            return .webp
        }
        return nil
    }
}

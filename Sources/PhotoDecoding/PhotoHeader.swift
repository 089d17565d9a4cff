/// What a photo says about itself before any pixel is decoded.
///
/// Parsed in Swift, without the C libraries, so that a server may look at a header outside the place where it decodes.
/// The cost does not depend on the declared size, and never exceeds one walk over the file's segment headers.
public struct PhotoHeader: Sendable, Equatable {
    /// The file's format.
    public let format: PhotoFormat
    /// Width of the stored picture in pixels, at least 1, before any orientation is applied.
    public let width: Int
    /// Height of the stored picture in pixels, at least 1, before any orientation is applied.
    public let height: Int
    /// How to turn the stored picture upright.
    public let orientation: PhotoOrientation

    /// Reads the header of a JPEG, PNG or WebP file.
    /// - Parameter bytes: the file; nothing after its header needs to be sound or present.
    /// - Throws: `PhotoError.empty`, `.unsupportedFormat`, or `.undecodable` when the header is cut off, contradicts itself,
    ///   declares an empty picture or an unsupported feature.
    public init(bytes: [UInt8]) throws(PhotoError) {
        guard !bytes.isEmpty else { throw .empty }
        guard let format = PhotoFormat.sniff(bytes) else { throw .unsupportedFormat(UnreadFormat.sniff(bytes)) }
        switch format {
        case .jpeg: self = try PhotoHeader(jpeg: bytes)
        case .png: self = try PhotoHeader(png: FileBytes(bytes[...]))
        case .webp: self = try PhotoHeader(webp: FileBytes(bytes[...]))
        }
    }

    init(
        format: PhotoFormat, width: Int, height: Int, orientation: PhotoOrientation?
    ) throws(PhotoError) {
        guard width > 0, height > 0 else { throw .undecodable(reason: .badHeader) }
        self.format = format
        self.width = width
        self.height = height
        self.orientation = orientation ?? .upright
    }
}

/// An uploaded picture file whose format is known and whose declared size is within limits. Not yet decoded, so its
/// picture data may still turn out to be broken.
public struct Photo: Sendable {
    /// The file, as received.
    public let bytes: [UInt8]
    /// What the file says about its picture.
    public let header: PhotoHeader

    /// The file's format, told from its bytes.
    public var format: PhotoFormat { header.format }

    /// Checks format, file size and declared picture size; cheap, and decodes nothing.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - limits: refused above these.
    /// - Throws: `PhotoError`, never `.outOfMemory`.
    public init(bytes: [UInt8], limits: PhotoLimits = PhotoLimits()) throws(PhotoError) {
        guard bytes.count <= limits.maximumBytes else { throw .tooManyBytes }
        let header = try PhotoHeader(bytes: bytes)
        guard limits.allow(width: header.width, height: header.height) else {
            throw .tooManyPixels(width: header.width, height: header.height)
        }
        self.bytes = bytes
        self.header = header
    }
}

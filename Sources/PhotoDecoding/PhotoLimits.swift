/// How large a photo may be. Checked against the header, before any memory for pixels is taken.
public struct PhotoLimits: Sendable, Equatable {
    /// Largest width times height, in pixels of the stored picture.
    public var maximumPixels: Int
    /// Largest file, in bytes.
    public var maximumBytes: Int
    /// Largest width and largest height, in pixels. JPEG cannot hold more than 65 535; a PNG can, and a picture
    /// one pixel high and fifty million wide is nobody's photo.
    public var maximumSide: Int

    /// The limits of the public contract unless told otherwise: 50 megapixels, 20 MiB, 65 535 pixels a side.
    public init(maximumPixels: Int = 50_000_000, maximumBytes: Int = 20 << 20, maximumSide: Int = 65_535) {
        self.maximumPixels = maximumPixels
        self.maximumBytes = maximumBytes
        self.maximumSide = maximumSide
    }

    /// Whether a picture of this size may be decoded. Both sides must be at least 1.
    func allow(width: Int, height: Int) -> Bool {
        guard width <= maximumSide, height <= maximumSide else { return false }
        let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
        return !overflow && pixels <= maximumPixels
    }
}

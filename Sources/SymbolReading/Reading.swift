/// What was read from one photo, or why nothing was.
public struct Reading: Sendable {
    /// The symbols, in reading order: rows from the top of the upright photo, each from the left. Empty when nothing was
    /// read.
    public let symbols: [Symbol]
    /// Why nothing was read; nil exactly when there are symbols.
    public let diagnosis: Diagnosis?
    /// What the picture is like; measured only when nothing was read.
    public let quality: PhotoQuality?
    /// Names of the steps that ran, in order.
    public let passes: [String]
    /// Whether the time budget ended the attempt before all steps had run.
    public let ranOutOfTime: Bool
    /// Width of the upright photo in pixels: as a viewer shows it that heeds Exif. All corners are in this picture.
    public let width: Int
    /// Height of the upright photo in pixels.
    public let height: Int
    /// Time spent turning the file into pixels.
    public let decodeTime: Duration
    /// Time spent looking for symbols in the pixels.
    public let readTime: Duration

    /// A reading from its parts.
    public init(
        symbols: [Symbol], diagnosis: Diagnosis?, quality: PhotoQuality?, passes: [String], ranOutOfTime: Bool,
        width: Int, height: Int, decodeTime: Duration, readTime: Duration
    ) {
        self.symbols = symbols
        self.diagnosis = diagnosis
        self.quality = quality
        self.passes = passes
        self.ranOutOfTime = ranOutOfTime
        self.width = width
        self.height = height
        self.decodeTime = decodeTime
        self.readTime = readTime
    }
}

/// Counts the scans of a JPEG, to refuse a progressive file that repaints the picture so often that decoding it costs
/// many times what its pixels justify.
///
/// A progressive photo has about ten scans; optimisers reach a few dozen. libjpeg-turbo's own guard
/// (`TJFLAG_LIMITSCANS`) allows 500 whatever the size: at 50 megapixels that is minutes.
struct JPEGScanCount {
    /// Largest number of scans in any file.
    static let maximumScans = 100
    /// Largest number of scans times pixels: 24 scans at 50 megapixels, the full hundred at 12.
    static let maximumPaintedPixels = 1_200_000_000

    /// Start-of-scan markers in the file. Entropy-coded data cannot contain one by accident, since its 0xFF bytes are
    /// followed by zero; those in thumbnails inside a segment are counted too, which a file pays for in this one walk.
    let scans: Int

    init(_ bytes: [UInt8]) {
        var scans = 0
        var afterFF = false
        for byte in bytes {
            if afterFF, byte == 0xDA { scans += 1 }
            afterFF = byte == 0xFF
        }
        self.scans = scans
    }

    /// Whether the work is in proportion for a picture of so many pixels.
    func isReasonable(pixels: Int) -> Bool {
        scans <= Self.maximumScans && scans * pixels <= Self.maximumPaintedPixels
    }
}

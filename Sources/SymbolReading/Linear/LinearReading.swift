/// A retail code that was read.
struct LinearReading: Sendable, Equatable {
    /// EAN-13, EAN-8, UPC-A or UPC-E.
    let symbology: Symbology
    /// 13, 8, 12 or 8 digits.
    let digits: String
    /// The two or five digits of an add-on beside it.
    var addOn: String?
    /// Corners in pixels of the picture: top left, top right, bottom right, bottom left of the upright code.
    let corners: [Point]
    /// Log-likelihood ratio of the surest look to the best other valid code.
    let llr: Float
    /// Share of the profile's variance that the fitted code explains there.
    let explained: Float
    /// Width of a module in pixels of the picture.
    let moduleWidth: Float
    /// Blur in modules.
    let sigma: Float
    /// Bands that agreed.
    let bands: Int
    /// Sum of the bands' evidence; see `BarLook.evidence`.
    let evidence: Float

    /// Whether both are the same bars.
    func isSameCode(as other: LinearReading) -> Bool {
        symbology == other.symbology && digits == other.digits
    }
}

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

/// What was measured at a candidate that was not read, for telling a person why.
struct BarMeasurement: Sendable, Equatable {
    /// Corners of the candidate in pixels of the picture, clockwise from its top left across the bars.
    let corners: [Point]
    /// Width of a module in pixels of the picture; where no geometry was found, of an EAN-13 that fills the candidate.
    let moduleWidth: Float
    /// Blur across the bars in modules.
    let sigma: Float
    /// Mean distance of light and dark across the bars, in grey levels.
    let contrast: Float
    /// Whether the candidate reaches the border of the picture with an end.
    let isCutOff: Bool
    /// Largest change of the bars' slope along the candidate, as an angle in radians: bent or seen from the side.
    let bending: Float
    /// Whether a geometry with guards and lattice was found: it is a retail code rather than stripes.
    let hasGeometry: Bool
    /// Score of the localisation, for comparing candidates.
    let score: Float
}

/// A QR code that was read.
struct QRReading {
    /// What it says.
    let payload: QRPayload
    /// 1 to 40.
    let version: Int
    let correction: QRErrorCorrection
    /// 0 to 7.
    let mask: Int
    /// Corners in pixels of the picture, in the symbol's own orientation: top left, top right, bottom right, bottom
    /// left. In a mirrored symbol they go round the other way as seen.
    let corners: [SIMD2<Double>]
    /// Pixels along a module's side.
    let moduleSize: Double
    /// Mean agreement of the modules whose tone is known, at most 1.
    let fit: Double
    /// Whether it is seen in a mirror or through its paper.
    let isMirrored: Bool
    /// Whether it is light on dark.
    let isInverted: Bool
    /// Codewords that were corrected.
    let corrected: Int

    /// The content as bytes, before a character set was chosen.
    var bytes: [UInt8] { payload.bytes }
    var text: String { QRText.text(of: payload) }
    var structuredAppend: QRPayload.StructuredAppend? { payload.structuredAppend }

    /// The corners to whole pixels.
    var points: [Point] {
        corners.map { Point(x: Int(max(-1e6, min(1e6, $0.x.rounded()))), y: Int(max(-1e6, min(1e6, $0.y.rounded())))) }
    }

    /// Whether a place lies in the symbol, enlarged about its middle.
    func contains(_ place: SIMD2<Double>, enlargedBy factor: Double = 1) -> Bool {
        Plane.contains(corners, place, enlargedBy: factor)
    }
}

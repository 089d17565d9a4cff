import CQRencode

extension QRCode {
    /// How much of a QR code may be damaged or covered and still be read, as a share of its codewords. More correction
    /// makes a larger code.
    public enum Correction: String, Sendable, CaseIterable {
        /// Level L: about 7 %.
        case low
        /// Level M: about 15 %; enough for a screen and for clean print.
        case medium
        /// Level Q: about 25 %.
        case quartile
        /// Level H: about 30 %.
        case high

        var level: QRecLevel {
            switch self {
            case .low: QR_ECLEVEL_L
            case .medium: QR_ECLEVEL_M
            case .quartile: QR_ECLEVEL_Q
            case .high: QR_ECLEVEL_H
            }
        }
    }
}

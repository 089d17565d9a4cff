/// The kinds of code that are read. The raw value is the name used in answers and exports.
public enum Symbology: String, Sendable, CaseIterable {
    /// EAN-13 (ISO/IEC 15420), books included; 13 digits.
    case ean13 = "EAN-13"
    /// EAN-8; 8 digits.
    case ean8 = "EAN-8"
    /// UPC-A; 12 digits. An EAN-13 symbol that begins with 0 is the same bars and is always reported as UPC-A.
    case upcA = "UPC-A"
    /// UPC-E; 8 digits, number system and check digit included, not expanded.
    case upcE = "UPC-E"
    /// QR Code (ISO/IEC 18004), models 1 and 2.
    case qr = "QR"
    /// Code 128 (ISO/IEC 15417), GS1-128 included.
    case code128 = "Code 128"
    /// Code 93.
    case code93 = "Code 93"
    /// Code 39 (ISO/IEC 16388).
    case code39 = "Code 39"
    /// Interleaved 2 of 5 (ISO/IEC 16390).
    case interleaved2of5 = "ITF"
    /// Codabar (EN 798), start and stop letters included.
    case codabar = "Codabar"
    /// GS1 DataBar omnidirectional (ISO/IEC 24724): application identifier 01 and a GTIN of 14 digits.
    case dataBar = "DataBar"
    /// GS1 DataBar Expanded: GS1 element strings.
    case dataBarExpanded = "DataBar Expanded"

    /// Whether this is one of the four that carry a retail GTIN and nothing else.
    public var isRetail: Bool {
        switch self {
        case .ean13, .ean8, .upcA, .upcE: true
        default: false
        }
    }
}

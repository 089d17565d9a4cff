import CZBar

/// Which symbologies a pass looks for. Fewer are faster, and fewer are mistaken for each other.
enum SymbologySet: Sendable {
    /// EAN and UPC with their add-ons, and QR: what is on books, shelves and posters.
    case retailAndQR
    /// QR only.
    case qr
    /// EAN and UPC with add-ons.
    case retail
    /// The add-ons alone, for close-ups of where one must be.
    case addOns
    /// The bar codes of logistics, libraries and coupons.
    case otherLinear
    /// Everything above.
    case all

    /// The types to switch on. UPC-A stays off: ZBar then reports it as EAN-13 with a leading zero, one rule fewer.
    var zbarTypes: [zbar_symbol_type_t] {
        let retail = [ZBAR_EAN13, ZBAR_EAN8, ZBAR_UPCE, ZBAR_EAN2, ZBAR_EAN5]
        let others = [
            ZBAR_CODE128, ZBAR_CODE93, ZBAR_CODE39, ZBAR_I25, ZBAR_CODABAR, ZBAR_DATABAR, ZBAR_DATABAR_EXP,
        ]
        return switch self {
        case .retailAndQR: retail + [ZBAR_QRCODE]
        case .qr: [ZBAR_QRCODE]
        case .retail: retail
        case .addOns: [ZBAR_EAN2, ZBAR_EAN5]
        case .otherLinear: others
        case .all: retail + [ZBAR_QRCODE] + others
        }
    }
}

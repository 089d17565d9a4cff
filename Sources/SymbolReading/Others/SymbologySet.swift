import CZBar

/// Which symbologies a look of ZBar is for. Fewer are faster, and fewer are mistaken for each other.
enum SymbologySet: Sendable {
    /// The bar codes of logistics and libraries, and EAN and UPC, whose claims are verified. DataBar is read by our own
    /// reader; what ZBar's decoder of it prints of anything else reaches standard error.
    case linear
    /// The same and DataBar, where our own reader saw parts of one.
    case linearAndDataBar

    /// The same without EAN and UPC: a claim made in the last step is verified by nobody.
    case logistics

    /// The types to switch on. UPC-A stays off: ZBar then reports it as EAN-13 with a leading zero, one rule fewer.
    var zbarTypes: [zbar_symbol_type_t] {
        switch self {
        case .logistics: [ZBAR_CODE128, ZBAR_CODE93, ZBAR_CODE39, ZBAR_I25, ZBAR_CODABAR]
        case .linear: [ZBAR_EAN13, ZBAR_EAN8, ZBAR_UPCE] + Self.logistics.zbarTypes
        case .linearAndDataBar:
            Self.linear.zbarTypes + [ZBAR_DATABAR, ZBAR_DATABAR_EXP]
        }
    }
}

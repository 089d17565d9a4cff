import CZBar

/// One result of ZBar, copied out and not yet judged.
struct ZBarFinding {
    /// What ZBar takes it for.
    let symbology: Symbology
    let bytes: [UInt8]
    /// How many scan lines agreed.
    let scanLines: Int
    /// Where scan lines left it, at most `maximumPoints` of them.
    let points: [Point]
    let isGS1: Bool

    /// Scan lines looked at for the place of a code. A photo has a few thousand lines at most.
    static let maximumPoints = 4096

    /// - Parameter symbol: valid for the time of the call.
    init?(_ symbol: OpaquePointer) {
        guard let symbology = unsafe Symbology(zbar_symbol_get_type(symbol)) else { return nil }
        self.symbology = symbology
        let length = unsafe Int(zbar_symbol_get_data_length(symbol))
        guard length > 0, let data = unsafe zbar_symbol_get_data(symbol) else { return nil }
        bytes = unsafe data.withMemoryRebound(to: UInt8.self, capacity: length) {
            unsafe Array(UnsafeBufferPointer(start: $0, count: length))
        }
        scanLines = unsafe Int(zbar_symbol_get_quality(symbol))
        let count = unsafe min(Int(zbar_symbol_get_loc_size(symbol)), Self.maximumPoints)
        points = (0..<CUnsignedInt(count)).map {
            unsafe Point(x: Int(zbar_symbol_get_loc_x(symbol, $0)), y: Int(zbar_symbol_get_loc_y(symbol, $0)))
        }
        isGS1 = unsafe zbar_symbol_get_modifiers(symbol) & (1 << ZBAR_MOD_GS1.rawValue) != 0
    }
}

extension Symbology {
    /// Nil for what is not reported: partial results, add-ons, ISBNs (which are EAN-13), two-dimensional codes.
    fileprivate init?(_ type: zbar_symbol_type_t) {
        switch type {
        case ZBAR_EAN13: self = .ean13
        case ZBAR_EAN8: self = .ean8
        case ZBAR_UPCA: self = .upcA
        case ZBAR_UPCE: self = .upcE
        case ZBAR_CODE128: self = .code128
        case ZBAR_CODE93: self = .code93
        case ZBAR_CODE39: self = .code39
        case ZBAR_I25: self = .interleaved2of5
        case ZBAR_CODABAR: self = .codabar
        case ZBAR_DATABAR: self = .dataBar
        case ZBAR_DATABAR_EXP: self = .dataBarExpanded
        default: return nil
        }
    }
}

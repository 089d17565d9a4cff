import CZBar

/// One result of ZBar, copied out and not yet judged.
struct ZBarFinding {
    /// What ZBar takes it for.
    enum Kind: Equatable {
        case symbology(Symbology)
        /// Two or five digits beside a retail code.
        case addOn
    }

    let kind: Kind
    let bytes: [UInt8]
    /// How many scan lines agreed (bar codes); 1 for QR codes.
    let scanLines: Int
    /// QR code: its four corners. Bar code: where scan lines left it, at most `maximumPoints` of them.
    let points: [Point]
    let isGS1: Bool
    /// Which way a bar code runs in the picture; nil when ZBar could not say.
    let direction: ReadingDirection?

    /// Scan lines looked at for the place of a code. A photo has a few thousand lines at most.
    static let maximumPoints = 4096

    /// - Parameter symbol: valid for the time of the call.
    init?(_ symbol: OpaquePointer) {
        guard let kind = unsafe Kind(zbar_symbol_get_type(symbol)) else { return nil }
        self.kind = kind
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
        direction = unsafe ReadingDirection(zbar_symbol_get_orientation(symbol))
    }

    /// The middles of its two ends in reading direction; nil when ZBar could not say which way it runs.
    var ends: (first: Point, last: Point)? {
        guard let direction, let first = points.first else { return nil }
        var low = first
        var high = first
        for point in points {
            low = Point(x: min(low.x, point.x), y: min(low.y, point.y))
            high = Point(x: max(high.x, point.x), y: max(high.y, point.y))
        }
        let (middleX, middleY) = ((low.x + high.x) / 2, (low.y + high.y) / 2)
        return switch direction {
        case .rightwards: (Point(x: low.x, y: middleY), Point(x: high.x, y: middleY))
        case .leftwards: (Point(x: high.x, y: middleY), Point(x: low.x, y: middleY))
        case .downwards: (Point(x: middleX, y: low.y), Point(x: middleX, y: high.y))
        case .upwards: (Point(x: middleX, y: high.y), Point(x: middleX, y: low.y))
        }
    }

    init(
        kind: Kind, bytes: [UInt8], scanLines: Int, points: [Point], isGS1: Bool = false,
        direction: ReadingDirection? = nil
    ) {
        self.kind = kind
        self.bytes = bytes
        self.scanLines = scanLines
        self.points = points
        self.isGS1 = isGS1
        self.direction = direction
    }
}

extension ZBarFinding.Kind {
    /// Nil for what is not reported: partial results, ISBNs (which are EAN-13), SQ codes.
    init?(_ type: zbar_symbol_type_t) {
        switch type {
        case ZBAR_EAN13: self = .symbology(.ean13)
        case ZBAR_EAN8: self = .symbology(.ean8)
        case ZBAR_UPCA: self = .symbology(.upcA)
        case ZBAR_UPCE: self = .symbology(.upcE)
        case ZBAR_QRCODE: self = .symbology(.qr)
        case ZBAR_CODE128: self = .symbology(.code128)
        case ZBAR_CODE93: self = .symbology(.code93)
        case ZBAR_CODE39: self = .symbology(.code39)
        case ZBAR_I25: self = .symbology(.interleaved2of5)
        case ZBAR_CODABAR: self = .symbology(.codabar)
        case ZBAR_DATABAR: self = .symbology(.dataBar)
        case ZBAR_DATABAR_EXP: self = .symbology(.dataBarExpanded)
        case ZBAR_EAN2, ZBAR_EAN5: self = .addOn
        default: return nil
        }
    }
}

/// The way in which a bar code's text runs through the picture, to the nearest quarter turn.
enum ReadingDirection {
    case rightwards, downwards, leftwards, upwards

    init?(_ orientation: zbar_orientation_t) {
        switch orientation {
        case ZBAR_ORIENT_UP: self = .rightwards
        case ZBAR_ORIENT_RIGHT: self = .downwards
        case ZBAR_ORIENT_DOWN: self = .leftwards
        case ZBAR_ORIENT_LEFT: self = .upwards
        default: return nil
        }
    }
}

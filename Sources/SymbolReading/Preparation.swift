import PhotoDecoding

/// What is done to a picture before a pass looks at it.
enum Preparation: Sendable {
    case none
    /// Dark for light: QR codes printed light on dark.
    case inverted
    /// Edges steepened: codes out of focus.
    case sharpened
    /// Twice the width and height, then sharpened: codes whose bars are a pixel or two wide.
    case enlarged
    /// Turned by 45 degrees: bar codes that no upright or level line crosses from end to end.
    case turned
    /// One edge brought nearer: bar codes seen from the side or bent away, whose bars crowd towards one end. ZBar joins
    /// the two halves of an EAN only if their widths differ by less than three eighths.
    case tilted(PictureEdge)

    /// Whether the lines along the rows, the columns or both are worth scanning.
    var lines: ScanLines {
        switch self {
        case .tilted(.left), .tilted(.right): .rows
        case .tilted(.top), .tilted(.bottom): .columns
        default: .both
        }
    }
}

/// A picture prepared for a pass, and the way back from its pixels.
struct PreparedPicture {
    let image: LumaImage
    private let preparation: Preparation
    private let source: LumaImage

    init(_ source: LumaImage, _ preparation: Preparation) {
        self.source = source
        self.preparation = preparation
        image =
            switch preparation {
            case .none: source
            case .inverted: source.inverted()
            case .sharpened: source.sharpened(radius: 3, strength: 3)
            case .enlarged: source.enlarged().sharpened(radius: 5, strength: 3)
            case .turned: source.turned()
            case .tilted(let edge): source.tilted(towards: edge)
            }
    }

    /// The place in the picture before it was prepared.
    func place(_ point: Point) -> Point {
        switch preparation {
        case .none, .inverted, .sharpened: point
        case .enlarged: Point(x: point.x / 2, y: point.y / 2)
        case .turned: source.placeBeforeTurning(point)
        case .tilted(let edge): source.placeBeforeTilting(point, towards: edge)
        }
    }
}

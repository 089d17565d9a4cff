public import ProductIdentifiers
public import SymbolReading

/// A cover that was seen in a photo.
public struct SeenCover: Sendable, Hashable {
    /// Whose cover it is; several where editions share the artwork, which no picture can tell apart. At least one, at most
    /// ``mostEditions``, each once.
    public var gtins: [GTIN]
    /// How far it may be trusted.
    public var band: Band
    /// Its corners in pixels of the upright photo, clockwise from its own top left; outside where the photo shows a part.
    public var corners: [Point]

    /// How far a cover may be trusted. No percentage: nobody knows the chance that a photo shows a known cover at all. The
    /// raw value is its name in answers and in the log.
    public enum Band: String, Sendable, CaseIterable {
        /// It may be this one: show it and ask.
        case ask
        /// It is this one.
        case sure
    }

    /// So many of one photo are told of.
    public static let most = 10
    /// So many editions of one cover are.
    public static let mostEditions = 16

    public init(gtins: [GTIN], band: Band, corners: [Point]) {
        self.gtins = gtins
        self.band = band
        self.corners = corners
    }

    /// The one book that this is; nil where somebody has to pick.
    var book: GTIN? { band == .sure && gtins.count == 1 ? gtins[0] : nil }

    /// Twice the square pixels between the corners.
    var doubleArea: Int {
        let next = corners.dropFirst() + corners.prefix(1)
        return abs(zip(corners, next).reduce(0) { $0 + $1.0.x * $1.1.y - $1.0.y * $1.1.x })
    }
}

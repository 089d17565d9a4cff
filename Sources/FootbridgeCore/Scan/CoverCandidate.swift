public import ProductIdentifiers

/// A book that the photo may show, for the shopper to pick or not.
public struct CoverCandidate: Sendable, Hashable {
    public var gtin: GTIN
    /// Of the cover: of one that is sure it is which edition that is asked.
    public var band: SeenCover.Band
    /// Nil where the catalogue does not have it.
    public var product: Product?

    public init(gtin: GTIN, band: SeenCover.Band, product: Product? = nil) {
        self.gtin = gtin
        self.band = band
        self.product = product
    }

    /// So many are answered.
    public static let most = 5
    /// So many are looked up, so that those that the catalogue has come first where there are more.
    static let mostLookedUp = 12

    /// Those that are answered, in the order they are given: where there are too many, those without a product go first.
    static func answered(of candidates: [CoverCandidate]) -> [CoverCandidate] {
        var surplus = candidates.count - most
        let kept = candidates.reversed().filter { candidate in
            guard surplus > 0, candidate.product == nil else { return true }
            surplus -= 1
            return false
        }
        return Array(kept.reversed().prefix(most))
    }
}

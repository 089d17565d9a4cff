/// A store that a scan was answered with, as it is kept of the scan: what reports need, and nothing of the shopper.
public struct ShownStore: Sendable, Hashable {
    public var store: PublicID
    /// From the shopper's position to two decimals of a degree.
    public var distance: Meters
    /// Whether it had the product, few of it or many.
    public var isInStock: Bool

    /// So many of an answer's stores are kept, the nearest.
    public static let kept = 5

    public init(store: PublicID, distance: Meters, isInStock: Bool) {
        self.store = store
        self.distance = distance
        self.isInStock = isInStock
    }
}

extension ShownStore {
    /// The stores of an answer as they are logged: with their distances from the position to two decimals, as exact ones
    /// to several stores would give the shopper's place away.
    ///
    /// - Returns: nil without a position.
    static func shown(in catalog: CatalogAnswer, from position: Position?) -> [ShownStore]? {
        guard let position = position?.toHundredths else { return nil }
        return catalog.stores.map { near in
            ShownStore(
                store: near.store.id, distance: position.distance(to: near.store.position),
                isInStock: [.inStock, .limited].contains(near.stock.status))
        }
    }
}

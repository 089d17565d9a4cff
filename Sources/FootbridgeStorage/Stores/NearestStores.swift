import FootbridgeCore
import ProductIdentifiers

/// The stores nearest to a position that have, or may have, a product: exactly those that comparing all of them gives.
///
/// Stock is clustered by product and cell (see ``GeographicCell``). A product that few stores have is read whole. For one
/// that many have, circles around the shopper are searched, each three times as wide as the last, until one holds enough
/// stores or the asked radius is reached; a circle is a few ranges of the primary key.
struct NearestStores {
    let gtin: GTIN
    let vicinity: Vicinity

    /// Stock rows up to which a product counts as one that few stores have.
    static let few = 64
    static let firstRadius = Meters(400)
    static let growth = 3.0

    /// A store that the product has stock in.
    struct StockedStore {
        var key: Int64
        /// Decides between equal distances.
        var publicID: String
        var position: Position
        var isListed: Bool
        /// Without its price where that cannot be used.
        var stock: Stock
        var price: StoredPrice?

        /// Whether it is listed, and does not say that it has none.
        var isShown: Bool { isListed && stock.status != .outOfStock }

        var usableStock: Usable<Stock> {
            Usable(value: stock, problem: price?.problem(of: "stock of store \(publicID)"))
        }
    }

    /// A store that the product has stock in, and how far it is.
    struct Found {
        var store: StockedStore
        var distance: Meters
    }

    private static let columns = Columns(
        Columns("s.store_id", Int64.self), Columns("t.public_id", String.self),
        Columns("t.lat_e7, t.lon_e7", Position.self), Columns("t.listed", Bool.self),
        Columns("s.status", Stock.Status.self), Columns("s.quantity", Int?.self),
        Columns("s.price_minor, s.currency", StoredPrice?.self), Columns("s.collected_at", Timestamp.self)
    ) { key, publicID, position, isListed, status, quantity, price, collectedAt in
        StockedStore(
            key: key, publicID: publicID, position: position, isListed: isListed,
            stock: Stock(status: status, quantity: quantity, price: price?.money, collectedAt: collectedAt),
            price: price)
    }
    static let all = columns.from("stock s JOIN stores t ON t.store_id = s.store_id WHERE s.gtin = $1 LIMIT $2")
    static let within = columns.from(
        """
        stock s JOIN stores t ON t.store_id = s.store_id
        WHERE s.gtin = $1 AND s.cell BETWEEN $2 AND $3 AND s.status <> 'out_of_stock' AND t.listed = 1
        """)

    /// What is asked before anything else: all stock of the product, unless it is more than ``few``.
    static func firstLook(for gtin: GTIN) -> Query<StockedStore> { all(.gtin(gtin), .integer(few + 1)) }

    /// - Parameters:
    ///   - rows: what came of ``firstLook(for:)``.
    ///   - excluded: keys of stores that cannot be shown, whatever they have.
    /// - Returns: at most `vicinity.limit`, all within `vicinity.radius`, nearest first and equal distances by public id.
    func found(
        firstLook rows: [StockedStore], excluding excluded: Set<Int64>, on connection: any SQLConnection
    ) throws -> [Found] {
        guard rows.count > Self.few else { return nearest(rows, within: vicinity.radius, excluding: excluded) }
        var radius = min(Self.firstRadius, vicinity.radius)
        while true {
            let ranges = GeographicCell.ranges(around: vicinity.position, radius: radius)
            let rows = try connection.rows(
                each: ranges.map { Self.within(.gtin(gtin), .integer($0.lowerBound), .integer($0.upperBound)) })
            let inside = nearest(rows.flatMap { $0 }, within: radius, excluding: excluded)
            if inside.count == vicinity.limit || radius >= vicinity.radius { return inside }
            radius = min(Meters(radius.value * Self.growth), vicinity.radius)
        }
    }

    private func nearest(_ rows: [StockedStore], within radius: Meters, excluding excluded: Set<Int64>) -> [Found] {
        var found: [Found] = []
        for row in rows where row.isShown && !excluded.contains(row.key) {
            let distance = vicinity.position.distance(to: row.position)
            if distance <= radius { found.append(Found(store: row, distance: distance)) }
        }
        found.sort { ($0.distance, $0.store.publicID) < ($1.distance, $1.store.publicID) }
        return Array(found.prefix(vicinity.limit))
    }
}

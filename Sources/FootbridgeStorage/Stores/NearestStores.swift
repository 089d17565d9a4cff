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

    /// A store that has the product, by its keys.
    struct Found: Hashable {
        var storeID: Int64
        var cell: Int64
        var publicID: String
        var distance: Meters
    }

    static let all: SQL = """
        SELECT s.store_id, s.cell, t.public_id, t.lat_e7, t.lon_e7,
          CASE WHEN s.status <> 'out_of_stock' AND t.listed = 1 THEN 1 ELSE 0 END
        FROM stock s JOIN stores t ON t.store_id = s.store_id
        WHERE s.gtin = $1
        LIMIT $2
        """
    static let within: SQL = """
        SELECT s.store_id, s.cell, t.public_id, t.lat_e7, t.lon_e7, 1
        FROM stock s JOIN stores t ON t.store_id = s.store_id
        WHERE s.gtin = $1 AND s.cell BETWEEN $2 AND $3 AND s.status <> 'out_of_stock' AND t.listed = 1
        """

    /// What is asked before anything else: all stock of the product, unless it is more than ``few``.
    var firstLook: BoundSQL { BoundSQL(Self.all, [.gtin(gtin), .integer(Self.few + 1)]) }

    /// - Parameter rows: what came of ``firstLook``.
    /// - Returns: at most `vicinity.limit`, all within `vicinity.radius`, nearest first and equal distances by public id.
    func found(firstLook rows: [SQLRow], on connection: any SQLConnection) throws -> [Found] {
        guard rows.count > Self.few else { return try nearest(rows, within: vicinity.radius) }
        var radius = min(Self.firstRadius, vicinity.radius)
        while true {
            let ranges = GeographicCell.ranges(around: vicinity.position, radius: radius)
            let rows = try connection.rows(
                Self.within, ranges.map { [.gtin(gtin), .integer($0.lowerBound), .integer($0.upperBound)] })
            let inside = try nearest(rows.flatMap { $0 }, within: radius)
            if inside.count == vicinity.limit || radius >= vicinity.radius { return inside }
            radius = min(Meters(radius.value * Self.growth), vicinity.radius)
        }
    }

    private func nearest(_ rows: [SQLRow], within radius: Meters) throws -> [Found] {
        var found: [Found] = []
        for row in rows where try row.integer(5) == 1 {
            let distance = vicinity.position.distance(to: try row.position(3))
            guard distance <= radius else { continue }
            found.append(
                Found(
                    storeID: try row.integer(0), cell: try row.integer(1), publicID: try row.text(2),
                    distance: distance))
        }
        found.sort { ($0.distance, $0.publicID) < ($1.distance, $1.publicID) }
        return Array(found.prefix(vicinity.limit))
    }
}

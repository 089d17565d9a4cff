import FootbridgeCore
import ProductIdentifiers

/// Stores as they are stored, with what is asked of them beside a product.
enum StoreRows {
    static let stocked: SQL = """
        SELECT t.public_id, m.public_id, m.name, t.name, t.street, t.locality, t.region, t.postal_code, t.lat_e7, t.lon_e7,
          t.time_zone, t.hours_known, s.status, s.quantity, s.price_minor, s.currency, s.collected_at, m.stock_ttl_s
        FROM stock s
          JOIN stores t ON t.store_id = s.store_id
          JOIN merchants m ON m.merchant_id = t.merchant_id
        WHERE s.gtin = $1 AND s.cell = $2 AND s.store_id = $3
        """
    static let week: SQL =
        "SELECT weekday, opens_min, closes_min FROM store_hours WHERE store_id = $1 ORDER BY weekday, opens_min"
    static let special: SQL = """
        SELECT day, opens_min, closes_min FROM store_special_hours
        WHERE store_id = $1 AND day BETWEEN $2 AND $3
        ORDER BY day, interval_no
        """
    static let promotions: SQL = """
        SELECT p.promotion_id, p.title, p.ends_at
        FROM stores t JOIN promotions p ON p.merchant_id = t.merchant_id
        WHERE t.store_id = $1 AND p.ends_at > $2 AND p.starts_at <= $2
          AND (NOT EXISTS (SELECT 1 FROM promotion_stores a WHERE a.promotion_id = p.promotion_id)
            OR EXISTS (SELECT 1 FROM promotion_stores b WHERE b.promotion_id = p.promotion_id AND b.store_id = $1))
          AND (NOT EXISTS (SELECT 1 FROM promotion_products c WHERE c.promotion_id = p.promotion_id)
            OR EXISTS (SELECT 1 FROM promotion_products d WHERE d.promotion_id = p.promotion_id AND d.gtin = $3))
        ORDER BY p.ends_at, p.promotion_id
        LIMIT 10
        """

    /// Days of special hours that an opening state can depend on, from two before today in any zone.
    private static let specialDays = -2...17

    /// What ``NearbyStore/ranked(_:at:)`` needs of each store that was found, in one batch.
    static func candidates(
        _ found: [NearestStores.Found], of gtin: GTIN, at now: Timestamp, on connection: any SQLConnection
    ) throws -> [NearbyStore.Candidate] {
        let today = Int(now.microseconds / 86_400_000_000)
        let batch = found.flatMap { found -> [BoundSQL] in
            let store = SQLValue.integer(found.storeID)
            return [
                BoundSQL(stocked, [.gtin(gtin), .integer(found.cell), store]),
                BoundSQL(week, [store]),
                BoundSQL(
                    special,
                    [store, .integer(today + specialDays.lowerBound), .integer(today + specialDays.upperBound)]),
                BoundSQL(promotions, [store, .time(now), .gtin(gtin)]),
            ]
        }
        let results = try connection.run(batch).map(\.rows)
        return try found.indices.compactMap { index in
            guard let row = results[4 * index].first else { return nil }
            return NearbyStore.Candidate(
                store: try store(row, week: results[4 * index + 1], special: results[4 * index + 2]),
                distance: found[index].distance,
                stock: Stock(
                    status: try row.word(12), quantity: try row.optionalInt(13), price: try row.optionalMoney(14),
                    collectedAt: try row.time(16)),
                stockTimeToLive: .seconds(try row.integer(17)),
                promotions: try results[4 * index + 3].map { row in
                    Promotion(id: try row.id(0), title: try row.text(1), endsAt: try row.time(2))
                })
        }
    }

    private static func store(_ row: SQLRow, week: [SQLRow], special: [SQLRow]) throws(StorageError) -> Store {
        guard let zone = StoreTimeZone(identifier: try row.text(10)) else {
            throw .unusable(StorageErrorDetail("a store's time zone is not known on this machine"))
        }
        let address = address(
            street: try row.text(4), locality: try row.text(5), region: try row.optionalText(6),
            postalCode: try row.optionalText(7))
        return Store(
            id: try row.publicID(0), merchant: Merchant(id: try row.publicID(1), name: try row.text(2)),
            name: try row.text(3), address: address, position: try row.position(8), timeZone: zone,
            hours: try row.flag(11) ? hours(week: week, special: special) : nil)
    }

    /// `12 High Street, Camden, London NW1 8QP`.
    static func address(street: String, locality: String, region: String?, postalCode: String?) -> String {
        let parts = [street, locality] + (region.map { [$0] } ?? [])
        return parts.joined(separator: ", ") + (postalCode.map { " \($0)" } ?? "")
    }

    private static func hours(week rows: [SQLRow], special: [SQLRow]) throws(StorageError) -> OpeningHours {
        var week = Array(repeating: [OpeningHours.Interval](), count: 7)
        for row in rows {
            let weekday = try row.int(0)
            guard (1...7).contains(weekday) else { throw SQLRow.unexpected(0, "not a weekday") }
            week[weekday - 1].append(try interval(row))
        }
        var days: [CivilDate: [OpeningHours.Interval]] = [:]
        for row in special {
            let day = CivilDate(daysSinceEpoch: try row.int(0))
            days[day, default: []] += try row.isNull(1) ? [] : [interval(row)]
        }
        guard let hours = OpeningHours(week: week, special: days) else {
            throw .unusable(StorageErrorDetail("a store's opening hours overlap"))
        }
        return hours
    }

    private static func interval(_ row: SQLRow) throws(StorageError) -> OpeningHours.Interval {
        guard let interval = OpeningHours.Interval(opens: try row.int(1), closes: try row.int(2)) else {
            throw SQLRow.unexpected(1, "not an interval of a day")
        }
        return interval
    }
}

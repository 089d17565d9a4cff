import FootbridgeCore
import ProductIdentifiers

/// Stores as they are stored, with what is asked of them beside a product.
struct StoreRows {
    let gtin: GTIN
    let now: Timestamp
    let connection: any SQLConnection
    let unusable: UnusableRows

    static let stocked = SelectSeveral(
        Columns(
            Columns("t.store_id", Int64.self), Columns("t.public_id", PublicID.self),
            Columns("m.public_id", PublicID.self), Columns("m.name", String.self), Columns("t.name", String.self),
            Columns("t.street", String.self), Columns("t.locality", String.self), Columns("t.region", String?.self),
            Columns("t.postal_code", String?.self), Columns("t.lat_e7, t.lon_e7", Position.self),
            Columns("t.time_zone", String.self), Columns("t.hours_known", Bool.self),
            Columns("m.stock_ttl_s", Int64.self), stock
        ) {
            key, id, merchant, merchantName, name, street, locality, region, code, position, zone, hoursKnown, ttl,
            stock in
            StoreRow(
                key: key, id: id, merchant: Merchant(id: merchant, name: merchantName), name: name,
                address: address(street: street, locality: locality, region: region, postalCode: code),
                position: position, timeZone: zone, areHoursKnown: hoursKnown, stockTimeToLive: .seconds(ttl),
                stock: stock.value, price: stock.price)
        }, after: 1
    ) { columns, list in
        columns.from(
            """
            stores t
              JOIN merchants m ON m.merchant_id = t.merchant_id
              JOIN stock s ON s.gtin = $1 AND s.cell = t.cell AND s.store_id = t.store_id
            WHERE t.store_id IN (
            """ + list + ")")
    }

    private static let stock = Columns(
        Columns("s.status", Stock.Status.self), Columns("s.quantity", Int?.self),
        Columns("s.price_minor, s.currency", StoredPrice?.self), Columns("s.collected_at", Timestamp.self)
    ) { status, quantity, price, collectedAt in
        (value: Stock(status: status, quantity: quantity, price: price?.money, collectedAt: collectedAt), price: price)
    }

    static let week = SelectSeveral(
        Columns(
            Columns("store_id", Int64.self), Columns("weekday", Int.self),
            Columns("opens_min, closes_min", OpeningHours.Interval.self)
        ) { StoreRow.Week(store: $0, weekday: $1, interval: $2) }
    ) { $0.from("store_hours WHERE store_id IN (" + $1 + ") ORDER BY store_id, weekday, opens_min") }

    static let special = SelectSeveral(
        Columns(
            Columns("store_id", Int64.self), Columns("day", Int.self),
            Columns("opens_min, closes_min", OpeningHours.Interval?.self)
        ) { StoreRow.Special(store: $0, day: CivilDate(daysSinceEpoch: $1), interval: $2) }, after: 2
    ) {
        $0.from(
            "store_special_hours WHERE day BETWEEN $1 AND $2 AND store_id IN (" + $1
                + ") ORDER BY store_id, day, interval_no")
    }

    /// The ten of each store that end first.
    static let promotions = SelectSeveral(
        Columns(
            Columns("store_id", Int64.self), Columns("promotion_id", PromotionID.self), Columns("title", String.self),
            Columns("ends_at", Timestamp.self)
        ) { StoreRow.Promoted(store: $0, promotion: Promotion(id: $1, title: $2, endsAt: $3)) }, after: 2
    ) { columns, list in
        columns.from(
            """
            (SELECT t.store_id, p.promotion_id, p.title, p.ends_at,
                ROW_NUMBER() OVER (PARTITION BY t.store_id ORDER BY p.ends_at, p.promotion_id) AS place
              FROM stores t JOIN promotions p ON p.merchant_id = t.merchant_id
              WHERE p.ends_at > $1 AND p.starts_at <= $1
                AND (NOT EXISTS (SELECT 1 FROM promotion_products c WHERE c.promotion_id = p.promotion_id)
                  OR EXISTS
                    (SELECT 1 FROM promotion_products d WHERE d.promotion_id = p.promotion_id AND d.gtin = $2))
                AND (NOT EXISTS (SELECT 1 FROM promotion_stores a WHERE a.promotion_id = p.promotion_id)
                  OR EXISTS
                    (SELECT 1 FROM promotion_stores b WHERE b.promotion_id = p.promotion_id AND b.store_id = t.store_id))
                AND t.store_id IN (
            """ + list + ")) AS promoted WHERE place <= 10 ORDER BY store_id, place")
    }

    /// Days of special hours that an opening state can depend on, from two before today in any zone.
    private static let specialDays = -2...17
    /// How often stores that cannot be shown are passed over for those behind them.
    private static let searches = 5

    /// What ``NearbyStore/ranked(_:at:)`` needs of the stores that a search finds.
    func candidates(_ search: NearestStores, firstLook: [NearestStores.StockedStore]) throws -> [NearbyStore.Candidate]
    {
        var excluded: Set<Int64> = []
        var candidates: [NearbyStore.Candidate] = []
        for _ in 0..<Self.searches {
            let found = try search.found(firstLook: firstLook, excluding: excluded, on: connection)
            candidates = try shown(found, &excluded)
            if candidates.count == found.count { break }
        }
        return candidates
    }

    /// All that can be shown of what was found, asked for in one batch; the keys of the others go into `excluded`.
    private func shown(
        _ found: [NearestStores.Found], _ excluded: inout Set<Int64>
    ) throws -> [NearbyStore.Candidate] {
        guard !found.isEmpty else { return [] }
        let keys = found.map { SQLValue.integer($0.key) }
        let today = Int(now.microseconds / 86_400_000_000)
        let (firstDay, lastDay) = (today + Self.specialDays.lowerBound, today + Self.specialDays.upperBound)
        let (stores, week, special, promotions) = try connection.rows(
            Self.stocked(keys, .gtin(gtin)), Self.week(keys),
            Self.special(keys, .integer(firstDay), .integer(lastDay)), Self.promotions(keys, .time(now), .gtin(gtin)))
        var candidates: [NearbyStore.Candidate] = []
        for found in found {
            guard let row = stores.first(where: { $0.key == found.key }),
                let store = unusable.value(
                    of: row.store(
                        week: week.filter { $0.store == found.key }, special: special.filter { $0.store == found.key }))
            else {
                excluded.insert(found.key)
                continue
            }
            candidates.append(
                NearbyStore.Candidate(
                    store: store, distance: found.distance, stock: unusable.value(of: row.usableStock),
                    stockTimeToLive: row.stockTimeToLive,
                    promotions: promotions.filter { $0.store == found.key }.map(\.promotion)))
        }
        return candidates
    }

    /// `12 High Street, Camden, London NW1 8QP`.
    static func address(street: String, locality: String, region: String?, postalCode: String?) -> String {
        let parts = [street, locality] + (region.map { [$0] } ?? [])
        return parts.joined(separator: ", ") + (postalCode.map { " \($0)" } ?? "")
    }
}

/// A row of `stores` with its merchant's and that of its stock of the product.
struct StoreRow {
    var key: Int64
    var id: PublicID
    var merchant: Merchant
    var name: String
    var address: String
    var position: Position
    var timeZone: String
    var areHoursKnown: Bool
    var stockTimeToLive: Duration
    /// Without its price where that cannot be used.
    var stock: Stock
    var price: StoredPrice?

    /// A row of `store_hours`.
    struct Week {
        var store: Int64
        var weekday: Int
        var interval: OpeningHours.Interval
    }

    /// A row of `store_special_hours`; a day without an interval is closed.
    struct Special {
        var store: Int64
        var day: CivilDate
        var interval: OpeningHours.Interval?
    }

    /// A promotion that holds in a store.
    struct Promoted {
        var store: Int64
        var promotion: Promotion
    }

    var usableStock: Usable<Stock> { Usable(value: stock, problem: price?.problem(of: "stock of store \(id)")) }

    /// The store, or nil where this machine does not know its time zone.
    func store(week: [Week], special: [Special]) -> Usable<Store?> {
        guard let zone = StoreTimeZone(identifier: timeZone) else {
            return Usable(value: nil, problem: .timeZone(timeZone, of: "store \(id)"))
        }
        let hours = areHoursKnown ? Self.hours(week: week, special: special) : nil
        return Usable(
            value: Store(
                id: id, merchant: merchant, name: name, address: address, position: position, timeZone: zone,
                hours: hours),
            problem: areHoursKnown && hours == nil ? .hours(of: "store \(id)") : nil)
    }

    /// - Returns: nil where intervals of one day overlap.
    private static func hours(week rows: [Week], special: [Special]) -> OpeningHours? {
        var week = Array(repeating: [OpeningHours.Interval](), count: 7)
        for row in rows where (1...7).contains(row.weekday) { week[row.weekday - 1].append(row.interval) }
        var days: [CivilDate: [OpeningHours.Interval]] = [:]
        for row in special { days[row.day, default: []] += row.interval.map { [$0] } ?? [] }
        return OpeningHours(week: week, special: days)
    }
}

extension OpeningHours.Interval: SQLReadable {
    static var width: Int { 2 }

    init(_ row: SQLRow, at column: Int) throws(StorageError) {
        guard let interval = Self(opens: Int(try row.integer(column)), closes: Int(try row.integer(column + 1))) else {
            throw SQLRow.unexpected(column, "not an interval of a day")
        }
        self = interval
    }
}

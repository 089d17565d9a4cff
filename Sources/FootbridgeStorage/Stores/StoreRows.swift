import FootbridgeCore
import ProductIdentifiers

/// Stores as they are stored, with what is asked of them beside a product.
struct StoreRows {
    let gtin: GTIN
    let now: Timestamp
    let language: ShopperLanguage
    /// As the connection sees them.
    let versions: CatalogCache.Versions
    let connection: any SQLConnection
    let cache: CatalogCache
    let unusable: UnusableRows

    static let one = Columns(
        Columns("t.public_id", PublicID.self), Columns("m.merchant_id", Int64.self),
        Columns("m.public_id", PublicID.self), Columns("m.name", String.self), Columns("t.name", String.self),
        Columns("t.street", String.self), Columns("t.locality", String.self), Columns("t.region", String?.self),
        Columns("t.postal_code", String?.self), Columns("t.country", String.self),
        Columns("t.lat_e7, t.lon_e7", Position.self), Columns("t.time_zone", String.self),
        Columns("t.hours_known", Bool.self), Columns("m.stock_ttl_s", Int64.self)
    ) {
        id, merchantKey, merchant, merchantName, name, street, locality, region, code, country, position, zone,
        hoursKnown, ttl in
        StoreRow(
            id: id, merchantKey: merchantKey, merchant: Merchant(id: merchant, name: merchantName), name: name,
            address: PostalAddress(
                street: street, locality: locality, region: region, postalCode: code, country: country),
            position: position, timeZone: zone, areHoursKnown: hoursKnown, stockTimeToLive: .seconds(ttl))
    }.from("stores t JOIN merchants m ON m.merchant_id = t.merchant_id WHERE t.store_id = $1")

    static let week = StoreRow.weekColumns.from("store_hours WHERE store_id = $1 ORDER BY weekday, opens_min")

    static let special = StoreRow.specialColumns
        .from("store_special_hours WHERE store_id = $1 AND day BETWEEN $2 AND $3 ORDER BY day, interval_no")

    /// The ten that end first.
    static let promotions = PromotionRows.columns.from(
        """
        promotions p
        WHERE p.merchant_id = $2 AND p.ends_at > $3 AND p.starts_at <= $3 AND
        """ + PromotionRows.holds(inStore: "$4") + " AND " + PromotionRows.holds(forProduct: "$5")
            + " ORDER BY p.ends_at, p.promotion_id LIMIT 10")

    /// When the next promotion of a merchant begins.
    static let nextBegin = Columns("starts_at", Timestamp.self).from(
        "promotions WHERE merchant_id = $1 AND starts_at > $2 ORDER BY starts_at LIMIT 1")

    /// Days of special hours that an opening state can depend on, from two before today in any zone.
    private static let specialDays = -2...17
    /// How often stores that cannot be shown are passed over for those behind them.
    private static let searches = 5

    /// What ``NearbyStore/ranked(_:at:)`` needs of the stores that a search finds.
    func candidates(_ search: NearestStores, firstLook: [NearestStores.StockedStore]) throws -> [NearbyStore.Candidate]
    {
        var excluded: Set<Int64> = []
        var shown: [(found: NearestStores.Found, known: KnownStore, store: Store)] = []
        for _ in 0..<Self.searches {
            let found = try search.found(firstLook: firstLook, excluding: excluded, on: connection)
            let known = try stores(found.map(\.store.key))
            shown = found.compactMap { found in
                known[found.store.key].flatMap { known in known.store.map { (found, known, $0) } }
            }
            if shown.count == found.count { break }
            let keys = Set(shown.map(\.found.store.key))
            excluded.formUnion(found.map(\.store.key).filter { !keys.contains($0) })
        }
        let promotions = try promotions(inStores: shown.map { ($0.found.store.key, $0.known.merchantKey) })
        return shown.map { shown in
            NearbyStore.Candidate(
                store: shown.store, distance: shown.found.distance,
                stock: unusable.value(of: shown.found.store.usableStock),
                stockTimeToLive: shown.known.stockTimeToLive, promotions: promotions[shown.found.store.key] ?? [])
        }
    }

    /// Promotions by the key of the store: those that are known to hold now, and the others read in one batch.
    private func promotions(inStores stores: [(key: Int64, merchantKey: Int64)]) throws -> [Int64: [Promotion]] {
        func key(_ store: Int64) -> KnownPromotions.Key {
            KnownPromotions.Key(gtin: gtin, store: store, language: language)
        }
        var promotions: [Int64: [Promotion]] = [:]
        for (store, known) in cache.promotions.values(stores.map { key($0.key) }, in: versions)
        where known.times.contains(now) { promotions[store.store] = known.promotions }
        let missing = stores.filter { promotions[$0.key] == nil }
        guard !missing.isEmpty else { return promotions }
        let (read, begins) = try connection.rows(
            each: missing.map { store in
                Self.promotions(
                    .text(language.rawValue), .integer(store.merchantKey), .time(now), .integer(store.key), .gtin(gtin))
            },
            versions.catalog == nil ? [] : missing.map { Self.nextBegin(.integer($0.merchantKey), .time(now)) })
        for (store, read) in zip(missing, read) { promotions[store.key] = read }
        var kept: [KnownPromotions.Key: KnownPromotions] = [:]
        for (index, begins) in begins.enumerated() {
            let until = (read[index].map(\.endsAt) + begins).min() ?? Timestamp(microseconds: .max)
            kept[key(missing[index].key)] = KnownPromotions(promotions: read[index], times: now..<until)
        }
        cache.promotions.keep(kept, in: versions)
        return promotions
    }

    /// Stores by their keys: those that are known as they are now, and the others read in one batch.
    private func stores(_ keys: [Int64]) throws -> [Int64: KnownStore] {
        let today = Int(now.microseconds / 86_400_000_000)
        let state = CatalogCache.StoresState(version: versions.stores, day: today)
        var stores = cache.stores.values(keys, in: state)
        let missing = keys.filter { stores[$0] == nil }
        guard !missing.isEmpty else { return stores }
        let days = (today + Self.specialDays.lowerBound, today + Self.specialDays.upperBound)
        let (rows, weeks, specials) = try connection.rows(
            each: missing.map { Self.one(.integer($0)) }, missing.map { Self.week(.integer($0)) },
            missing.map { Self.special(.integer($0), .integer(days.0), .integer(days.1)) })
        for (index, key) in missing.enumerated() {
            guard let row = rows[index].first else { continue }
            stores[key] = KnownStore(
                store: unusable.value(of: row.store(week: weeks[index], special: specials[index])),
                merchantKey: row.merchantKey, stockTimeToLive: row.stockTimeToLive)
        }
        cache.stores.keep(stores.filter { missing.contains($0.key) }, in: state)
        return stores
    }
}

/// A row of `stores` with its merchant's.
struct StoreRow {
    var id: PublicID
    var merchantKey: Int64
    var merchant: Merchant
    var name: String
    var address: PostalAddress
    var position: Position
    var timeZone: String
    var areHoursKnown: Bool
    var stockTimeToLive: Duration

    /// A row of `store_hours`.
    struct Week {
        var weekday: Int
        var interval: OpeningHours.Interval
    }

    /// A row of `store_special_hours`; a day without an interval is closed.
    struct Special {
        var day: CivilDate
        var interval: OpeningHours.Interval?
    }

    static let weekColumns = Columns(
        Columns("weekday", Int.self), Columns("opens_min, closes_min", OpeningHours.Interval.self),
        make: Week.init(weekday:interval:))

    static let specialColumns = Columns(
        Columns("day", Int.self), Columns("opens_min, closes_min", OpeningHours.Interval?.self)
    ) { Special(day: CivilDate(daysSinceEpoch: $0), interval: $1) }

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
    static func hours(week rows: [Week], special: [Special]) -> OpeningHours? {
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

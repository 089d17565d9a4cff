import FootbridgeCore

/// A shop as an import finds it.
struct StoredStore {
    var merchant: Int64
    var code: String
    var name: String
    var street: String
    var locality: String
    var region: String?
    var postalCode: String?
    var country: String
    var position: Position
    var timeZone: String
    var gln: Int64?
    var isListed: Bool
    var isClosed: Bool
    var areHoursKnown: Bool
    /// Nil where they are not known.
    var hours: OpeningHours?

    /// Shops by their ids.
    static func known(_ ids: [PublicID], on connection: any SQLConnection) throws -> [PublicID: StoredStore] {
        var stores = try ImportBatch.known(ids, row, on: connection) { [.publicID($0)] }
        let distinct = Array(stores.keys)
        let (weeks, specials) = try connection.rows(
            each: distinct.map { week(.publicID($0)) }, distinct.map { special(.publicID($0)) })
        for (index, id) in distinct.enumerated() where stores[id]?.areHoursKnown == true {
            stores[id]?.hours = StoreRow.hours(week: weeks[index], special: specials[index])
        }
        return stores
    }

    /// Whether all of a record is stored already.
    func says(the record: StoreRecord) -> Bool {
        !isClosed && code == record.code && name == record.name && street == record.street
            && locality == record.locality && region == record.region && postalCode == record.postalCode
            && country == record.country && position == record.position && timeZone == record.timeZone.identifier
            && gln == record.gln && hours == record.hours && (record.isListed ?? isListed) == isListed
    }

    private static let row = Columns(
        Columns("merchant_id", Int64.self), Columns("code", String.self), Columns("name", String.self),
        Columns("street", String.self), Columns("locality", String.self), Columns("region", String?.self),
        Columns("postal_code", String?.self), Columns("country", String.self), Columns("lat_e7, lon_e7", Position.self),
        Columns("time_zone", String.self), Columns("gln", Int64?.self), Columns("listed", Bool.self),
        Columns("closed_at", Timestamp?.self), Columns("hours_known", Bool.self)
    ) {
        merchant, code, name, street, locality, region, postalCode, country, position, zone, gln, isListed, closedAt,
        hoursKnown in
        StoredStore(
            merchant: merchant, code: code, name: name, street: street, locality: locality, region: region,
            postalCode: postalCode, country: country, position: position, timeZone: zone, gln: gln, isListed: isListed,
            isClosed: closedAt != nil, areHoursKnown: hoursKnown)
    }.from("stores WHERE public_id = $1")
    private static let week = StoreRow.weekColumns.from(
        """
        store_hours WHERE store_id = (SELECT store_id FROM stores WHERE public_id = $1) ORDER BY weekday, opens_min
        """)
    private static let special = StoreRow.specialColumns.from(
        """
        store_special_hours WHERE store_id = (SELECT store_id FROM stores WHERE public_id = $1) ORDER BY day, interval_no
        """)
}

extension StoreRecord {
    /// This record, and what is stored where it says nothing.
    func filled(from stored: StoredStore) -> StoreRecord {
        var record = self
        record.region = region ?? stored.region
        record.postalCode = postalCode ?? stored.postalCode
        record.gln = gln ?? stored.gln
        guard let storedHours = stored.hours else { return record }
        guard let hours else {
            record.hours = storedHours
            return record
        }
        if hours.special.isEmpty, let both = OpeningHours(week: hours.week, special: storedHours.special) {
            record.hours = both
        }
        return record
    }
}

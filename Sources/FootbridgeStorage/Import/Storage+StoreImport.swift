public import FootbridgeCore

extension Storage {
    /// Stores shops with their hours, over what is known of their ids; a merchant that is new is made, one with another
    /// name renamed. A shop that has moved takes its stock along.
    ///
    /// - Returns: the result of each row, in order.
    /// - Throws: as ``upsert(products:)``.
    public func upsert(stores: [StoreRecord]) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(stores) { stores, connection in
            let rejections = stores.map(Self.rejection)
            let good = zip(stores, rejections).compactMap { $1 == nil ? $0 : nil }
            let merchants = try Self.merchantIDs(of: good.map(\.merchant), at: now, on: connection)
            let places = try Self.placeIDs(of: good.map(\.placeName), on: connection)
            let owners = try ImportBatch.known(good.map(\.id), Self.storeOwner, on: connection) { [.publicID($0)] }
            return zip(stores, rejections).map { store, rejection in
                if let rejection { return .reject(rejection) }
                guard let merchant = merchants[store.merchant.id], let place = places[store.placeName] else {
                    return .reject(.unknownMerchant)
                }
                guard owners[store.id] == nil || owners[store.id] == merchant else { return .reject(.otherMerchant) }
                return .run(Self.statements(of: store, merchant: merchant, place: place, at: now))
            }
        }
    }

    private static func rejection(of store: StoreRecord) -> ImportRejection? {
        var check = FieldCheck()
        check.text(store.merchant.name, 1...200, "merchant_name")
        check.text(store.code, 1...64, "code")
        check.text(store.name, 1...200, "name")
        check.text(store.street, 1...300, "street")
        check.text(store.locality, 1...200, "locality")
        check.text(store.region, 1...200, "region")
        check.text(store.postalCode, 1...20, "postal_code")
        check.country(store.country, "country")
        check.range(store.gln.map { Int($0) }, 1...9_999_999_999_999, "gln")
        check.range(store.hours?.special.count, 0...1000, "special_hours")
        return check.rejection
    }

    private static func statements(
        of store: StoreRecord, merchant: Int64, place: Int64, at now: Timestamp
    ) -> [BoundSQL] {
        let row = BoundSQL(
            upsertStore,
            [
                .integer(merchant), .publicID(store.id), .text(store.code), .text(store.name), .text(store.street),
                .text(store.locality), .text(store.region), .text(store.postalCode), .text(store.country),
                .integer(place), .integer(store.position.latitudeE7), .integer(store.position.longitudeE7),
                .integer(GeographicCell(store.position).rawValue), .text(store.timeZone.identifier),
                .flag(store.hours != nil), .integer(store.gln), .flag(store.isListed), .time(now),
            ])
        let key: [SQLValue] = [.publicID(store.id), .integer(merchant)]
        var statements = [row, BoundSQL(deleteWeek, key), BoundSQL(deleteSpecial, key)]
        for (weekday, intervals) in (store.hours?.week ?? []).enumerated() {
            for interval in intervals {
                statements.append(
                    BoundSQL(
                        insertWeek,
                        key + [.integer(weekday + 1), .integer(interval.opens), .integer(interval.closes)]))
            }
        }
        for (day, intervals) in (store.hours?.special ?? [:]).sorted(by: { $0.key < $1.key }) {
            let times: [[SQLValue]] = intervals.map { [.integer($0.opens), .integer($0.closes)] }
            for (number, times) in (times.isEmpty ? [[.null, .null]] : times).enumerated() {
                statements.append(
                    BoundSQL(insertSpecial, key + [.integer(day.daysSinceEpoch), .integer(number)] + times))
            }
        }
        return statements
    }

    /// The keys of places, those that are not known being made with the words they are found by.
    private static func placeIDs(
        of names: [PlaceName], on connection: any SQLConnection
    ) throws -> [PlaceName: Int64] {
        func values(_ name: PlaceName) -> [SQLValue] {
            [.text(name.country), .text(name.locality), .text(name.region), .text(name.district)]
        }
        let distinct = Array(Set(names)).sorted { ($0.country, $0.text) < ($1.country, $1.text) }
        let made = try connection.run(distinct.map { BoundSQL(insertPlace, values($0)) })
        let ids = try ImportBatch.known(distinct, placeID, on: connection, values)
        let words = zip(distinct, made).flatMap { name, result -> [BoundSQL] in
            guard result.changed == 1, let id = ids[name] else { return [] }
            return name.words.sorted().map { BoundSQL(insertWord, [.text($0), .integer(id)]) }
        }
        _ = try connection.run(words)
        return ids
    }

    private static let storeOwner = Columns("merchant_id", Int64.self).from("stores WHERE public_id = $1")
    private static let placeID = Columns("place_id", Int64.self)
        .from("places WHERE country = $1 AND locality = $2 AND region = $3 AND district = $4")
    private static let insertPlace: SQL = """
        INSERT INTO places (country, locality, region, district) VALUES ($1, $2, $3, $4)
        ON CONFLICT (country, locality, region, district) DO NOTHING
        """
    private static let insertWord: SQL = """
        INSERT INTO place_words (word, place_id) VALUES ($1, $2) ON CONFLICT (word, place_id) DO NOTHING
        """
    private static let upsertStore: SQL = """
        INSERT INTO stores (merchant_id, public_id, code, name, street, locality, region, postal_code, country, place_id,
          lat_e7, lon_e7, cell, time_zone, hours_known, gln, listed, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)
        ON CONFLICT (public_id) DO UPDATE SET
          code = excluded.code, name = excluded.name, street = excluded.street, locality = excluded.locality,
          region = excluded.region, postal_code = excluded.postal_code, country = excluded.country,
          place_id = excluded.place_id, lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7, cell = excluded.cell,
          time_zone = excluded.time_zone, hours_known = excluded.hours_known, gln = excluded.gln,
          listed = excluded.listed, updated_at = excluded.updated_at
        WHERE stores.merchant_id = excluded.merchant_id
        """
    private static let deleteWeek: SQL = """
        DELETE FROM store_hours WHERE store_id IN (SELECT store_id FROM stores WHERE public_id = $1 AND merchant_id = $2)
        """
    private static let deleteSpecial: SQL = """
        DELETE FROM store_special_hours
        WHERE store_id IN (SELECT store_id FROM stores WHERE public_id = $1 AND merchant_id = $2)
        """
    private static let insertWeek: SQL = """
        INSERT INTO store_hours (store_id, weekday, opens_min, closes_min)
        VALUES ((SELECT store_id FROM stores WHERE public_id = $1 AND merchant_id = $2), $3, $4, $5)
        """
    private static let insertSpecial: SQL = """
        INSERT INTO store_special_hours (store_id, day, interval_no, opens_min, closes_min)
        VALUES ((SELECT store_id FROM stores WHERE public_id = $1 AND merchant_id = $2), $3, $4, $5, $6)
        """
}

extension StoreRecord {
    fileprivate var placeName: PlaceName {
        PlaceName(country: country, locality: locality, region: region, postalCode: postalCode)
    }
}

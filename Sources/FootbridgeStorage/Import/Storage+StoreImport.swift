public import FootbridgeCore

extension Storage {
    /// Stores shops with their hours, over what is known of their ids. What a row does not say stays as it was. A merchant
    /// that is new is made, where a row of it is taken; a shop that had closed is open again; one that has moved takes its
    /// stock along.
    ///
    /// - Parameter isRehearsal: whether all is undone again.
    /// - Returns: the result of each row, in order.
    /// - Throws: as ``upsert(products:isRehearsal:)``.
    public func upsert(stores: [StoreRecord], isRehearsal: Bool = false) async throws(StorageError) -> [ImportResult] {
        let now = clock.now
        return try await importing(stores, isRehearsal: isRehearsal) { stores, connection in
            let known = try StoredStore.known(stores.map(\.id), on: connection)
            let filled = stores.map { store in known[store.id].map { store.filled(from: $0) } ?? store }
            let good = filled.filter(\.problems.isEmpty)
            let merchants = try Self.merchantIDs(of: good.map(\.merchant), at: now, on: connection)
            let places = try Self.placeIDs(of: good.map(\.placeName), on: connection)
            return filled.map { store in
                if let rejection = ImportPlan.rejection(store.problems) { return rejection }
                guard let merchant = merchants[store.merchant.id], let place = places[store.placeName] else {
                    return .reject(.unknownMerchant(store.merchant.id))
                }
                let stored = known[store.id]
                guard stored == nil || stored?.merchant == merchant else { return .reject(.otherMerchant) }
                if let stored, stored.says(the: store) { return .run([], .unchanged) }
                return .run(
                    Self.statements(of: store, merchant: merchant, place: place, at: now),
                    stored == nil ? .added : .changed)
            }
        }
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
                .flag(store.hours != nil), .integer(store.gln), .integer(store.isListed.map { $0 ? 1 : 0 }), .time(now),
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
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, COALESCE($17, 1), $18, $18)
        ON CONFLICT (public_id) DO UPDATE SET
          code = excluded.code, name = excluded.name, street = excluded.street, locality = excluded.locality,
          region = excluded.region, postal_code = excluded.postal_code, country = excluded.country,
          place_id = excluded.place_id, lat_e7 = excluded.lat_e7, lon_e7 = excluded.lon_e7, cell = excluded.cell,
          time_zone = excluded.time_zone, hours_known = excluded.hours_known, gln = excluded.gln,
          listed = COALESCE($17, CASE WHEN stores.closed_at IS NULL THEN stores.listed ELSE 1 END), closed_at = NULL,
          updated_at = excluded.updated_at
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

public import FootbridgeCore

extension Storage {
    /// Towns, and postal districts of them, with a listed store and with words that begin as those of the search do, in any
    /// order, whatever their case or accents, and in any language that `town-names.tsv` has; best first, as
    /// ``PlaceSearch/ranked(_:for:)``.
    ///
    /// A word with a digit that nothing begins with, such as the second half of `NW1 8QP`, is passed over beside one that
    /// is found. At most ``placeLimit`` districts are compared.
    public func places(_ search: PlaceSearch) async throws(StorageError) -> FoundPlaces {
        let queries = PlaceQuery.readings(of: search.text)
        guard !queries.isEmpty, search.limit > 0 else { return FoundPlaces(places: [], hasMore: false) }
        return try await driver.read { connection in
            for query in queries {
                let candidates = try connection.rows(
                    Self.begunBy(
                        .text(query.rarest), .text(query.rarest + "\u{10FFFF}"), .integer(Self.placeLimit)))
                let found = search.ranked(candidates, for: query)
                guard !found.isEmpty else { continue }
                return FoundPlaces(
                    places: try found.prefix(search.limit).compactMap { try Self.place($0, connection) },
                    hasMore: found.count > search.limit)
            }
            return FoundPlaces(places: [], hasMore: false)
        }
    }

    /// Districts that are compared with one query at most.
    public static let placeLimit = 500
    /// Stores of one district whose positions a middle is taken of at most, and districts of one town.
    private static let (storesOfDistrict, districtsOfTown) = (100, 20)

    private static let begunBy = Columns(
        Columns("p.place_id", Int64.self), Columns("p.country", String.self), Columns("p.locality", String.self),
        Columns("p.region", String.self), Columns("p.district", String.self),
        Columns("t.lat_e7, t.lon_e7", Position.self),
        Columns("(SELECT count(*) FROM stores s WHERE s.place_id = p.place_id AND s.listed = 1)", Int.self)
    ) { id, country, locality, region, district, position, stores in
        PlaceSearch.Candidate(
            id: id, name: PlaceName(country: country, locality: locality, region: region, district: district),
            stores: stores, position: position)
    }.from(
        """
        places p JOIN stores t ON t.store_id =
          (SELECT min(s.store_id) FROM stores s WHERE s.place_id = p.place_id AND s.listed = 1)
        WHERE p.place_id IN (SELECT w.place_id FROM place_words w WHERE w.word >= $1 AND w.word < $2)
        ORDER BY p.place_id
        LIMIT $3
        """)
    private static let positions = Columns("lat_e7, lon_e7", Position.self)
        .from("stores WHERE place_id = $1 AND listed = 1 ORDER BY store_id LIMIT $2")

    private static func place(_ found: PlaceSearch.Found, _ connection: any SQLConnection) throws -> Place? {
        let positions = try connection.rows(
            each: found.members.prefix(districtsOfTown).map {
                Self.positions(.integer($0), .integer(storesOfDistrict))
            })
        return Position(middleOf: positions.flatMap(\.self)).map {
            Place(name: found.name, country: found.country, stores: found.stores, position: $0)
        }
    }
}

public import FootbridgeCore

extension Storage {
    /// Towns and postal districts with a listed store whose name has words that begin as those of `text` do, in any
    /// order and whatever their case or accents.
    ///
    /// Best first: where a word is matched whole, then where the locality itself begins as `text` does, then by name. A
    /// word with a digit that nothing begins with, such as the second half of `NW1 8QP`, is passed over beside one that
    /// is found. At most ``placeLimit`` places are compared.
    public func places(matching text: String, limit: Int) async throws(StorageError) -> [Place] {
        let words = PlaceName.words(of: text)
        guard !words.isEmpty, limit > 0 else { return [] }
        return try await driver.read { connection in
            for query in PlaceQuery.readings(of: words) {
                let matches = try Self.matches(query, on: connection)
                if !matches.isEmpty { return try Self.places(matches.prefix(limit).map(\.id), of: matches, connection) }
            }
            return []
        }
    }

    /// Places that are compared with one query at most.
    public static let placeLimit = 500
    /// Stores of one place whose positions its middle is taken of at most.
    private static let storesOfPlace = 100

    private static let begunBy = Columns(
        Columns("DISTINCT p.place_id", Int64.self), Columns("p.country", String.self),
        Columns("p.locality", String.self),
        Columns("p.region", String.self), Columns("p.district", String.self)
    ) { id, country, locality, region, district in
        Match(id: id, name: PlaceName(country: country, locality: locality, region: region, district: district))
    }.from(
        """
        place_words w JOIN places p ON p.place_id = w.place_id
        WHERE w.word >= $1 AND w.word < $2 AND EXISTS
          (SELECT 1 FROM stores t WHERE t.place_id = p.place_id AND t.listed = 1)
        ORDER BY p.place_id
        LIMIT $3
        """)
    private static let positions = Columns("lat_e7, lon_e7", Position.self)
        .from("stores WHERE place_id = $1 AND listed = 1 ORDER BY store_id LIMIT $2")

    private struct Match {
        var id: Int64
        var name: PlaceName
    }

    /// The places of one query, best first.
    private static func matches(_ query: PlaceQuery, on connection: any SQLConnection) throws -> [Match] {
        let places = try connection.rows(
            begunBy(.text(query.rarest), .text(query.rarest + "\u{10FFFF}"), .integer(placeLimit)))
        return places.compactMap { place in query.rank(of: place.name).map { ($0, place) } }
            .sorted { ($0.0, $0.1.name.text, $0.1.id) < ($1.0, $1.1.name.text, $1.1.id) }
            .map(\.1)
    }

    private static func places(
        _ ids: [Int64], of matches: [Match], _ connection: any SQLConnection
    ) throws -> [Place] {
        let positions = try connection.rows(each: ids.map { Self.positions(.integer($0), .integer(storesOfPlace)) })
        return zip(matches, positions).compactMap { match, positions in
            Position(middleOf: positions).map { Place(name: match.name.text, position: $0) }
        }
    }
}

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

    private static let begunBy: SQL = """
        SELECT DISTINCT p.place_id, p.country, p.locality, p.region, p.district
        FROM place_words w JOIN places p ON p.place_id = w.place_id
        WHERE w.word >= $1 AND w.word < $2 AND EXISTS
          (SELECT 1 FROM stores t WHERE t.place_id = p.place_id AND t.listed = 1)
        ORDER BY p.place_id
        LIMIT $3
        """
    private static let positions: SQL =
        "SELECT lat_e7, lon_e7 FROM stores WHERE place_id = $1 AND listed = 1 ORDER BY store_id LIMIT $2"

    private struct Match {
        var id: Int64
        var name: PlaceName
    }

    /// The places of one query, best first.
    private static func matches(_ query: PlaceQuery, on connection: any SQLConnection) throws -> [Match] {
        let rows = try connection.rows(
            begunBy, [.text(query.rarest), .text(query.rarest + "\u{10FFFF}"), .integer(placeLimit)])
        let places = try rows.map { row in
            Match(
                id: try row.integer(0),
                name: PlaceName(
                    country: try row.text(1), locality: try row.text(2), region: try row.text(3),
                    district: try row.text(4)))
        }
        return places.compactMap { place in query.rank(of: place.name).map { ($0, place) } }
            .sorted { ($0.0, $0.1.name.text, $0.1.id) < ($1.0, $1.1.name.text, $1.1.id) }
            .map(\.1)
    }

    private static func places(
        _ ids: [Int64], of matches: [Match], _ connection: any SQLConnection
    ) throws -> [Place] {
        let positions = try connection.rows(positions, ids.map { [.integer($0), .integer(storesOfPlace)] })
        return try zip(matches, positions).compactMap { match, rows in
            let middle = try Position(middleOf: rows.map { try $0.position(0) })
            return middle.map { Place(name: match.name.text, position: $0) }
        }
    }
}

/// What a shopper typed to find a place.
struct PlaceQuery {
    /// Folded; at least one.
    let words: [String]

    /// The query as it is, then without words that hold a digit where others remain, then with a British code that was
    /// typed without its space cut before the last three characters.
    static func readings(of words: [String]) -> [PlaceQuery] {
        func hasDigit(_ word: String) -> Bool { word.contains(where: \.isNumber) }
        var readings = [words]
        if words.count > 1, let code = words.first(where: hasDigit) {
            readings.append(words.filter { !hasDigit($0) || $0 == code })
            readings.append(words.filter { !hasDigit($0) })
        }
        if let code = words.first, words.count == 1, hasDigit(code), (5...7).contains(code.count) {
            readings.append([String(code.dropLast(3))])
        }
        return readings.filter { !$0.isEmpty }.map(PlaceQuery.init(words:))
    }

    /// The word that fewest places can be expected to begin with.
    var rarest: String { words.max { $0.count < $1.count } ?? "" }

    /// Lower is better; nil where a word is not found.
    func rank(of place: PlaceName) -> Int? {
        let known = place.words
        guard words.allSatisfy({ word in known.contains { $0.hasPrefix(word) } }) else { return nil }
        let whole = words.allSatisfy(known.contains)
        let locality = PlaceName.words(of: place.locality).joined(separator: " ")
        return (whole ? 0 : 2) + (locality.hasPrefix(words.joined(separator: " ")) ? 0 : 1)
    }
}

/// A shopper's search for a place: what they typed, and what is known of where they are.
public struct PlaceSearch: Sendable, Hashable {
    /// At most 100 bytes are of use.
    public var text: String
    /// Two letters (ISO 3166-1) of the shopper's country, as far as their language says it; it decides between postal codes
    /// that several countries have.
    public var country: String?
    /// Where the last answer was near; it says the country better than the language does.
    public var near: Position?
    /// Places in the answer at most.
    public var limit: Int

    public init(_ text: String, country: String? = nil, near: Position? = nil, limit: Int) {
        self.text = text
        self.country = country
        self.near = near
        self.limit = limit
    }

    /// The country that a language's tag (BCP 47) says, or else where most who speak it are.
    ///
    /// - Returns: nil where it says none and the language is none of those that shoppers are spoken to in.
    public static func country(ofLanguage tag: String) -> String? {
        if let region = region(ofLanguage: tag) { return region }
        let language = tag.prefix { $0 != "-" && $0 != "_" }.prefix(8).lowercased()
        return ["en": "GB", "de": "DE", "fr": "FR", "zh": "CN"][language]
    }

    /// The region of a language's tag (BCP 47), two letters: `GB` of `en-GB`, `TW` of `zh-Hant-TW`.
    public static func region(ofLanguage tag: String) -> String? {
        tag.prefix(35).split { $0 == "-" || $0 == "_" }.dropFirst().first { part in
            part.utf8.count == 2 && part.utf8.allSatisfy { (0x41...0x5A).contains($0 & 0xDF) }
        }?.uppercased()
    }

    /// A town's postal district that has a listed store, as it is stored.
    public struct Candidate: Sendable {
        public var id: Int64
        public var name: PlaceName
        /// Listed ones.
        public var stores: Int
        /// Of one of them.
        public var position: Position

        public init(id: Int64, name: PlaceName, stores: Int, position: Position) {
            self.id = id
            self.name = name
            self.stores = stores
            self.position = position
        }
    }

    /// A place of an answer: a whole town, or a district of one.
    public struct Found: Sendable {
        public var name: String
        public var country: String
        /// Listed stores.
        public var stores: Int
        /// The candidates that it is made of, those with most stores first.
        public var members: [Int64]
    }

    /// The places that a query means, best first: those whose words it has whole, then those that it begins; a town, and all
    /// of a town or region before its districts; those with most stores; by name. Codes of the shopper's country come before
    /// the same of another.
    public func ranked(_ candidates: [Candidate], for query: PlaceQuery) -> [Found] {
        let matched = candidates.compactMap { place in query.match(place.name).map { (match: $0, place: place) } }
        let country = query.hasCode ? preferredCountry(among: matched.map(\.place)) : nil
        let towns = Town.all(of: matched.map(\.place), for: query)
        let districts = Set(towns.filter { $0.isLocality }.flatMap { $0.members.map(\.id) })
        var ranked: [(order: Order, found: Found)] = towns.map { town in
            (Order(town.match, isForeign: false, isPart: false, town.found), town.found)
        }
        for (match, place) in matched {
            let isTown = query.begins(place.name.locality, in: place.name.country) && !districts.contains(place.id)
            let found = Found(
                name: place.name.text, country: place.name.country, stores: place.stores, members: [place.id])
            let isForeign = country.map { $0 != place.name.country } ?? false
            ranked.append((Order(match, isForeign: isForeign, isPart: !isTown, found), found))
        }
        return Self.told(apart: ranked.sorted { $0.order < $1.order }.map(\.found))
    }

    private func preferredCountry(among places: [Candidate]) -> String? {
        guard let near else { return country }
        return places.min { $0.position.distance(to: near) < $1.position.distance(to: near) }?.name.country
    }

    /// Places of one name in several countries say which they are in.
    private static func told(apart places: [Found]) -> [Found] {
        let countries = Dictionary(grouping: places, by: \.name).mapValues { Set($0.map(\.country)).count }
        return places.map { place in
            var place = place
            if countries[place.name, default: 1] > 1 { place.name += ", \(place.country)" }
            return place
        }
    }

    /// The first that differs decides; lower is better.
    private struct Order: Comparable {
        private let ranks: [Int]
        private let name: String
        private let id: Int64

        init(_ match: PlaceQuery.Match, isForeign: Bool, isPart: Bool, _ found: Found) {
            ranks = [match.rawValue, isForeign ? 1 : 0, isPart ? 1 : 0, -found.stores]
            name = found.name
            id = found.members.first ?? 0
        }

        static func < (left: Order, right: Order) -> Bool {
            if left.ranks != right.ranks { return left.ranks.lexicographicallyPrecedes(right.ranks) }
            return (left.name, left.id) < (right.name, right.id)
        }
    }

    /// Several districts that have a town or a region in common.
    private struct Town {
        var match: PlaceQuery.Match
        /// Whether some of them have it as their town, and not all as their region.
        var isLocality: Bool
        var members: [Candidate]
        var found: Found

        private struct Key: Hashable {
            var country: String
            var name: String
            /// Tells towns of one name apart.
            var region: String
        }

        /// Those of at least two of the places that the query itself means, and not only some of its districts.
        static func all(of places: [Candidate], for query: PlaceQuery) -> [Town] {
            let regions = Set(places.map { Key(country: $0.name.country, name: name($0.name.region, $0), region: "") })
            var members: [Key: [Candidate]] = [:]
            var localities: Set<Key> = []
            for place in places {
                let region = Key(country: place.name.country, name: name(place.name.region, place), region: "")
                var locality = Key(country: place.name.country, name: name(place.name.locality, place), region: "")
                if !regions.contains(locality) { locality.region = region.name }
                localities.insert(locality)
                members[locality, default: []].append(place)
                if !region.name.isEmpty, region != locality { members[region, default: []].append(place) }
            }
            return members.compactMap { key, places in
                town(of: places, key, isLocality: localities.contains(key), for: query)
            }
        }

        private static func town(
            of places: [Candidate], _ key: Key, isLocality: Bool, for query: PlaceQuery
        ) -> Town? {
            guard places.count > 1 else { return nil }
            let members = places.sorted { ($1.stores, $0.id) < ($0.stores, $1.id) }
            // As most of its stores write it.
            let first = members[0].name
            let isTown = name(first.locality, members[0]) == key.name
            let bare = PlaceName(
                country: key.country, locality: isTown ? first.locality : first.region,
                region: key.region.isEmpty ? "" : first.region, district: "")
            guard
                let match = query.match(
                    PlaceName(country: key.country, locality: bare.locality, region: "", district: ""))
            else { return nil }
            let found = Found(
                name: bare.text, country: key.country, stores: members.reduce(0) { $0 + $1.stores },
                members: members.map(\.id))
            return Town(match: match, isLocality: isLocality, members: members, found: found)
        }

        /// One name for all that a town is called.
        private static func name(_ text: String, _ place: Candidate) -> String {
            TownNames.all(of: text, in: place.name.country).min() ?? ""
        }
    }
}

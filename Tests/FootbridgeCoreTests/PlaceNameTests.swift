import FootbridgeCore
import Testing

@Suite("Names of places")
struct PlaceNameTests {
    private let camden = PlaceName(country: "GB", locality: "Camden", region: "London", postalCode: "NW1 8QP")

    @Test("The district is the part of a postal code before a space or a hyphen")
    func districts() {
        #expect(camden.text == "Camden, London NW1")
        #expect(
            PlaceName(country: "US", locality: "New York", region: "NY", postalCode: "10001-1234").district == "10001")
        #expect(PlaceName(country: "CH", locality: "Zürich", region: nil, postalCode: "8001").text == "Zürich 8001")
        #expect(PlaceName(country: "GB", locality: "London", region: "London", postalCode: nil).text == "London")
    }

    @Test("Words are folded, split at all but letters and digits, and bounded")
    func words() {
        #expect(PlaceName.words(of: "ST.-Gallen, ÎLE") == ["st", "gallen", "ile"])
        #expect(PlaceName.words(of: "%_'").isEmpty)
        #expect(PlaceName.words(of: String(repeating: "a ", count: 500)).count == 12)
        #expect(PlaceName.words(of: String(repeating: "a", count: 500)) == [String(repeating: "a", count: 60)])
    }

    @Test(
        "A place has its words in every spelling and language, and no other town's",
        arguments: [
            ("DE", "München", "munich"), ("DE", "München", "muenchen"), ("DE", "Muenchen", "munchen"),
            ("DE", "Munich", "munchen"), ("DE", "Köln", "cologne"), ("DE", "Köln", "koeln"),
            ("DE", "Cologne", "koln"), ("DE", "Ko\u{308}ln", "koeln"), ("CH", "Genève", "genf"),
            ("AT", "Wien", "vienna"), ("FR", "Straßburg", "strasbourg"), ("DE", "Gießen", "giessen"),
            ("DK", "Århus", "aarhus"), ("PL", "Łódź", "lodz"), ("DE", "Köln", "科隆"), ("FR", "Orléans", "orleans"),
        ])
    func spellings(country: String, locality: String, word: String) {
        let place = PlaceName(country: country, locality: locality, region: nil, postalCode: nil)
        #expect(place.words.contains(word))
    }

    @Test("A town of another country is only what the catalogue calls it, in each spelling")
    func elsewhere() {
        let place = PlaceName(country: "US", locality: "München", region: nil, postalCode: nil)
        #expect(place.words == ["munchen", "muenchen"])
    }

    @Test(
        "A code's second half is passed over, a British code without its space is cut, and umlauts are written out",
        arguments: [
            ("nw1 8qp", [["nw1", "8qp"], ["nw1"]]), ("nw18qp", [["nw18qp"], ["nw1"]]), ("camden", [["camden"]]),
            ("camden nw1 8qp", [["camden", "nw1", "8qp"], ["camden", "nw1"], ["camden"]]),
            ("KÖLN", [["koeln"], ["koln"]]), ("%", []), ("", []),
        ])
    func readings(text: String, expected: [[String]]) {
        #expect(PlaceQuery.readings(of: text).map(\.words) == expected)
    }

    @Test(
        "A language says a country, by its tag or by where most speak it",
        arguments: [
            ("de-AT", "AT"), ("de", "DE"), ("en-GB", "GB"), ("en_us", "US"), ("zh-Hans-SG", "SG"), ("zh-Hant", "CN"),
            ("fr", "FR"), ("nl", nil), ("", nil), ("de-", "DE"),
        ] as [(String, String?)])
    func countries(tag: String, country: String?) {
        #expect(PlaceSearch.country(ofLanguage: tag) == country)
    }

    @Test("One wrong position of three or more does not move a middle far")
    func robust() throws {
        let right = [try position(51.51, -0.12), try position(51.52, -0.13), try position(51.53, -0.14)]
        for wrong in [try position(0, 0), try position(-0.12, 51.51), try position(51.52, 170), try position(-51, 179)]
        {
            let middle = try #require(Position(middleOf: right + [wrong]))
            #expect(middle.distance(to: right[1]) < Meters(2000))
        }
    }

    @Test("The middle of positions on both sides of the antimeridian is between them; opposite ones have none")
    func middle() throws {
        let (west, east) = (try position(-16.8, 179.9), try position(-16.8, -179.9))
        let middle = try #require(Position(middleOf: [west, east]))
        #expect(middle.distance(to: try position(-16.8, 180)) < Meters(100))
        #expect(Position(middleOf: []) == nil)
        #expect(Position(middleOf: [try position(0, 0), try position(0, 180)]) == nil)
    }

    private func position(_ latitude: Double, _ longitude: Double) throws -> Position {
        try #require(Position(latitude: latitude, longitude: longitude))
    }
}

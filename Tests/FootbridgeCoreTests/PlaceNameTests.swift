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

    @Test("A place is better the more of it is meant, and none where a word is not in it")
    func ranks() throws {
        func rank(_ text: String) throws -> Int? {
            try #require(PlaceQuery.readings(of: PlaceName.words(of: text)).first).rank(of: camden)
        }
        #expect(try rank("camden") == 0)
        #expect(try rank("london") == 1)
        #expect(try rank("cam") == 2)
        #expect(try rank("lon") == 3)
        #expect(try rank("camden paris") == nil)
    }

    @Test(
        "A code's second half is passed over, and a British code without its space is cut",
        arguments: [
            ("nw1 8qp", [["nw1", "8qp"], ["nw1"]]), ("nw18qp", [["nw18qp"], ["nw1"]]), ("camden", [["camden"]]),
            ("camden nw1 8qp", [["camden", "nw1", "8qp"], ["camden", "nw1"], ["camden"]]),
        ])
    func readings(text: String, expected: [[String]]) {
        #expect(PlaceQuery.readings(of: PlaceName.words(of: text)).map(\.words) == expected)
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

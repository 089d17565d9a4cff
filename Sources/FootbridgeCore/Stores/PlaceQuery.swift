/// What a shopper typed to find a place.
public struct PlaceQuery: Sendable, Hashable {
    /// Folded; at least one.
    public let words: [String]

    /// The query as it is, then without words that hold a digit where others remain, then with a British code that was
    /// typed without its space cut before the last three characters.
    public static func readings(of words: [String]) -> [PlaceQuery] {
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
    public var rarest: String { words.max { $0.count < $1.count } ?? "" }

    /// Lower is better; nil where a word is not found.
    public func rank(of place: PlaceName) -> Int? {
        let known = place.words
        guard words.allSatisfy({ word in known.contains { $0.hasPrefix(word) } }) else { return nil }
        let whole = words.allSatisfy(known.contains)
        let locality = PlaceName.words(of: place.locality).joined(separator: " ")
        return (whole ? 0 : 2) + (locality.hasPrefix(words.joined(separator: " ")) ? 0 : 1)
    }
}

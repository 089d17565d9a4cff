/// What a shopper typed to find a place.
public struct PlaceQuery: Sendable, Hashable {
    /// Folded; at least one.
    public let words: [String]

    /// The query in each spelling of its letters, then without words that hold a digit where others remain, then with a British code that was
    /// typed without its space cut before the last three characters.
    public static func readings(of text: String) -> [PlaceQuery] {
        PlaceName.spellings(of: text).flatMap { readings(of: PlaceName.words(of: $0)) }
    }

    private static func readings(of words: [String]) -> [PlaceQuery] {
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

    /// Whether a part of a postal code is in it, which several countries may have.
    public var hasCode: Bool { words.contains { $0.contains(where: \.isNumber) } }

    /// How well it means a place.
    public enum Match: Int, Sendable, Comparable {
        /// Every word is one of the place's.
        case whole
        /// Every word begins one of them.
        case begun

        public static func < (left: Match, right: Match) -> Bool { left.rawValue < right.rawValue }
    }

    /// - Returns: nil where a word is not found.
    public func match(_ place: PlaceName) -> Match? {
        let known = place.words
        guard words.allSatisfy({ word in known.contains { $0.hasPrefix(word) } }) else { return nil }
        return words.allSatisfy(known.contains) ? .whole : .begun
    }

    /// Whether it is the beginning of a town's name, in any language, and not of its region or code.
    func begins(_ town: String, in country: String) -> Bool {
        let text = words.joined(separator: " ")
        return TownNames.all(of: town, in: country).contains { $0.hasPrefix(text) }
    }
}

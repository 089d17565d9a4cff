import Foundation

/// The town and postal district that a store is in, and the words a shopper may find it by.
public struct PlaceName: Sendable, Hashable {
    /// Two letters (ISO 3166-1).
    public var country: String
    /// The town.
    public var locality: String
    /// Empty where there is none.
    public var region: String
    /// The part of a postal code that stands for an area; empty where there is no code.
    public var district: String

    /// From the parts as they are stored.
    public init(country: String, locality: String, region: String, district: String) {
        self.country = country
        self.locality = locality
        self.region = region
        self.district = district
    }

    /// - Parameter postalCode: the part before the first space or hyphen is its district, as in `NW1 8QP`, `1012 AB`,
    ///   `10001-1234`; a code without either is one whole.
    public init(country: String, locality: String, region: String?, postalCode: String?) {
        let district = postalCode?.split(whereSeparator: { $0 == " " || $0 == "-" }).first
        self.init(country: country, locality: locality, region: region ?? "", district: district.map(String.init) ?? "")
    }

    /// `Camden, London NW1`.
    public var text: String {
        let town = region.isEmpty || region == locality ? locality : "\(locality), \(region)"
        return district.isEmpty ? town : "\(town) \(district)"
    }

    /// The words of all parts, folded, each once, in every spelling and of all that the town is called elsewhere: those of
    /// `München` and of `Munich`, whichever the catalogue says.
    public var words: Set<String> {
        let names =
            TownNames.all(of: locality, in: country) + TownNames.all(of: region, in: country)
            + Self.spellings(of: district)
        return Set(names.flatMap { Self.words(of: $0) })
    }

    /// Words in lower case and without diacritics, at most 12 of at most 60 characters, split at all but letters and
    /// digits; of `"Sankt Gallen"` as of `"st.-gallen"` two.
    public static func words(of text: some StringProtocol) -> [String] {
        fold(String(text.prefix(300))).split { !$0.isLetter && !$0.isNumber }.prefix(12).map { String($0.prefix(60)) }
    }

    /// The words of a text with single spaces between them, and those of the same text as it is written where there are
    /// no such letters: `koln` and `koeln` of `Köln`.
    static func spellings(of text: some StringProtocol) -> [String] {
        let text = String(text.prefix(300)).precomposedStringWithCanonicalMapping.lowercased()
        let transcribed = String(text.flatMap { Self.transcriptions[$0] ?? String($0) })
        return Array(Set([text, transcribed].map { words(of: $0).joined(separator: " ") })).sorted().filter {
            !$0.isEmpty
        }
    }

    private static func fold(_ text: String) -> String {
        let folded = text.folding(
            options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        return String(folded.flatMap { Self.letters[$0] ?? String($0) })
    }

    /// Letters that are more than another with a mark.
    private static let letters: [Character: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    ]
    private static let transcriptions: [Character: String] = [
        "ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe",
    ]
}

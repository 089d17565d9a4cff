import Foundation

/// Whether a text is a language tag as BCP 47 (RFC 5646) has them.
enum LanguageTag {
    /// A language of ISO 639 in its shortest code, and behind it script, region and variants in the right form. `eng`,
    /// `english` and `en_GB` are none.
    static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first?.lowercased(), languages.contains(first) else { return false }
        return parts.dropFirst().allSatisfy { part in
            (1...8).contains(part.utf8.count)
                && part.utf8.allSatisfy { byte in
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                }
        }
    }

    /// The codes of two letters, and those of three of languages that have none of two.
    private static let languages: Set<String> = Set(
        Locale.LanguageCode.isoLanguageCodes.compactMap { code in
            code.identifier(.alpha2) ?? code.identifier(.alpha3)
        }.map { $0.lowercased() } + ["und", "mul", "zxx"])
}

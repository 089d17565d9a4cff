/// The languages in which shoppers are spoken to.
public enum ShopperLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case german = "de"
    case french = "fr"
    case chinese = "zh"

    /// The BCP 47 tag of what is written in it: Chinese is written in simplified characters here.
    public var tag: String { self == .chinese ? "zh-Hans" : rawValue }

    /// The language of a BCP 47 tag such as `de-AT`; English where it is another.
    public init(tag: some StringProtocol) {
        self = ShopperLanguage(rawValue: tag.prefix { $0 != "-" && $0 != "_" }.lowercased()) ?? .english
    }
}

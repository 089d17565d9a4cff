/// A secret that a page with a publishable key makes for each browser and sends with every scan. The key is the same for all
/// shoppers and everybody sees it, so this alone says whose a scan is.
public struct PageSession: Sendable, Hashable {
    /// As it was sent. Never logged.
    public let secret: String

    /// A UUID in text has 36, and 122 random bits.
    public static let lengths = 32...128

    /// - Returns: nil unless it is ``lengths`` letters, digits, hyphens and underscores.
    public init?(_ text: String) {
        let isOne =
            Self.lengths.contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard isOne else { return nil }
        secret = text
    }
}

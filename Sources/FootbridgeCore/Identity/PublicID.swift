/// The name by which a merchant or a store is known outside: 1 to 64 of `A–Z a–z 0–9 . _ -`, compared byte by byte.
public struct PublicID: Sendable, Hashable, CustomStringConvertible {
    /// The name itself.
    public let description: String

    /// - Returns: nil where `text` is empty, too long, or holds any other character.
    public init?(_ text: some StringProtocol) {
        self.init(checking: String(text))
    }

    /// Not generic, as an answer reads dozens.
    private init?(checking text: String) {
        guard (1...64).contains(text.utf8.count) else { return nil }
        let allowed = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard allowed else { return nil }
        self.description = text
    }
}

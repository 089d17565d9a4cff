/// A GS1 application identifier (AI): two to four digits that say what the value behind them is.
public struct ApplicationIdentifier: Sendable, Hashable {
    /// Format, place in a Digital Link, companions.
    let definition: ApplicationIdentifierDefinition

    /// The digits, such as `01` or `8020`.
    public var code: String { definition.code }

    /// Looks an identifier up.
    /// - Returns: nil for digits GS1 has not assigned.
    public init?(_ code: some StringProtocol) {
        guard code.utf8.count <= 4, let definition = ApplicationIdentifierDefinition.all[String(code)] else {
            return nil
        }
        self.definition = definition
    }

    init(definition: ApplicationIdentifierDefinition) {
        self.definition = definition
    }

    /// Whether the identifier may be the key of a Digital Link.
    public var isPrimaryKey: Bool { definition.qualifiers != nil }

    /// AI 01: the GTIN.
    public static let gtin = ApplicationIdentifier(definition: .gtin)

    public static func == (left: Self, right: Self) -> Bool { left.code == right.code }
    public func hash(into hasher: inout Hasher) { hasher.combine(code) }
}

extension ApplicationIdentifier: CustomStringConvertible {
    /// The digits.
    public var description: String { code }
}

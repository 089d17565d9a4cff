/// What GS1 lays down for one application identifier (GS1 General Specifications, 3; Digital Link URI Syntax, 4).
final class ApplicationIdentifierDefinition: Sendable {
    let code: String
    let format: ElementFormat

    /// Whether an element string needs no separator behind the value, since all readers know its length.
    let isPredefinedLength: Bool

    /// For a primary key of a Digital Link, the alternative orders of its qualifiers; nil for any other identifier.
    let qualifiers: [[String]]?

    /// From each group, one must be present too; written as prefixes of codes.
    let companions: [[String]]

    /// None of these may be present too; written as prefixes of codes.
    let excluded: [String]

    init(
        _ code: String, _ parts: ElementFormat.Part..., predefined: Bool = false, keyWith qualifiers: [[String]]? = nil,
        needs companions: [[String]] = [], excludes excluded: [String] = []
    ) {
        self.code = code
        self.format = ElementFormat(parts: parts)
        self.isPredefinedLength = predefined
        self.qualifiers = qualifiers
        self.companions = companions
        self.excluded = excluded
    }

    /// Whether `codes`, in this order, may follow this key in a path.
    func acceptsQualifiers(_ codes: [String]) -> Bool {
        guard let qualifiers else { return false }
        return qualifiers.contains { order in
            var place = order.startIndex
            for code in codes {
                guard let found = order[place...].firstIndex(of: code) else { return false }
                place = found + 1
            }
            return true
        }
    }

    /// Whether `code` would be a qualifier beside `codes`, in whatever order: then it belongs in the path.
    func hasQualifier(_ code: String, beside codes: [String]) -> Bool {
        guard let qualifiers else { return false }
        return qualifiers.contains { order in order.contains(code) && codes.allSatisfy(order.contains) }
    }
}

extension ApplicationIdentifierDefinition {
    /// Finds the first element whose companions are missing or that stands beside one it excludes.
    static func firstBadlyAccompanied(in elements: [GS1Element]) -> ApplicationIdentifier? {
        for element in elements {
            let definition = element.identifier.definition
            let others = elements.filter { $0.identifier != element.identifier }
            func isPresent(_ prefix: String) -> Bool { others.contains { $0.identifier.code.hasPrefix(prefix) } }
            if !definition.companions.allSatisfy({ $0.contains(where: isPresent) })
                || definition.excluded.contains(where: isPresent)
            {
                return element.identifier
            }
        }
        return nil
    }
}

public import FootbridgeCore

/// Why a row of a feed is not taken, in words for whoever wrote it: of each field that is wrong, what is.
public struct RowProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// At least one.
    public let problems: [FieldProblem]

    public init(_ problems: [FieldProblem]) {
        self.problems = problems
    }

    /// One sentence for each.
    public var description: String { problems.map(\.description).joined(separator: "; ") }
}

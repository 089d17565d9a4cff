/// What is wrong with one field of a record that somebody sent, or odd about it, in words for them.
public struct FieldProblem: Error, Sendable, Hashable {
    /// The field by its name, or the row as a whole.
    public let field: String
    /// What stood in it, cut to ``longestValue``; nil where there is nothing to show.
    public let value: String?
    /// What it should have been: the rest of a sentence that begins with field and value.
    public let reason: String

    /// Unicode scalars of a value that are kept.
    public static let longestValue = 60

    /// - Parameters:
    ///   - value: of any length and content.
    ///   - reason: such as `is not 1 to 200 characters`.
    public init(_ field: String, _ value: String?, _ reason: String) {
        self.field = field
        self.value = value.map { value in
            value.unicodeScalars.count <= Self.longestValue
                ? value : String(String.UnicodeScalarView(value.unicodeScalars.prefix(Self.longestValue))) + "…"
        }
        self.reason = reason
    }

    /// Of the row as a whole.
    public init(row reason: String) {
        self.init("the row", nil, reason)
    }
}

extension FieldProblem: CustomStringConvertible {
    /// One sentence without its full stop, with what cannot be printed escaped.
    public var description: String {
        guard let value, !value.isEmpty else { return "\(field) \(reason)" }
        return "\(field) '\(PrintableText.of(value))' \(reason)"
    }
}

import FootbridgeCore

/// The names in the first row of a file, in whatever order they are.
struct CSVHeader: Sendable {
    private let positions: [String: Int]
    /// Fields that each row must have.
    let count: Int
    /// Columns that nothing is done with.
    let unknown: [String]

    /// - Parameters:
    ///   - fields: the first row; capitals and spaces around a name do not matter.
    ///   - required: columns that must be there.
    ///   - optional: columns that may be.
    /// - Throws: what is missing or there twice.
    init(_ fields: [String], required: [String], optional: [String]) throws(FeedError) {
        var positions: [String: Int] = [:]
        var unknown: [String] = []
        for (index, field) in fields.enumerated() {
            let name = field.trimmed.lowercased()
            guard required.contains(name) || optional.contains(name) else {
                unknown.append(name)
                continue
            }
            guard positions.updateValue(index, forKey: name) == nil else {
                throw FeedError("the header row names the column \(name) twice")
            }
        }
        let missing = required.filter { positions[$0] == nil }
        guard missing.isEmpty else {
            throw FeedError(
                "the header row lacks the \(missing.count == 1 ? "column" : "columns") \(missing.joined(separator: ", "))"
            )
        }
        self.positions = positions
        self.count = fields.count
        self.unknown = unknown
    }

    fileprivate func position(of column: String) -> Int? { positions[column] }
}

/// One row by the names of its columns.
struct CSVRecord: Sendable {
    private let header: CSVHeader
    private let fields: [String]

    /// - Throws: where the row does not have as many fields as the header.
    init(_ fields: [String], header: CSVHeader) throws(FieldProblem) {
        guard fields.count == header.count else {
            throw FieldProblem(row: "has \(fields.count) fields, the header row \(header.count)")
        }
        self.header = header
        self.fields = fields
    }

    /// A field without spaces around it and without what only keeps a spreadsheet from changing it; empty where the file
    /// has no such column.
    subscript(_ column: String) -> String {
        guard let position = header.position(of: column) else { return "" }
        let text = fields[position].trimmed
        // The formula `="978…"`, whole and quoted.
        if text.hasPrefix("=\""), text.hasSuffix("\""), text.utf8.count >= 3 {
            return String(text.dropFirst(2).dropLast())
        }
        // What an export puts before text that a spreadsheet would take for a formula.
        if text.first == "'", let second = text.dropFirst().first, "=+-@".contains(second) {
            return String(text.dropFirst())
        }
        return String(text)
    }
}

/// Why a file cannot be read as the feed that it should be, in words for whoever wrote it.
public struct FeedError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}

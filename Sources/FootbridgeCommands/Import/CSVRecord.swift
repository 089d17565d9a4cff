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
    /// - Throws: ``CommandFailure`` that names what is missing or there twice.
    init(_ fields: [String], required: [String], optional: [String]) throws(CommandFailure) {
        var positions: [String: Int] = [:]
        var unknown: [String] = []
        for (index, field) in fields.enumerated() {
            let name = field.trimmed.lowercased()
            guard required.contains(name) || optional.contains(name) else {
                unknown.append(name)
                continue
            }
            guard positions.updateValue(index, forKey: name) == nil else {
                throw CommandFailure("the header row names the column \(name) twice")
            }
        }
        let missing = required.filter { positions[$0] == nil }
        guard missing.isEmpty else {
            throw CommandFailure(
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

    /// - Throws: ``RowProblem`` where the row does not have as many fields as the header.
    init(_ fields: [String], header: CSVHeader) throws(RowProblem) {
        guard fields.count == header.count else {
            throw RowProblem("the row has \(fields.count) fields, the header row \(header.count)")
        }
        self.header = header
        self.fields = fields
    }

    /// A field without spaces around it; empty where the file has no such column.
    subscript(_ column: String) -> String {
        header.position(of: column).map { String(fields[$0].trimmed) } ?? ""
    }

    /// A field, or nil where it is empty.
    func optional(_ column: String) -> String? {
        let text = self[column]
        return text.isEmpty ? nil : text
    }

    /// - Throws: ``RowProblem`` where the field is empty.
    func required(_ column: String) throws(RowProblem) -> String {
        guard let text = optional(column) else { throw RowProblem("\(column) is empty") }
        return text
    }
}

public import FootbridgeCore

/// One record of a feed, or what was sent in its place.
public struct CatalogRow<Record: Sendable>: Sendable {
    /// The line of the file on which it begins, from 1.
    public var line: Int
    /// As it was sent, at most ``CSVReader/Limits/rowBytes``; what is not UTF-8 in it is replaced.
    public var raw: [UInt8]
    /// The record, or why there is none.
    public var content: Result<Record, RowProblem>
    /// What is odd about a record that is taken all the same.
    public var warnings: [FieldProblem]
    /// Zeros that the product's number had lost, and that were put back.
    public var restoredZeros: Int
}

/// The records of a CSV file, read a row at a time in memory that does not grow with the file.
public struct CSVFeed<Record: Sendable> {
    private let table: CatalogTable<Record>
    private let header: CSVHeader
    private let now: Timestamp
    private var reader: CSVReader
    private var decimalMark = DecimalMark()

    /// Reads the header row.
    ///
    /// - Parameters:
    ///   - encoding: nil where nothing is said: UTF-8 then, or UTF-16 where the file shows it.
    ///   - now: of records that say no time.
    ///   - read: the next bytes of the file, as many as are convenient; none at its end.
    /// - Throws: ``FeedError`` where the file has no header row that fits; what `read` throws.
    public init(
        _ table: CatalogTable<Record>, encoding: TextEncoding? = nil, now: Timestamp,
        read: @escaping () throws -> [UInt8]
    ) throws {
        self.table = table
        self.now = now
        reader = CSVReader(encoding: encoding, read: read)
        guard let row = try reader.next() else { throw FeedError("the file is empty; it needs a header row") }
        switch row.content {
        case .success(let fields):
            header = try CSVHeader(fields, required: table.required, optional: table.optional)
        case .failure(let problem): throw FeedError("the header row cannot be read: \(problem)")
        }
    }

    /// Columns of the file that are not known, and not used.
    public var unknownColumns: [String] { header.unknown }

    /// The next record that is not a blank line, or nil at the end.
    /// - Throws: what reading throws.
    public mutating func next() throws -> CatalogRow<Record>? {
        guard let row = try reader.next() else { return nil }
        var feedRow = CatalogRow<Record>(
            line: row.line, raw: row.raw, content: .failure(RowProblem([])), warnings: [], restoredZeros: 0)
        switch row.content {
        case .failure(let problem): feedRow.content = .failure(problem)
        case .success(let fields):
            do throws(FieldProblem) {
                let record = try CSVRecord(fields, header: header)
                var reader = RowReader(record, line: row.line, now: now, decimalMark: decimalMark)
                feedRow.content = content(of: &reader)
                feedRow.warnings = reader.warnings
                feedRow.restoredZeros = reader.restoredZeros
                decimalMark = reader.decimalMark
            } catch {
                feedRow.content = .failure(RowProblem([error]))
            }
        }
        return feedRow
    }

    private func content(of row: inout RowReader) -> Result<Record, RowProblem> {
        let record = table.parse(&row)
        guard let record, row.problems.isEmpty else { return .failure(RowProblem(row.problems)) }
        let problems = table.problems(record, now)
        return problems.isEmpty ? .success(record) : .failure(RowProblem(problems))
    }
}

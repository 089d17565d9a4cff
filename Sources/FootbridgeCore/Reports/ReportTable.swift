/// A report as rows and columns, which is what JSON, CSV and the page are made from.
public struct ReportTable: Sendable, Hashable {
    public struct Column: Sendable, Hashable {
        /// As in JSON and CSV.
        public var name: String
        /// Whether its numbers are of the whole gateway, also where the report is about one merchant.
        public var isOfGateway: Bool

        public init(_ name: String, isOfGateway: Bool = false) {
            self.name = name
            self.isOfGateway = isOfGateway
        }
    }

    public enum Value: Sendable, Hashable {
        /// Not known, or not counted for what was asked.
        case none
        case text(String)
        case number(Int64)
        /// So many units, of which ten to the power of `places` make one.
        case decimal(Int64, places: Int)
        case time(Timestamp)
        /// A number that is not told, as it is of few and not the viewer's own.
        case suppressed
    }

    public var columns: [Column]
    /// Each with a value for each column.
    public var rows: [[Value]]

    public init(_ columns: [Column], rows: [[Value]] = []) {
        self.columns = columns
        self.rows = rows
    }

    /// Numbers of the gateway below this are not told to whom the gateway's numbers do not belong.
    public static let fewest: Int64 = 10

    /// The table for somebody who may see the whole gateway's numbers only where they are of many.
    ///
    /// 1 to 9 is left out; and where that leaves out one number of a column alone, the smallest other one of it, too, so
    /// that it cannot be had from the column's sum.
    public func withoutSmallCells() -> ReportTable {
        var table = self
        for (index, column) in columns.enumerated() where column.isOfGateway {
            let small = rows.indices.filter { row in
                if case .number(let number) = rows[row][index] { (1..<Self.fewest).contains(number) } else { false }
            }
            for row in small { table.rows[row][index] = .suppressed }
            guard small.count == 1 else { continue }
            let others = rows.indices.compactMap { row -> (row: Int, number: Int64)? in
                guard case .number(let number) = table.rows[row][index], number > 0 else { return nil }
                return (row, number)
            }
            if let next = others.min(by: { $0.number < $1.number }) { table.rows[next.row][index] = .suppressed }
        }
        return table
    }

    /// The value of a column in a row; nil where there is no such column.
    public func value(_ column: String, in row: Int) -> Value? {
        columns.firstIndex { $0.name == column }.map { rows[row][$0] }
    }
}

extension ReportTable.Value: JSONWritable {
    public func write(to json: inout JSONWriter) {
        switch self {
        case .none, .suppressed: json.null()
        case .text(let text): json.string(text)
        case .number(let number): json.integer(number)
        case .decimal(let units, let places): json.decimal(units, places: places)
        case .time(let time): json.string(time.rfc3339)
        }
    }
}

extension ReportTable {
    /// The rows as JSON objects; `suppressed` names the numbers of a row that are not told.
    public var items: [Item] { rows.map { Item(columns: columns, row: $0) } }

    public struct Item: JSONWritable {
        let columns: [Column]
        let row: [Value]

        public func write(to json: inout JSONWriter) {
            json.object { json in
                for (column, value) in zip(columns, row) { json.member(column.name, value) }
                let suppressed = zip(columns, row).filter { $0.1 == .suppressed }.map(\.0.name)
                if !suppressed.isEmpty { json.member("suppressed", suppressed) }
            }
        }
    }

    /// RFC 4180 in UTF-8 with a header row; lines end with CR LF.
    ///
    /// A text that a spreadsheet would take for a formula gets an apostrophe before it (``CSVText``); numbers stay numbers,
    /// negative ones as well. A number that is not told is `<10`.
    public var csv: String {
        var text = columns.map { Self.field($0.name) }.joined(separator: ",") + "\r\n"
        for row in rows { text += row.map(Self.field).joined(separator: ",") + "\r\n" }
        return text
    }

    private static func field(_ value: Value) -> String {
        switch value {
        case .none: ""
        case .text(let text): field(text)
        case .number(let number): String(number)
        case .decimal(let units, let places):
            String(decoding: JSONWriter.document(JSONDecimal(units, places: places)), as: UTF8.self)
        case .time(let time): time.rfc3339
        case .suppressed: "<\(fewest)"
        }
    }

    /// Quoted by bytes: a quote with an accent over it is another character, yet ends the field.
    private static func field(_ text: String) -> String {
        var bytes: [UInt8] = []
        CSVText.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
